/**
 * A cheap alignment of two lists: from both ends at once, each end looking along diagonals for the next pair that is equal.
 * It is not the shortest edit script, and which one it finds shows in messages, so its order of search is kept.
 * upstream: github.com/google/go-cmp/cmp/internal/diff/diff.go
 */
export type Edit = 'same' | 'modified' | 'removed' | 'inserted';

export interface Likeness {
  readonly same: number;
  readonly different: number;
}

export type Compare = (x: number, y: number) => Likeness;

interface Path {
  readonly forward: boolean;
  x: number;
  y: number;
  readonly edits: Edit[];
}

interface Search {
  readonly ahead: Path;
  readonly behind: Path;
  readonly compare: Compare;
  budget: number;
}

export function editScript(lengthX: number, lengthY: number, compare: Compare): readonly Edit[] {
  const ahead: Path = { forward: true, x: 0, y: 0, edits: [] };
  const behind: Path = { forward: false, x: lengthX, y: lengthY, edits: [] };
  const search: Search = { ahead, behind, compare, budget: 4 * (lengthX + lengthY) };
  const front = { x: 0, y: 0 };
  const back = { x: lengthX, y: lengthY };
  const met = (): boolean => front.x >= back.x || front.y >= back.y || search.budget === 0;
  while (!met()) {
    seek(search, ahead, front);
    if (behind.x - front.x >= behind.y - front.y) front.x++;
    else front.y++;
    if (met()) break;
    seek(search, behind, back);
    if (back.x - ahead.x >= back.y - ahead.y) back.x--;
    else back.y--;
  }
  connect(ahead, behind, compare);
  return [...ahead.edits, ...behind.edits.toReversed()];
}

/** Looks along the diagonal through the frontier, zigzag, for an equal pair, and follows equal pairs from there. */
function seek(search: Search, path: Path, frontier: { x: number; y: number }): void {
  const { ahead, behind, compare } = search;
  let left = true;
  let right = true;
  for (let i = 0; (left || right) && search.budget > 0; i++) {
    const shift = i % 2 === 0 ? i / 2 : -(i + 1) / 2;
    const x = path.forward ? frontier.x + shift : frontier.x - shift;
    const y = path.forward ? frontier.y - shift : frontier.y + shift;
    if (path.forward ? x >= behind.x || y < ahead.y : ahead.x >= x || behind.y < y) right = false;
    else if (path.forward ? y >= behind.y || x < ahead.x : ahead.y >= y || behind.x < x) left = false;
    else if (pairEqual(path, { x, y }, compare)) {
      connect(path, { x, y }, compare);
      do add(path, 'same');
      while (ahead.x < behind.x && ahead.y < behind.y && pairEqual(path, path, compare));
      frontier.x = path.x;
      frontier.y = path.y;
      return;
    } else search.budget--;
  }
}

function pairEqual(path: Path, at: { readonly x: number; readonly y: number }, compare: Compare): boolean {
  return likeness(path, at, compare).different === 0;
}

function likeness({ forward }: Path, { x, y }: { readonly x: number; readonly y: number }, compare: Compare): Likeness {
  return forward ? compare(x, y) : compare(x - 1, y - 1);
}

/** Brings a path to a point with whatever edits it takes. */
function connect(path: Path, to: { readonly x: number; readonly y: number }, compare: Compare): void {
  const restX = (): number => Math.abs(to.x - path.x);
  const restY = (): number => Math.abs(to.y - path.y);
  while (restX() > 0 && restY() > 0) {
    const { same, different } = likeness(path, path, compare);
    if (different === 0) add(path, 'same');
    else if (same + 1 >= different) add(path, 'modified');
    else if (path.forward) add(path, restX() >= restY() ? 'removed' : 'inserted');
    else add(path, restY() >= restX() ? 'inserted' : 'removed');
  }
  while (restX() > 0) add(path, 'removed');
  while (restY() > 0) add(path, 'inserted');
}

function add(path: Path, edit: Edit): void {
  const step = path.forward ? 1 : -1;
  path.edits.push(edit);
  if (edit !== 'inserted') path.x += step;
  if (edit !== 'removed') path.y += step;
}
