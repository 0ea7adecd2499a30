/**
 * The volumes and claims that the scheduler has written to and that its informers do not show so yet: the pod that comes next
 * is not to be promised the same volume, nor its claim another node.
 * upstream: pkg/scheduler/framework/plugins/volumebinding/assume_cache.go
 */
import type { Kind, PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import type { Delta, Lister } from '../client/informer.ts';

/** Kind and key -> the object as it was written. */
export type Assumed = Map<string, KubeObject>;

export function assume(
  assumed: Assumed,
  kind: 'PersistentVolume' | 'PersistentVolumeClaim',
  written: PersistentVolume | PersistentVolumeClaim,
): void {
  assumed.set(nameOf(kind, keyOf(written)), written);
}

/** The informers show what was written, or what came after it. */
export function seen(assumed: Assumed, { kind, type, object }: Delta): void {
  const name = nameOf(kind, keyOf(object));
  const written = assumed.get(name);
  if (written !== undefined && (type === 'DELETED' || revisionOf(object) >= revisionOf(written))) assumed.delete(name);
}

/** What the informers show, and what was written since. */
export function withAssumed(see: Lister, assumed: Assumed): Lister {
  if (assumed.size === 0) return see;
  const newest = <T>(kind: Kind, key: string, known: T): T =>
    known === undefined ? known : ((assumed.get(nameOf(kind, key)) as T | undefined) ?? known);
  return {
    ...see,
    get: (kind, key) => newest(kind, key, see.get(kind, key)),
    list: (kind, namespace) =>
      kind === 'PersistentVolume'
        ? see.list(kind, namespace).map((it) => newest(kind, keyOf(it as KubeObject), it))
        : see.list(kind, namespace),
  };
}

function nameOf(kind: string, key: string): string {
  return `${kind}|${key}`;
}

function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion);
}
