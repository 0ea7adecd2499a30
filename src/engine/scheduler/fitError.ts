/**
 * The words of FailedScheduling: how many nodes were refused for which reason, and what came of preemption.
 * upstream: pkg/scheduler/framework/types.go (FitError)
 */
import type { Decision } from './cycle.ts';

/** What the pod's owner reads. `preemption` is what preemption said, if it said anything. */
export function fitErrorMessage(decision: Decision, nodes: number, preemption?: string): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const reasons = decision.preFilter?.reasons.join(', ') ?? tally([...decision.refused.values()].flatMap((it) => it.reasons));
  const verdict = `${noneOf(nodes)}${reasons === '' ? '' : ` ${reasons}.`}`;
  return preemption === undefined ? verdict : `${verdict} preemption: ${preemption}.`;
}

/** Why preemption helps on no node: one reason a node. */
export function noPreemptionMessage(reasons: readonly string[]): string {
  return `${noneOf(reasons.length)} ${tally(reasons)}.`;
}

function noneOf(nodes: number): string {
  return `0/${nodes} nodes are available:`;
}

/** `2 b, 3 a`: sorted as texts, number first. */
function tally(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
