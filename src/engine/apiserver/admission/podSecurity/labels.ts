/**
 * What a namespace's labels say about the security of its pods.
 * upstream: staging/src/k8s.io/pod-security-admission/api/{constants,helpers}.go
 */
import { invalidValue, type FieldError } from '../../fieldError.ts';
import type { Level, LevelVersion } from './policy.ts';

const PREFIX = 'pod-security.kubernetes.io/';
const levels = ['privileged', 'baseline', 'restricted'];
const order: Readonly<Record<Level, number>> = { privileged: 0, baseline: 1, restricted: 2 };

export interface NamespacePolicy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
  readonly errors: readonly FieldError[];
}

type Labels = Readonly<Record<string, string>> | undefined;

const open: LevelVersion = Object.freeze({ level: 'privileged', version: 'latest' });
const none: NamespacePolicy = Object.freeze({ enforce: open, warn: open, errors: [] });
const known = new WeakMap<object, NamespacePolicy>();

/** Remembered for the very labels, since every pod asks. */
export function policyOf(labels: Labels): NamespacePolicy {
  if (labels === undefined) return none;
  let policy = known.get(labels);
  if (policy === undefined) known.set(labels, (policy = readPolicy(labels)));
  return policy;
}

function readPolicy(labels: Readonly<Record<string, string>>): NamespacePolicy {
  if (!Object.keys(labels).some((label) => label.startsWith(PREFIX))) return none;
  const errors: FieldError[] = [];
  const enforce = readMode(labels, { mode: 'enforce', unreadable: 'restricted' }, errors);
  readMode(labels, { mode: 'audit', unreadable: 'privileged' }, errors);
  const said = readMode(labels, { mode: 'warn', unreadable: 'privileged' }, errors);
  // Who says what is enforced and nothing about warnings wants to be warned of it.
  const silent = labels[`${PREFIX}warn`] === undefined && compareLevels(enforce.level, said.level) > 0;
  return { enforce, warn: silent ? enforce : said, errors };
}

interface Mode {
  readonly mode: string;
  readonly unreadable: Level;
}

function readMode(labels: Readonly<Record<string, string>>, { mode, unreadable }: Mode, errors: FieldError[]): LevelVersion {
  const [level, version] = [labels[PREFIX + mode], labels[`${PREFIX}${mode}-version`]];
  const goodLevel = level === undefined || levels.includes(level);
  const goodVersion = version === undefined || version === 'latest' || /^v1\.([0-9]|[1-9][0-9]*)$/.test(version);
  const field = (label: string) => `metadata.labels[${label}]`;
  if (!goodLevel) errors.push(invalidValue(field(PREFIX + mode), level, `must be one of ${levels.join(', ')}`));
  if (!goodVersion) errors.push(invalidValue(field(`${PREFIX}${mode}-version`), version, 'must be "latest" or "v1.x"'));
  return {
    level: goodLevel ? ((level ?? 'privileged') as Level) : unreadable,
    version: goodVersion ? (version ?? 'latest') : 'latest',
  };
}

export function compareLevels(a: Level, b: Level): number {
  return order[a] - order[b];
}
