/**
 * Which checks make a level in a version of Kubernetes.
 * upstream: staging/src/k8s.io/pod-security-admission/policy/{checks,registry}.go
 */
import * as baseline from './baseline.ts';
import type { Check, Finding, Subject } from './look.ts';
import * as restricted from './restricted.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

export interface LevelVersion {
  readonly level: Level;
  /** `latest`, `v1.27`. */
  readonly version: string;
}

interface Entry {
  readonly level: 'baseline' | 'restricted';
  /** By the minor version from which each counts, oldest first. */
  readonly since: readonly (readonly [minor: number, check: Check])[];
  /** The check of baseline that it makes superfluous. */
  readonly overrides?: string;
}

const { unlessWindows } = restricted;

/** By id, in the order in which findings are told. */
const checks: readonly (readonly [id: string, entry: Entry])[] = [
  [
    'allowPrivilegeEscalation',
    {
      level: 'restricted',
      since: [
        [8, restricted.allowPrivilegeEscalation],
        [25, unlessWindows(restricted.allowPrivilegeEscalation)],
      ],
    },
  ],
  ['appArmorProfile', { level: 'baseline', since: [[0, baseline.appArmorProfile]] }],
  ['capabilities_baseline', { level: 'baseline', since: [[0, baseline.capabilitiesBaseline]] }],
  [
    'capabilities_restricted',
    {
      level: 'restricted',
      since: [
        [22, restricted.capabilitiesRestricted],
        [25, unlessWindows(restricted.capabilitiesRestricted)],
      ],
      overrides: 'capabilities_baseline',
    },
  ],
  ['hostNamespaces', { level: 'baseline', since: [[0, baseline.hostNamespaces]] }],
  ['hostPathVolumes', { level: 'baseline', since: [[0, baseline.hostPathVolumes]] }],
  ['hostPorts', { level: 'baseline', since: [[0, baseline.hostPorts]] }],
  ['privileged', { level: 'baseline', since: [[0, baseline.privileged]] }],
  ['procMount', { level: 'baseline', since: [[0, baseline.procMount]] }],
  ['restrictedVolumes', { level: 'restricted', since: [[0, restricted.restrictedVolumes]], overrides: 'hostPathVolumes' }],
  ['runAsNonRoot', { level: 'restricted', since: [[0, restricted.runAsNonRoot]] }],
  ['runAsUser', { level: 'restricted', since: [[23, restricted.runAsUser]] }],
  ['seLinuxOptions', { level: 'baseline', since: [[0, baseline.seLinuxOptions]] }],
  [
    'seccompProfile_baseline',
    {
      level: 'baseline',
      since: [
        [0, baseline.seccompAnnotations],
        [19, baseline.seccompBaseline],
      ],
    },
  ],
  [
    'seccompProfile_restricted',
    {
      level: 'restricted',
      since: [
        [19, restricted.seccompRestricted],
        [25, unlessWindows(restricted.seccompRestricted)],
      ],
      overrides: 'seccompProfile_baseline',
    },
  ],
  [
    'sysctls',
    {
      level: 'baseline',
      since: [
        [0, baseline.sysctls],
        [27, baseline.sysctlsFrom27],
      ],
    },
  ],
  ['windowsHostProcess', { level: 'baseline', since: [[0, baseline.windowsHostProcess]] }],
];

const byPolicy = new Map<string, readonly Check[]>();

/** Everything that a policy finds wrong with a pod. */
export function findingsOf(policy: LevelVersion, subject: Subject): readonly Finding[] {
  if (policy.level === 'privileged') return [];
  return checksOf(policy).flatMap((check) => check(subject) ?? []);
}

function checksOf({ level, version }: LevelVersion): readonly Check[] {
  const minor = version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.slice('v1.'.length));
  const key = `${level} ${minor > newest ? newest : minor}`;
  const known = byPolicy.get(key);
  if (known !== undefined) return known;
  const chosen = checks.flatMap(([id, entry]) => {
    const check = entry.level === 'restricted' && level !== 'restricted' ? undefined : entry.since.findLast(([since]) => since <= minor);
    return check === undefined ? [] : [{ id, check: check[1], overrides: entry.overrides }];
  });
  const overridden = new Set(chosen.map(({ overrides }) => overrides));
  const fresh = chosen.filter(({ id }) => !overridden.has(id)).map(({ check }) => check);
  byPolicy.set(key, fresh);
  return fresh;
}

/** Beyond this minor version nothing has changed. */
const newest = 28;

export function policyName({ level, version }: LevelVersion): string {
  return `"${level}:${version}"`;
}

export function reasonsOf(findings: readonly Finding[]): string {
  return findings.map(({ reason }) => reason).join(', ');
}

export function detailsOf(findings: readonly Finding[]): string {
  return findings.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}
