/**
 * Preemption: a pod that fits nowhere may take the place of pods that matter less. Only the decision is made here.
 * upstream: pkg/scheduler/framework/preemption/preemption.go, plugins/defaultpreemption
 */
import type { Pod, PodDisruptionBudget } from '#api/kinds.ts';
import type { DefaultPreemptionArgs } from '#api/scheduling.ts';
import { nextBelow, type RandomState } from '#sim/random.ts';
import type { Decision } from './cycle.ts';
import { noPreemptionMessage } from './fitError.ts';
import type { Cycle, PlacedPod, Plugin, Refusal } from './framework.ts';
import { pickOneNode, type Candidate } from './pickOneNode.ts';
import { selectVictims } from './selectVictims.ts';

export type Preemption =
  | { readonly node: string; readonly victims: readonly PlacedPod[] }
  | {
      readonly message: string;
      /** Nothing can be gained anywhere: a node promised earlier is given back. */
      readonly gainless: boolean;
    };

export interface PreemptionMeans {
  readonly profile: readonly Plugin[];
  readonly budgets: readonly PodDisruptionBudget[];
  readonly random: RandomState;
  readonly args?: DefaultPreemptionArgs;
}

export function preempt(cycle: Cycle, decision: Decision, means: PreemptionMeans): Preemption {
  const promised = cycle.pod.status.nominatedNodeName ?? '';
  const ineligible = whyIneligible(cycle, decision.refused.get(promised));
  if (ineligible !== undefined) return { message: ineligible, gainless: false };
  const { candidates, reasons } = findCandidates(cycle, decision, means);
  const best = pickOneNode(candidates);
  if (best !== undefined) return { node: best.node, victims: best.victims };
  return { message: noPreemptionMessage(reasons), gainless: true };
}

/** While its earlier victims still leave, a pod does not look for more, unless that node became impossible. */
function whyIneligible({ pod, cache }: Cycle, onPromised: Refusal | undefined): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const promised = pod.status.nominatedNodeName ?? '';
  if (promised === '' || onPromised?.resolvable === false) return undefined;
  const priority = pod.spec.priority ?? 0;
  for (const { pod: other } of cache.nodes.get(promised)?.pods.values() ?? []) {
    if ((other.spec.priority ?? 0) < priority && leavesForPreemption(other)) {
      return 'not eligible due to a terminating pod on the nominated node.';
    }
  }
  return undefined;
}

function leavesForPreemption(pod: Pod): boolean {
  const target = pod.status.conditions?.find((it) => it.type === 'DisruptionTarget');
  return pod.metadata.deletionTimestamp !== undefined && target?.status === 'True' && target.reason === 'PreemptionByScheduler';
}

function findCandidates(cycle: Cycle, decision: Decision, { profile, budgets, random, args = {} }: PreemptionMeans) {
  const reasons: string[] = [];
  // Nodes that nobody was asked about, because a plugin named others, are tried too.
  const potential = cycle.nodes.filter((node) => decision.refused.get(node.name)?.resolvable !== false);
  for (let i = potential.length; i < cycle.nodes.length; i += 1) reasons.push('Preemption is not helpful for scheduling');
  const candidates: Candidate[] = [];
  const enough = candidatesWanted(potential.length, args);
  const offset = potential.length === 0 ? 0 : nextBelow(random, potential.length);
  let harmless = 0;
  for (let i = 0; i < potential.length && harmless < enough; i += 1) {
    const found = selectVictims(cycle, potential[(offset + i) % potential.length]!, { profile, budgets });
    if ('reasons' in found) reasons.push(...found.reasons);
    else {
      candidates.push(found);
      if (found.violations === 0) harmless += 1;
    }
  }
  return { candidates, reasons };
}

/** On how many of so many nodes victims are looked for. upstream: calculateNumCandidates */
export function candidatesWanted(nodes: number, args: DefaultPreemptionArgs): number {
  const { minCandidateNodesPercentage: percentage = 10, minCandidateNodesAbsolute: least = 100 } = args;
  return Math.min(nodes, Math.max(least, Math.floor((nodes * percentage) / 100)));
}
