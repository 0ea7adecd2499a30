/**
 * What can be asked of this server: groups, versions and resources, plain and aggregated, from the scheme.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery, reference/golden/discovery.json
 */
import { encodeStandard } from '../machinery/base64.ts';
import { sha256 } from '../machinery/sha256.ts';
import type { SchemeRow } from '../scheme.ts';
import { partsOf } from './requestInfo.ts';

const everything = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const reading = ['get', 'patch', 'update'] as const;
const connecting = ['create', 'get'] as const;
const proxying = ['create', 'delete', 'get', 'patch', 'update'] as const;

interface Sub {
  readonly kind?: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const subs: Readonly<Record<string, Sub>> = {
  status: { verbs: reading },
  ephemeralcontainers: { verbs: reading },
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: reading },
  finalize: { verbs: ['update'] },
  approval: { verbs: reading },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
  exec: { kind: 'PodExecOptions', verbs: connecting },
  attach: { kind: 'PodAttachOptions', verbs: connecting },
  portforward: { kind: 'PodPortForwardOptions', verbs: connecting },
  log: { verbs: ['get'] },
  proxy: { verbs: proxying },
};

/** What a subresource takes, where it is not the object itself. */
export function kindOfSubresource(name: string): string | undefined {
  return Object.hasOwn(subs, name) ? subs[name]?.kind : undefined;
}

type Rows = readonly SchemeRow[];

/** What is asked for at /api, /api/v1, /apis, /apis/GROUP and /apis/GROUP/VERSION; undefined for any other path. */
export function discoveryOf(rows: Rows, path: string, address: string): object | undefined {
  const parts = partsOf(path);
  const [root, group = '', version = '', ...rest] = parts;
  if (rest.length > 0 || parts.includes('') || (root !== 'api' && root !== 'apis')) return undefined;
  if (root === 'api') {
    if (group !== '') return version === '' ? resourceList(rowsOf(rows, '', group)) : undefined;
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }] };
  }
  if (group === '') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupNames(rows).map((name) => groupOf(rows, name)) };
  if (version !== '') return resourceList(rowsOf(rows, group, version));
  return groupNames(rows).includes(group) ? { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(rows, group) } : undefined;
}

function resourceList(rows: Rows): object | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const { group, version } = first;
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion, resources: rows.flatMap(resourcesOf) };
}

function groupOf(rows: Rows, name: string): object {
  const versions = versionsOf(rows, name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function verbsOf(row: SchemeRow): readonly string[] {
  if (row.verbs !== undefined) return row.verbs;
  return row.kind === 'Namespace' ? everything.filter((verb) => verb !== 'deletecollection') : everything;
}

function resourcesOf(row: SchemeRow): readonly object[] {
  const { plural, singular, namespaced, kind, shortNames, categories } = row;
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(row),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(row.verbs === undefined ? { storageVersionHash: storageHash(row) } : {}),
  };
  const below = subresourcesOf(row).map(({ name, sub }) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...(sub.group === undefined ? {} : { group: sub.group, version: sub.version }),
    kind: sub.kind ?? kind,
    verbs: sub.verbs,
  }));
  return [main, ...below];
}

function subresourcesOf(row: SchemeRow): readonly { readonly name: string; readonly sub: Sub }[] {
  return row.subresources.toSorted().flatMap((name) => (subs[name] === undefined ? [] : [{ name, sub: subs[name] }]));
}

/** upstream: discovery.StorageVersionHash */
function storageHash(row: SchemeRow): string {
  return encodeStandard(sha256(`${row.group}/${row.version}/${row.kind}`).subarray(0, 8));
}

/** Everything in one document, for /api and for /apis. */
export function aggregatedDiscovery(rows: Rows, isCore: boolean): object {
  const groups = isCore ? [''] : groupNames(rows);
  const items = groups.map((group) => ({
    metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
    versions: versionsOf(rows, group).map((version) => ({
      version,
      resources: rowsOf(rows, group, version).map(discoveredOf),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2beta1', metadata: {}, items };
}

function discoveredOf(row: SchemeRow): object {
  const kindOf = (kind: string, group = '', version = '') => ({ group, version, kind });
  const subresources = subresourcesOf(row).map(({ name, sub }) => ({
    subresource: name,
    responseKind: kindOf(sub.kind ?? row.kind, sub.group, sub.version),
    verbs: sub.verbs,
  }));
  return {
    resource: row.plural,
    responseKind: kindOf(row.kind),
    scope: row.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: row.singular,
    verbs: verbsOf(row),
    ...(row.shortNames.length === 0 ? {} : { shortNames: row.shortNames }),
    ...(row.categories.length === 0 ? {} : { categories: row.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

/** The order in which groups are told: those that others build on first. upstream: pkg/controlplane/instance.go (InstallAPIs) */
const groupOrder = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

function groupNames(rows: Rows): readonly string[] {
  const names = [...new Set(rows.map((row) => row.group))].filter((group) => group !== '');
  const place = (name: string): number => (groupOrder.includes(name) ? groupOrder.indexOf(name) : groupOrder.length);
  return names.toSorted((a, b) => place(a) - place(b));
}

/** A group's versions, the one that is preferred first. */
function versionsOf(rows: Rows, group: string): readonly string[] {
  const versions = new Set(rows.filter((row) => row.group === group).map((row) => row.version));
  return [...versions].toSorted(compareVersions);
}

/** Stable before beta before alpha, later before earlier. upstream: apimachinery/pkg/version/helpers.go */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  const different = x.findIndex((value, index) => value !== y[index]);
  return different < 0 ? (a < b ? -1 : 1) : (y[different] ?? 0) - (x[different] ?? 0);
}

function rankOf(version: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return [0, 0, 0];
  return [match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1, Number(match[1]), Number(match[3] ?? 0)];
}

function rowsOf(rows: Rows, group: string, version: string): Rows {
  return rows.filter((row) => row.group === group && row.version === version).toSorted((a, b) => (a.plural < b.plural ? -1 : 1));
}
