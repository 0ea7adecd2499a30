/**
 * Which pods of one node would have to go: all that matter less are taken away, then as many as possible come back,
 * those first whose eviction would break a disruption budget.
 * upstream: pkg/scheduler/framework/plugins/defaultpreemption (SelectVictimsOnNode)
 */
import type { PodDisruptionBudget } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { come, leave, refusalOn } from './filter.ts';
import type { Cycle, NodeInfo, PlacedPod, Plugin, Refusal } from './framework.ts';
import { cloneNodeInfo } from './nodeInfo.ts';
import { moreImportant, type Candidate } from './pickOneNode.ts';

interface Means {
  readonly profile: readonly Plugin[];
  readonly budgets: readonly PodDisruptionBudget[];
}

export function selectVictims(cycle: Cycle, node: NodeInfo, { profile, budgets }: Means): Candidate | Refusal {
  const priority = cycle.pod.spec.priority ?? 0;
  const lesser = [...node.pods.values()].filter(({ pod }) => (pod.spec.priority ?? 0) < priority);
  if (lesser.length === 0) return { reasons: ['No preemption victims found for incoming pod'], resolvable: false };
  const tried = cloneNodeInfo(node);
  for (const placed of lesser) leave(cycle, tried, { placed, profile });
  const refusal = refusalOn(cycle, tried, profile);
  const away = new Set(lesser);
  if (refusal === undefined) {
    const { violating, others } = byBudget(
      lesser.toSorted((a, b) => moreImportant(a.pod, b.pod)),
      budgets,
    );
    for (const placed of [...violating, ...others]) if (canStay(cycle, tried, { placed, profile })) away.delete(placed);
    const victims = [...violating, ...others].filter((it) => away.has(it));
    const violations = violating.filter((it) => away.has(it)).length;
    putBack(cycle, tried, { away, profile });
    return { node: node.name, victims: victims.toSorted((a, b) => moreImportant(a.pod, b.pod)), violations };
  }
  putBack(cycle, tried, { away, profile });
  return refusal;
}

/** A pod comes back if the new one still fits beside it. */
function canStay(cycle: Cycle, node: NodeInfo, move: { readonly placed: PlacedPod; readonly profile: readonly Plugin[] }): boolean {
  come(cycle, node, move);
  if (refusalOn(cycle, node, move.profile) === undefined) return true;
  leave(cycle, node, move);
  return false;
}

/** What the plugins remember of the cycle is as it was before. */
function putBack(
  cycle: Cycle,
  node: NodeInfo,
  { away, profile }: { readonly away: Iterable<PlacedPod>; readonly profile: readonly Plugin[] },
): void {
  for (const placed of away) come(cycle, node, { placed, profile });
}

/** Pods whose eviction one of their budgets does not allow any more, and the others, each in the given order. */
function byBudget(pods: readonly PlacedPod[], budgets: readonly PodDisruptionBudget[]) {
  const allowed = budgets.map(({ status }) => status.disruptionsAllowed ?? 0);
  const violating: PlacedPod[] = [];
  const others: PlacedPod[] = [];
  for (const placed of pods) {
    let violates = false;
    budgets.forEach((budget, i) => {
      if (!covers(budget, placed)) return;
      allowed[i]! -= 1;
      if (allowed[i]! < 0) violates = true;
    });
    (violates ? violating : others).push(placed);
  }
  return { violating, others };
}

/** An empty selector covers nothing here, and a pod that is being evicted already is not counted again. */
function covers({ metadata, spec, status }: PodDisruptionBudget, { pod }: PlacedPod): boolean {
  if (metadata.namespace !== pod.metadata.namespace || Object.keys(pod.metadata.labels ?? {}).length === 0) return false;
  const selector = selectorOf(spec.selector);
  if (selector.nothing === true || selector.requirements.length === 0) return false;
  return matchesLabels(selector, pod.metadata.labels) && status.disruptedPods?.[pod.metadata.name] === undefined;
}
