/**
 * The words of FailedScheduling: how many nodes were refused for which reason, and why evicting pods would not help.
 * upstream: pkg/scheduler/framework/types.go (FitError), plugins/defaultpreemption
 */
import type { Refusal } from './framework.ts';

/** Every node's refusal, or one that holds for all nodes. */
export type Verdict =
  | { readonly preFilter: Refusal; readonly nodes: number }
  | { readonly refused: ReadonlyMap<string, Refusal>; readonly nodes: number };

export function fitErrorMessage(verdict: Verdict): string {
  const head = `0/${verdict.nodes} nodes are available: `;
  if ('preFilter' in verdict) return `${head}${verdict.preFilter.reasons.join(', ')}. ${preemption(verdict.nodes, 0)}.`;
  const counts = new Map<string, number>();
  let resolvable = 0;
  for (const refusal of verdict.refused.values()) {
    if (refusal.resolvable) resolvable += 1;
    for (const reason of refusal.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return `${head}${tally(counts)}. ${preemption(verdict.nodes, resolvable)}.`;
}

function preemption(nodes: number, resolvable: number): string {
  const counts = new Map<string, number>();
  if (resolvable > 0) counts.set('No preemption victims found for incoming pod', resolvable);
  if (nodes > resolvable) counts.set('Preemption is not helpful for scheduling', nodes - resolvable);
  return `preemption: 0/${nodes} nodes are available: ${tally(counts)}.`;
}

/** `2 b, 3 a`: sorted as texts, number first. */
function tally(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
