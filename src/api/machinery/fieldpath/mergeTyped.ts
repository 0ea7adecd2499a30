/**
 * One object laid over another: what the second says counts, what it does not mention stays.
 * Items of merged lists stand in the order of the second, with the first's own in between where they were.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/typed (typed.go Merge, merge.go)
 */
import type { Json } from '../../immutable.ts';
import { isList, isMap } from '../patch/refusal.ts';
import { atomOf, deduced, type Atom, type FieldType, type ListFieldType, type MapFieldType } from './fieldType.ts';
import { indexItems } from './listItems.ts';

type Value = Json | undefined;

export function mergeTyped(below: Value, above: Value, type: FieldType): Value {
  if (above === undefined) return below;
  if (below === undefined || below === above) return above;
  const atom: Atom = atomOf(type, above);
  if (atom.kind === 'scalar' || atom.atomic) return above;
  return atom.kind === 'map' ? mergeMaps(below, above, atom) : mergeLists(below, above, atom);
}

function mergeMaps(below: Json, above: Json, type: MapFieldType): Value {
  const left = isMap(below) ? below : {};
  const right = isMap(above) ? above : {};
  if (Object.keys(left).length === 0 && Object.keys(right).length === 0) return above;
  const result: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const own = Object.hasOwn(left, key) ? left[key] : undefined;
    const value = mergeTyped(own, Object.hasOwn(right, key) ? right[key] : undefined, type.field(key) ?? type.element ?? deduced);
    if (value !== undefined) setOwn(result, key, value);
  }
  return result;
}

/** Sets a key whatever its name: `__proto__` is a key like any other. */
function setOwn(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

function mergeLists(below: Json, above: Json, type: ListFieldType): Value {
  const left = isList(below) ? below : [];
  const right = isList(above) ? above : [];
  if (left.length === 0 && right.length === 0) return above;
  const ours = indexItems(type, left);
  const theirs = indexItems(type, right);
  const merged = mergeOrders([...ours.keys()], [...theirs.keys()]).map((element) =>
    mergeTyped(ours.get(element), theirs.get(element), type.of()),
  );
  return merged.filter((item) => item !== undefined);
}

/**
 * Both lists walked side by side: an element that both have is taken in the order of the second, one of the first's own
 * where it stands before the next shared one.
 */
function mergeOrders(left: readonly string[], right: readonly string[]): readonly string[] {
  const inLeft = new Set(left);
  const inRight = new Set(right);
  const shared = right.filter((element) => inLeft.has(element));
  const order: string[] = [];
  let next = 0;
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const a = left[l];
    const b = right[r];
    if (a !== undefined && b !== undefined) {
      if (a === b) {
        order.push(a);
        l += 1;
        r += 1;
        next += 1;
        continue;
      }
      if (inRight.has(a) && shared[next] !== undefined && shared[next] !== a) {
        l += 1;
        continue;
      }
    }
    if (a !== undefined && !inRight.has(a)) {
      order.push(a);
      l += 1;
    } else if (b !== undefined) {
      order.push(b);
      r += 1;
      if (shared[next] === b) next += 1;
    } else l += 1;
  }
  return order;
}
