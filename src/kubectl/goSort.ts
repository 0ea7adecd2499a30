/**
 * A sort that leaves equal values where Go's `sort.Sort` leaves them: it is not stable, but always the same. What kubectl sorts by a field
 * that many objects share (a second, a phase) stands in this order.
 * upstream: go src/sort/sort.go (1.22: pattern-defeating quicksort)
 */

/** The list in Go's order. `isLess` may be any function, even one that says that two values are each less than the other. */
export function goSorted<T>(list: readonly T[], isLess: (a: T, b: T) => boolean): readonly T[] {
  const items = [...list];
  const sorter: Sorter = {
    less: (i, j) => isLess(items[i]!, items[j]!),
    swap(i, j) {
      [items[i], items[j]] = [items[j]!, items[i]!];
    },
  };
  if (items.length > 1) sortRange(sorter, { from: 0, to: items.length }, items.length.toString(2).length);
  return items;
}

interface Sorter {
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

interface Range {
  readonly from: number;
  /** One behind the last. */
  readonly to: number;
}

const insertionMax = 12;
const ninthersMin = 50;
const repairsMax = 5;
const swapsMax = 12;

/** `badSplits` more splits may be lopsided; then the range is sorted by a heap. */
function sortRange(sorter: Sorter, range: Range, badSplits: number): void {
  let { from, to } = range;
  let left = badSplits;
  let wasEven = true;
  let wasInOrder = true;
  while (to - from > insertionMax) {
    if (left === 0) return sortByHeap(sorter, { from, to });
    if (!wasEven) {
      shuffleMiddle(sorter, { from, to });
      left -= 1;
    }
    const chosen = choosePivot(sorter, { from, to });
    let { pivot } = chosen;
    if (chosen.swaps === swapsMax) {
      reverse(sorter, { from, to });
      pivot = to - 1 - (pivot - from);
    }
    const looksSorted = chosen.swaps === 0 || chosen.swaps === swapsMax;
    if (wasEven && wasInOrder && looksSorted && repairs(sorter, { from, to })) return;
    if (from > 0 && !sorter.less(from - 1, pivot)) {
      from = splitEqual(sorter, { from, to }, pivot);
      continue;
    }
    const split = splitAround(sorter, { from, to }, pivot);
    wasInOrder = split.wasInOrder;
    const [before, after] = [split.at - from, to - split.at];
    wasEven = Math.min(before, after) >= Math.floor((to - from) / 8);
    if (before < after) {
      sortRange(sorter, { from, to: split.at }, left);
      from = split.at + 1;
    } else {
      sortRange(sorter, { from: split.at + 1, to }, left);
      to = split.at;
    }
  }
  sortByInsertion(sorter, { from, to });
}

function sortByInsertion({ less, swap }: Sorter, { from, to }: Range): void {
  for (let i = from + 1; i < to; i += 1) for (let j = i; j > from && less(j, j - 1); j -= 1) swap(j, j - 1);
}

function sortByHeap(sorter: Sorter, { from, to }: Range): void {
  const size = to - from;
  for (let root = Math.floor((size - 1) / 2); root >= 0; root -= 1) sink(sorter, { from, to }, root);
  for (let last = size - 1; last >= 0; last -= 1) {
    sorter.swap(from, from + last);
    sink(sorter, { from, to: from + last }, 0);
  }
}

function sink({ less, swap }: Sorter, { from, to }: Range, start: number): void {
  const size = to - from;
  for (let root = start; ;) {
    let child = 2 * root + 1;
    if (child >= size) return;
    if (child + 1 < size && less(from + child, from + child + 1)) child += 1;
    if (!less(from + root, from + child)) return;
    swap(from + root, from + child);
    root = child;
  }
}

/** The median of three, of medians of three where there are many; how many pairs were out of order tells what the range looks like. */
function choosePivot({ less }: Sorter, { from, to }: Range): { pivot: number; swaps: number } {
  let swaps = 0;
  const ordered = (a: number, b: number): readonly [number, number] => {
    if (!less(b, a)) return [a, b];
    swaps += 1;
    return [b, a];
  };
  const median = (first: number, second: number, third: number): number => {
    const [a, b] = ordered(first, second);
    const [c] = ordered(b, third);
    return ordered(a, c)[1];
  };
  const quarter = Math.floor((to - from) / 4);
  const places = [from + quarter, from + quarter * 2, from + quarter * 3];
  const [i, j, k] = to - from >= ninthersMin ? places.map((at) => median(at - 1, at, at + 1)) : places;
  return { pivot: median(i!, j!, k!), swaps };
}

/** What is less than the pivot goes before it. */
function splitAround({ less, swap }: Sorter, { from, to }: Range, pivot: number): { at: number; wasInOrder: boolean } {
  swap(from, pivot);
  let [i, j] = [from + 1, to - 1];
  let isFirst = true;
  for (;;) {
    while (i <= j && less(i, from)) i += 1;
    while (i <= j && !less(j, from)) j -= 1;
    if (i > j) break;
    swap(i, j);
    isFirst = false;
    i += 1;
    j -= 1;
  }
  swap(j, from);
  return { at: j, wasInOrder: isFirst };
}

/** Nothing is less than the pivot: what equals it goes first. Gives the place of the first that is greater. */
function splitEqual({ less, swap }: Sorter, { from, to }: Range, pivot: number): number {
  swap(from, pivot);
  let [i, j] = [from + 1, to - 1];
  for (;;) {
    while (i <= j && !less(from, i)) i += 1;
    while (i <= j && less(from, j)) j -= 1;
    if (i > j) return i;
    swap(i, j);
    i += 1;
    j -= 1;
  }
}

/** Mends a range that is nearly sorted; whether it is sorted now. */
function repairs({ less, swap }: Sorter, { from, to }: Range): boolean {
  let i = from + 1;
  for (let step = 0; step < repairsMax; step += 1) {
    while (i < to && !less(i, i - 1)) i += 1;
    if (i === to) return true;
    if (to - from < ninthersMin) return false;
    swap(i, i - 1);
    if (i - from >= 2) for (let j = i - 1; j >= 1 && less(j, j - 1); j -= 1) swap(j, j - 1);
    if (to - i >= 2) for (let j = i + 1; j < to && less(j, j - 1); j += 1) swap(j, j - 1);
  }
  return false;
}

function reverse({ swap }: Sorter, { from, to }: Range): void {
  for (let i = from, j = to - 1; i < j; i += 1, j -= 1) swap(i, j);
}

/** Moves three values of the middle elsewhere, by a xorshift that starts at the range's length. */
function shuffleMiddle({ swap }: Sorter, { from, to }: Range): void {
  const size = to - from;
  const mask = BigInt(2 ** size.toString(2).length - 1);
  let random = BigInt(size);
  const next = (): number => {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 17n;
    random = BigInt.asUintN(64, random ^ (random << 5n));
    return Number(random & mask);
  };
  const middle = from + Math.floor(size / 4) * 2;
  for (let at = middle - 1; at <= middle + 1; at += 1) {
    const other = next();
    swap(at, from + (other >= size ? other - size : other));
  }
}
