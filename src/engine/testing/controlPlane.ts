/** A cluster, without nodes unless some are given, for tests of what the control plane does on its own. */
import type { Json } from '#api/immutable.ts';
import type { Kind, KindMap } from '#api/kinds.ts';
import type { DeleteOptions, Request, Response } from '#api/request.ts';
import type { ClusterSpec } from '#api/tape.ts';
import { apiVersionOf, groupResource, scheme } from '#api/scheme.ts';
import { list } from '../etcd/store.ts';
import { advance, createSession, nowOf, say } from '../session.ts';
import { clusterOf } from '../running.ts';

type Fields = { readonly [field: string]: Json };

export interface ControlPlane {
  /** Creates an object in `default` (or nowhere, for cluster-scoped kinds); throws when it is refused. */
  create(kind: Kind, name: string, fields?: Fields, meta?: Fields): void;
  patch(kind: Kind, name: string, body: Json, subresource?: string): Response;
  remove(kind: Kind, name: string, options?: DeleteOptions): Response;
  get<K extends Kind>(kind: K, name: string): KindMap[K] | undefined;
  /** Names of all objects of a kind, in every namespace. */
  names(kind: Kind): string[];
  /** `reason: message` of all events about an object. */
  events(name: string): string[];
  wait(seconds: number): void;
  /** Any request; the answer must be looked at. */
  request(request: Request): Response;
}

export function controlPlane(nodes: ClusterSpec['nodes'] = [], more: Partial<ClusterSpec> = {}): ControlPlane {
  const session = createSession({
    version: 1,
    seed: 1,
    epoch: '2026-01-01T09:00:00Z',
    clusters: [{ name: 'c', nodes, ...more }],
    inputs: [],
  });
  advance(session, 1_000);
  const target = (kind: Kind) => {
    const { group, version, plural: resource, namespaced } = scheme[kind];
    return { group, version, resource, ...(namespaced ? { namespace: 'default' } : {}) };
  };
  const ask = (request: Parameters<typeof say>[2] & { readonly type: 'request' }) => say(session, 'c', request)!;
  const all = <K extends Kind>(kind: K) =>
    list(clusterOf(session.world, 'c').state.server.store, groupResource(scheme[kind])) as unknown as readonly KindMap[K][];
  return {
    create(kind, name, fields = {}, meta = {}) {
      const { namespaced } = scheme[kind];
      const metadata = { name, ...(namespaced ? { namespace: 'default' } : {}), ...meta };
      const object = { apiVersion: apiVersionOf(scheme[kind]), kind, metadata, ...fields };
      const response = ask({ type: 'request', request: { verb: 'create', ...target(kind), object } });
      if (response.code !== 201) throw new Error(`${kind} ${name}: ${JSON.stringify(response.body)}`);
    },
    patch: (kind, name, body, subresource) => {
      const part = subresource === undefined ? {} : { subresource };
      return ask({ type: 'request', request: { verb: 'patch', ...target(kind), name, patch: { type: 'merge', body }, ...part } });
    },
    remove: (kind, name, options) =>
      ask({
        type: 'request',
        request: { verb: 'delete', ...target(kind), name, ...(options === undefined ? {} : { options: { delete: options } }) },
      }),
    get: (kind, name) => all(kind).find((it) => it.metadata.name === name),
    names: (kind) => all(kind).map((it) => it.metadata.name),
    events: (name) =>
      all('Event')
        .filter((it) => it.involvedObject.name === name)
        .map((it) => `${it.reason}: ${it.message}`),
    request: (request) => ask({ type: 'request', request }),
    wait: (seconds) => void advance(session, Number(nowOf(session)) + seconds * 1_000),
  };
}
