/** Reading a mirror: the objects of a kind that the person wants to see, in the order in which they came to be. */
import { isKind, type Kind, type KindMap } from '#api/kinds.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import type { Mirror } from './model.ts';
import { inOrder } from './order.ts';

export function isShown(namespace: string | undefined, wanted: string): boolean {
  if (namespace === undefined || wanted === '*') return true;
  return wanted === '' ? !namespace.startsWith('kube-') : namespace === wanted;
}

export function allOf<K extends Kind>(mirror: Mirror, kind: K, namespace: string): KindMap[K][] {
  const objects = mirror.kinds.get(kind);
  const result: KindMap[K][] = [];
  for (const object of objects === undefined ? [] : inOrder(objects)) {
    if (isKind(object, kind) && isShown(object.metadata.namespace, namespace)) result.push(object);
  }
  return result;
}

/** Objects by the uid of the controller that owns them; '' holds those without one among `owners`. */
export function byOwner<T extends KubeObject>(objects: readonly T[], owners: ReadonlySet<string>): Map<string, T[]> {
  return groupBy(objects, (object) => {
    const uid: string = controllerOf(object)?.uid ?? '';
    return owners.has(uid) ? uid : '';
  });
}

/** Map.groupBy, which Node 20 lacks. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const result = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = result.get(key);
    if (list === undefined) result.set(key, [item]);
    else list.push(item);
  }
  return result;
}
