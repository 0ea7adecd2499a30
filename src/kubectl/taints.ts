/** Taints as they are typed, and what they make of a node's. upstream: kubectl/pkg/cmd/taint/utils.go */
import { failure as refusal, success, type Outcome } from '#api/machinery/outcome.ts';
import { isQualifiedName, isValidLabelValue } from '#api/machinery/validation.ts';

/** The effect is empty where a taint is to go whatever its effect. */
export interface Taint {
  readonly key: string;
  readonly effect: string;
  readonly value?: string;
}

export interface TaintChanges {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function parseTaints(words: readonly string[]): Outcome<TaintChanges> {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const word of words) {
    const isRemoval = word.endsWith('-');
    const parsed = parseTaint(isRemoval ? word.slice(0, -1) : word);
    if (!parsed.ok) return parsed;
    const { key, effect, value } = parsed.value;
    if (isRemoval) remove.push({ key, effect });
    else if (effect === '') return refusal(`invalid taint spec: ${word}`);
    else if (add.some((one) => isSame(one, parsed.value)))
      return refusal(`duplicated taints with the same key and effect: {${key} ${value ?? ''} ${effect} <nil>}`);
    else add.push(parsed.value);
  }
  return success({ add, remove });
}

function parseTaint(text: string): Outcome<Taint> {
  const invalid = (errors: readonly string[] = []) =>
    refusal(`invalid taint spec: ${text}${errors.length === 0 ? '' : `, ${errors.join('; ')}`}`);
  const [front = '', effect, ...more] = text.split(':');
  if (more.length > 0) return invalid();
  if (effect !== undefined && !effects.includes(effect)) return refusal(`invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value = '', ...rest] = effect === undefined ? [front] : front.split('=');
  if (rest.length > 0) return invalid();
  const errors = [isValidLabelValue(value), isQualifiedName(key)].find((list) => list.length > 0);
  if (errors !== undefined) return invalid(errors);
  return success({ key, effect: effect ?? '', ...(value === '' ? {} : { value }) });
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** The taints that one command would both put on and take off. */
export function conflicting({ add, remove }: TaintChanges): readonly string[] {
  return add.flatMap((one) =>
    remove
      .filter((gone) => gone.key === one.key && (gone.effect === '' || gone.effect === one.effect))
      .map((gone) => `{"${gone.key}":"${gone.effect}"}`),
  );
}

/** The keys of taints that are on the node already. upstream: checkIfTaintsAlreadyExists */
export function alreadyThere(old: readonly Taint[], wanted: readonly Taint[]): string {
  return wanted
    .filter((one) => old.some((it) => isSame(it, one)))
    .map(({ key }) => key)
    .join(',');
}

export interface Reorganized {
  readonly taints: readonly Taint[];
  readonly operation: 'tainted' | 'untainted' | 'modified';
  readonly errors: readonly string[];
}

/** New taints come first, then those that stay. */
export function reorganizeTaints(old: readonly Taint[], { add, remove }: TaintChanges, overwrite: boolean): Reorganized {
  const withNew = [...add, ...old.filter((one) => !add.some((it) => isSame(it, one)))];
  const added = withNew.length !== old.length;
  let taints: readonly Taint[] = withNew;
  let removed = false;
  const errors: string[] = [];
  for (const gone of remove) {
    const left = withoutTaint(taints, gone);
    removed = left.length < taints.length;
    if (!removed) errors.push(`taint ${JSON.stringify(gone.effect === '' ? gone.key : `${gone.key}:${gone.effect}`)} not found`);
    taints = left;
  }
  return { taints, errors, operation: (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted' };
}

/** Without a key's taint of one effect, or of all effects where none is given. */
export function withoutTaint(taints: readonly Taint[], gone: Taint): readonly Taint[] {
  return taints.filter((one) => one.key !== gone.key || (gone.effect !== '' && one.effect !== gone.effect));
}
