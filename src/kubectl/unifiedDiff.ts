/** Two texts' differences as `diff -u` prints them, without the two file lines. */

const contextLines = 3;

type Edit = { readonly mark: ' ' | '-' | '+'; readonly line: string };

/** Nothing for equal texts. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const edits = editsOf(linesOf(before), linesOf(after));
  return hunksOf(edits).map(hunkText).join('');
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** The longest common subsequence, after the equal ends have been taken off. */
function editsOf(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const same = (line: string): Edit => ({ mark: ' ', line });
  return [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

function middle(a: readonly string[], b: readonly string[]): Edit[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i]!;
      row[j] = a[i] === b[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ mark: ' ', line: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      edits.push({ mark: '-', line: a[i] ?? '' });
      i += 1;
    } else {
      edits.push({ mark: '+', line: b[j] ?? '' });
      j += 1;
    }
  }
  return edits;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly edits: readonly Edit[];
}

function hunksOf(edits: readonly Edit[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let from = -1;
  let to = -1;
  edits.forEach((edit, index) => {
    if (edit.mark === ' ') return;
    if (from >= 0 && index - contextLines > to) hunks.push({ from, to, edits });
    if (from < 0 || index - contextLines > to) from = Math.max(0, index - contextLines);
    to = Math.min(edits.length, index + 1 + contextLines);
  });
  return from < 0 ? hunks : [...hunks, { from, to, edits }];
}

function hunkText({ from, to, edits }: Hunk): string {
  const count = (list: readonly Edit[], without: string): number => list.filter((edit) => edit.mark !== without).length;
  const before = edits.slice(0, from);
  const inside = edits.slice(from, to);
  const range = (start: number, length: number): string =>
    length === 1 ? String(start + 1) : `${length === 0 ? start : start + 1},${length}`;
  const head = `@@ -${range(count(before, '+'), count(inside, '+'))} +${range(count(before, '-'), count(inside, '-'))} @@\n`;
  return head + inside.map((edit) => `${edit.mark}${edit.line}\n`).join('');
}
