/**
 * Features with a rule of their own, each tried in a namespace beside the workloads: what it is made of, what a person does to it
 * once, what must hold after every change, and what must be so in the end.
 */
import type { Json } from '#api/immutable.ts';
import type { Kind, KindMap, Pod } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { apiVersionOf, groupResource, scheme } from '#api/scheme.ts';
import { list, type Store } from '#engine/etcd/store.ts';

/** Data, so that a plan can be shrunk and told. */
export interface Extra {
  readonly feature: string;
  /** When the person does it. */
  readonly at: number;
  /** Chooses between its variants. */
  readonly pick: number;
}

export interface Feature {
  start(pick: number): readonly Request[];
  /** Said at the extra's moment, and once more when the faults are nearly over: it must not matter how often. */
  act?(pick: number, store: Store): readonly Request[];
  /** What must never be. */
  check?(pick: number, store: Store): readonly string[];
  /** What is not as it must be in the end. */
  unsettled(pick: number, store: Store): readonly string[];
}

const namespace = 'extra';

export function extraNamespace(): Request {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return { verb: 'create', group: '', version: 'v1', resource: 'namespaces', object };
}

export function inExtra<K extends Kind>(store: Store, kind: K): readonly KindMap[K][] {
  return list(store, groupResource(scheme[kind]), scheme[kind].namespaced ? namespace : undefined) as unknown as readonly KindMap[K][];
}

export function podsOf(store: Store, app: string): readonly Pod[] {
  return inExtra(store, 'Pod').filter(({ metadata }) => metadata.labels?.['app'] === app);
}

export function make(kind: Kind, name: string, fields: { readonly [field: string]: Json }): Request {
  return { verb: 'create', ...pathOf(kind), object: { apiVersion: apiVersionOf(scheme[kind]), kind, metadata: { name }, ...fields } };
}

export function change(kind: Kind, name: string, body: Json): Request {
  return { verb: 'patch', ...pathOf(kind), name, patch: { type: 'strategic', body } };
}

export function remove(kind: Kind, name: string, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): Request {
  return { verb: 'delete', ...pathOf(kind), name, options: { delete: { propagationPolicy } } };
}

function pathOf(kind: Kind): Pick<Request, 'group' | 'version' | 'resource' | 'namespace'> {
  const { group, version, plural, namespaced } = scheme[kind];
  return { group, version, resource: plural, ...(namespaced ? { namespace } : {}) };
}

/** A template whose pods serve until they are told to end. */
export function serving(app: string, more: { readonly [field: string]: Json } = {}): Json {
  const { cpu = '10m', image = 'nginx:1.24', mounts = [], ...spec } = more;
  const container = { name: 'c', image, resources: { requests: { cpu } }, volumeMounts: mounts };
  return { metadata: { labels: { app } }, spec: { terminationGracePeriodSeconds: 2, containers: [container], ...spec } };
}
