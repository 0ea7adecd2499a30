/**
 * A list as it was at a revision, and pages of it: what changed since is put back from the log.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go (GetList)
 */
import type { KubeObject } from '#api/meta.ts';
import { changesSince, compactedRevision, list, type Change, type Store } from './store.ts';

export interface ListPlace {
  readonly resource: string;
  readonly namespace: string | undefined;
}

/** The objects as they were at a revision, in the order of their keys; undefined when that is too long ago. */
export function listAt(store: Store, { resource, namespace }: ListPlace, revision: number): readonly KubeObject[] | undefined {
  const present = list(store, resource, namespace);
  if (revision >= store.revision) return present;
  // No client was ever told a revision before the first write.
  const changes = revision < Math.max(2, compactedRevision(store)) ? undefined : changesSince(store, revision);
  if (changes === undefined) return undefined;
  const own = changes.filter((change) => change.resource === resource && isIn(change, namespace));
  return own.length === 0 ? present : wound(present, own);
}

function isIn({ object }: Change, namespace: string | undefined): boolean {
  return namespace === undefined || object.metadata.namespace === namespace;
}

function wound(present: readonly KubeObject[], changes: readonly Change[]): readonly KubeObject[] {
  const before = new Map<string, KubeObject | undefined>();
  for (const change of changes) {
    const key = keyText(change.object);
    if (!before.has(key)) before.set(key, change.old);
  }
  const kept = present.filter((object) => !before.has(keyText(object)));
  const back = [...before.values()].filter((object) => object !== undefined);
  return [...kept, ...back].toSorted(byKey);
}

function keyText({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function byKey(a: KubeObject, b: KubeObject): number {
  const [x, y] = [keyText(a), keyText(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
