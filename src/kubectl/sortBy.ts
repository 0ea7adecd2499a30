/** `--sort-by`: objects in the order of one field. upstream: kubectl/pkg/cmd/get/sorter.go */
import { asDouble } from '#api/machinery/exactInteger.ts';
import { relaxedJsonPath } from '#api/machinery/jsonPath/jsonPath.ts';
import { compareQuantities, parseQuantity } from '#api/machinery/quantity.ts';
import type { KubeObject } from '#api/meta.ts';
import { failure } from './failure.ts';
import { goSorted } from './goSort.ts';
import { relaxedPath, resultsOf } from './jsonPath.ts';

/**
 * Objects without the field come first. When there are several and none has it, a table shows nothing and other forms are refused:
 * that is what kubectl 1.28 does.
 */
export function sortObjects(objects: readonly KubeObject[], sortBy: string, forTable: boolean): readonly KubeObject[] {
  if (objects.length < 2) return objects;
  const path = forTable ? pathOrNone(sortBy) : relaxedPath(sortBy);
  if (path === undefined) return [];
  const keyed = objects.map((object) => ({ object, value: resultsOf(path, object)[0] }));
  if (keyed.length > 0 && keyed.every(({ value }) => value === undefined)) {
    if (forTable) return [];
    throw failure(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
  }
  return goSorted(keyed, (a, b) => isLess(a.value, b.value)).map(({ object }) => object);
}

function pathOrNone(text: string): string | undefined {
  const path = relaxedJsonPath(text);
  return path.ok ? path.value : undefined;
}

/** An object without the field is less than any other, even than another without it. */
function isLess(a: unknown, b: unknown): boolean {
  if (a === undefined) return true;
  if (b === undefined || b === null) return false;
  return a === null || compareValues(a, b) < 0;
}

function compareValues(a: unknown, b: unknown): number {
  const [x, y] = [asDouble(a), asDouble(b)];
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return typeof a === 'boolean' && typeof b === 'boolean' ? Number(a) - Number(b) : 0;
}

function compareText(a: string, b: string): number {
  const x = parseQuantity(a);
  const y = parseQuantity(b);
  if (x.ok && y.ok) return compareQuantities(x.value, y.value);
  return compareChunks(a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []);
}

/** Natural order: runs of digits count as numbers. */
function compareChunks(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const x = a[i] ?? '';
    const y = b[i] ?? '';
    if (x === y) continue;
    const difference = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : 0;
    return difference || (x < y ? -1 : 1);
  }
  return a.length - b.length;
}
