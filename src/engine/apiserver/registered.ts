/**
 * Whether a version of the API knows a kind at all: what it knows can be read, and is refused only where it does not belong.
 * upstream: staging/src/k8s.io/apimachinery/pkg/runtime/scheme.go, pkg/api/legacyscheme
 */
import { aliasRows, apiVersionOf, gatedRows, servedRows } from '#api/scheme.ts';

/** What every group and version knows beside its own kinds. */
const ofAll = ['WatchEvent', 'ListOptions', 'GetOptions', 'DeleteOptions', 'CreateOptions', 'UpdateOptions', 'PatchOptions'];
const unversioned = ['Status', 'APIVersions', 'APIGroup', 'APIGroupList', 'APIResourceList'];
/** Kinds that are asked, answered or bound, and those inside others. */
const others: Readonly<Record<string, readonly string[]>> = {
  v1: [...unversioned, 'List', 'Binding', 'SerializedReference', 'RangeAllocation', 'PodStatusResult', 'PodLogOptions', 'PodExecOptions'],
  'policy/v1': ['Eviction'],
  'policy/v1beta1': ['Eviction'],
  'autoscaling/v1': ['Scale'],
  'authentication.k8s.io/v1': ['TokenRequest'],
};
/** Where kinds came from that have moved to other groups. */
const formerly: ReadonlyMap<string, string> = new Map([
  ['extensions', 'apps'],
  ['', 'events.k8s.io'],
]);

const rows = [...servedRows(), ...gatedRows(), ...aliasRows()];
const kinds = new Set(rows.flatMap((row) => [`${apiVersionOf(row)} ${row.kind}`, `${apiVersionOf(row)} ${row.kind}List`]));
const kindsOfGroups = new Set(rows.map(({ group, kind }) => `${group} ${kind}`));
const versions = new Set(rows.map(apiVersionOf));

export function isRegistered(apiVersion: string, kind: string): boolean {
  if (kinds.has(`${apiVersion} ${kind}`) || (Object.hasOwn(others, apiVersion) && others[apiVersion]?.includes(kind) === true)) return true;
  if (versions.has(apiVersion) && ofAll.includes(kind)) return true;
  const slash = apiVersion.indexOf('/');
  const [group, version] = [apiVersion.slice(0, Math.max(0, slash)), apiVersion.slice(slash + 1)];
  // Versions of old are served no more, but read still.
  return /^v\d+(alpha|beta)\d+$/.test(version) && [group, formerly.get(group)].some((it) => kindsOfGroups.has(`${it} ${kind}`));
}

/** Whether the scheme of what all groups share knows a kind: what has no version it knows at any. */
export function isMetaKind(apiVersion: string, kind: string): boolean {
  return unversioned.includes(kind) || (apiVersion === 'meta.k8s.io/v1' && ofAll.includes(kind));
}

/** The scheme of the groups that the core server itself serves. */
export function notRegistered(apiVersion: string, kind: string): string {
  return noKind(apiVersion, kind, 'pkg/api/legacyscheme/scheme.go:30');
}

export function noKind(apiVersion: string, kind: string, scheme: string): string {
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`;
}
