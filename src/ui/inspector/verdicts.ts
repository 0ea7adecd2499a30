import type { Trace } from '#api/trace.ts';
import type { HistoryEntry } from '#api/watch.ts';

export type Verdict = Extract<Trace, { readonly type: 'schedule' }>;

/** Nodes in one table; more are cut off, the best first. */
const nodesMax = 8;

/** The scheduler's words about a pod up to a moment, the newest first. */
export function verdictsOf(traces: readonly Trace[], pod: string, now: number): readonly Verdict[] {
  return traces.filter((trace): trace is Verdict => trace.type === 'schedule' && trace.pod === pod && trace.at <= now).toReversed();
}

/** The pods that had to go for the one of this verdict. */
export function victimsOf({ pod, at }: Verdict, history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return history.filter(
    (entry) =>
      entry.at === at &&
      entry.kind === 'Pod' &&
      entry.verb === 'delete' &&
      entry.cause.actor === 'kube-scheduler' &&
      entry.cause.key === pod,
  );
}

interface ScoreRow {
  readonly node: string;
  readonly scores: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Scores as a table: plugins down, nodes across, the best node first. */
export function scoreTable({ scores }: Verdict): { readonly plugins: readonly string[]; readonly rows: readonly ScoreRow[] } {
  const byNode = new Map<string, Map<string, number>>();
  for (const { node, plugin, score } of scores) {
    const row = byNode.get(node) ?? new Map<string, number>();
    byNode.set(node, row.set(plugin, score));
  }
  const rows = [...byNode].map(([node, row]) => ({ node, scores: row, total: [...row.values()].reduce((sum, one) => sum + one, 0) }));
  return { plugins: [...new Set(scores.map(({ plugin }) => plugin))], rows: rows.sort((a, b) => b.total - a.total).slice(0, nodesMax) };
}
