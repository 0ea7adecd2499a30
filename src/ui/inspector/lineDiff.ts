/** What changed between two texts, line by line. */

export interface DiffLine {
  readonly type: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Above this many pairs of lines the middle is told as removed and added as a whole. */
const pairsMax = 1_000_000;

export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (text: string): DiffLine => ({ type: 'same', text });
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ type: 'removed', text });
  const added = (text: string): DiffLine => ({ type: 'added', text });
  if (before.length * after.length > pairsMax) return [...before.map(removed), ...after.map(added)];
  const longest = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push({ type: 'same', text: before[i] ?? '' });
      i += 1;
      j += 1;
    } else if ((longest[i + 1]?.[j] ?? 0) >= (longest[i]?.[j + 1] ?? 0)) lines.push(removed(before[i++] ?? ''));
    else lines.push(added(after[j++] ?? ''));
  }
  return [...lines, ...before.slice(i).map(removed), ...after.slice(j).map(added)];
}

/** How many lines the rests from i and j on have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      rows[i]![j] = before[i] === after[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
    }
  }
  return rows;
}

/** The changed lines with some of what stands around them; `undefined` where lines were left out. */
export function withContext(lines: readonly DiffLine[], around = 3): readonly (DiffLine | undefined)[] {
  const shown = new Set<number>();
  lines.forEach((line, index) => {
    if (line.type === 'same') return;
    for (let at = index - around; at <= index + around; at += 1) shown.add(at);
  });
  const result: (DiffLine | undefined)[] = [];
  lines.forEach((line, index) => {
    if (shown.has(index)) result.push(line);
    else if (result.length > 0 && result.at(-1) !== undefined) result.push(undefined);
  });
  return result;
}
