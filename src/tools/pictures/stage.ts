/** Runs as tapes, written as YAML at moments: what a picture shows, set up without anybody's hands. */
import { parseManifest } from '#manifest/parse.ts';
import type { Json } from '#api/immutable.ts';
import type { KubeObject, VirtualMs } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import { rowOfKind } from '#api/scheme.ts';
import type { Tape } from '#api/tape.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';

/** At a moment: objects to create, or one request. */
export type Act = readonly [at: number, what: string | Request];

export function stage(acts: readonly Act[], nodes = 3): Tape {
  const inputs = acts.flatMap(([at, what]) => {
    const requests = typeof what === 'string' ? creates(what) : [what];
    return requests.map((request) => ({ at: at as VirtualMs, cluster: defaultCluster, input: { type: 'request' as const, request } }));
  });
  return { ...freshTape({ nodes }), inputs };
}

function creates(text: string): Request[] {
  return parseManifest(text).documents.map(({ object }) => {
    const it = object as KubeObject;
    const row = rowOfKind(it.kind);
    if (row === undefined) throw new Error(`no kind ${it.kind}`);
    const { group, version, plural, namespaced } = row;
    const namespace = it.metadata.namespace ?? 'default';
    return { verb: 'create', group, version, resource: plural, ...(namespaced ? { namespace } : {}), object: it as unknown as Json };
  });
}

export function scale(kind: 'StatefulSet' | 'Deployment', name: string, replicas: number): Request {
  const { group, version, plural } = rowOfKind(kind)!;
  return {
    verb: 'patch',
    group,
    version,
    resource: plural,
    namespace: 'default',
    name,
    patch: { type: 'merge', body: { spec: { replicas } } },
  };
}

export function remove(kind: string, name: string): Request {
  const { group, version, plural, namespaced } = rowOfKind(kind)!;
  return { verb: 'delete', group, version, resource: plural, ...(namespaced ? { namespace: 'default' } : {}), name };
}
