/**
 * Objects in the order in which they came to be. Sorting thousands for every picture costs more than drawing them, so the
 * order of a Map is remembered beside it, and whoever makes the next Map of it carries the order on.
 */
import type { Applied } from '#api/machinery/cache.ts';
import type { KubeObject } from '#api/meta.ts';

type Objects = ReadonlyMap<string, KubeObject>;

const orders = new WeakMap<Objects, readonly KubeObject[]>();

export function inOrder(objects: Objects): readonly KubeObject[] {
  let order = orders.get(objects);
  if (order === undefined) orders.set(objects, (order = [...objects.values()].sort(byArrival)));
  return order;
}

/** `after` is `before` with these changes: its order follows from theirs. */
export function carryOrder(before: Objects | undefined, after: Objects, changes: readonly Applied[]): void {
  const known = before === undefined ? undefined : orders.get(before);
  if (known === undefined) return;
  const order = known.slice();
  for (const { previous, current } of changes) {
    if (previous === current) continue;
    const at = previous === undefined ? -1 : placeOf(order, previous);
    if (previous !== undefined && current !== undefined && byArrival(previous, current) === 0) order[at] = current;
    else {
      if (previous !== undefined) order.splice(at, 1);
      if (current !== undefined) order.splice(placeOf(order, current), 0, current);
    }
  }
  orders.set(after, order);
}

/** Where it stands, or would stand. */
function placeOf(order: readonly KubeObject[], object: KubeObject): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byArrival(order[middle]!, object) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byArrival({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  return order(a.creationTimestamp, b.creationTimestamp) || order(a.name, b.name) || order(a.namespace ?? '', b.namespace ?? '');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
