/** What an area of the comparison answers, and how the whole is printed. */
export interface CaseFailure {
  readonly case: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** `total` = matched + left out + failed: what is left out counts against the total. */
export interface AreaResult {
  readonly total: number;
  readonly matched: number;
  readonly leftOut: readonly { readonly case: string; readonly reason: string }[];
  readonly failed: readonly CaseFailure[];
}

/** What one case came to. */
export type Verdict =
  | { readonly case: string; readonly kind: 'matched' }
  | { readonly case: string; readonly kind: 'leftOut'; readonly reason: string }
  | { readonly case: string; readonly kind: 'failed'; readonly expected: unknown; readonly got: unknown };

export function resultOf(verdicts: readonly Verdict[]): AreaResult {
  return {
    total: verdicts.length,
    matched: verdicts.filter((it) => it.kind === 'matched').length,
    leftOut: verdicts.filter((it) => it.kind === 'leftOut').map((it) => ({ case: it.case, reason: it.reason })),
    failed: verdicts.filter((it) => it.kind === 'failed').map((it) => ({ case: it.case, expected: it.expected, got: it.got })),
  };
}

/** A verdict by comparing two values as JSON, keys in any order. */
export function compare(name: string, expected: unknown, got: unknown): Verdict {
  return sorted(expected) === sorted(got) ? { case: name, kind: 'matched' } : { case: name, kind: 'failed', expected, got };
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** One line an area, aligned, with a sum. */
export function table(areas: ReadonlyMap<string, AreaResult>): string {
  const rows = [['area', 'total', 'matched', '%', 'left out', 'failed']];
  for (const [name, it] of areas) rows.push(row(name, it));
  const all = [...areas.values()];
  rows.push(
    row('all', {
      total: sum(all, (it) => it.total),
      matched: sum(all, (it) => it.matched),
      leftOut: all.flatMap((it) => it.leftOut),
      failed: all.flatMap((it) => it.failed),
    }),
  );
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  return rows.map((cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')).join('\n');
}

function row(name: string, { total, matched, leftOut, failed }: AreaResult): string[] {
  const percent = total === 0 ? '-' : ((100 * matched) / total).toFixed(1);
  return [name, String(total), String(matched), percent, String(leftOut.length), String(failed.length)];
}

function sum(all: readonly AreaResult[], of: (it: AreaResult) => number): number {
  return all.reduce((total, it) => total + of(it), 0);
}
