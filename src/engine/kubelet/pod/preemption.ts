/**
 * Which pods of a node make room for a critical one that it would refuse otherwise: few, of the lowest class, and no bigger than needed.
 * upstream: pkg/kubelet/preemption/preemption.go, pkg/kubelet/types/pod_update.go
 */
import { isMirrorPod } from '#api/machinery/mirrorPod.ts';
import type { Pod } from '#api/kinds.ts';
import { qosClass } from '#api/machinery/qos.ts';
import { askedOf, type Used } from './predicates.ts';

/** How much of what is wanting. */
export interface Requirement {
  readonly resource: string;
  readonly quantity: number;
}

type Requirements = readonly Requirement[];

const leastCriticalPriority = 2_000_000_000;

export function isCritical(pod: Pod): boolean {
  return isMirrorPod(pod) || (pod.spec.priority ?? 0) >= leastCriticalPriority;
}

export function isPreemptable(preemptor: Pod, pod: Pod): boolean {
  if (isCritical(preemptor) && !isCritical(pod)) return true;
  const [mine, its] = [preemptor.spec.priority, pod.spec.priority];
  return mine !== undefined && its !== undefined && mine > its;
}

/** The pods to end; or, when not even all of them would do, what is still wanting. */
export type Choice = { readonly pods: readonly Pod[] } | { readonly lacking: Requirements };

export function podsToPreempt(preemptor: Pod, pods: readonly Pod[], wanted: Requirements): Choice {
  const open = pods.filter((pod) => isPreemptable(preemptor, pod));
  const lacking = subtract(wanted, open);
  if (lacking.length > 0) return { lacking };
  const of = (name: string): readonly Pod[] => open.filter((pod) => qosClass(pod.spec) === name);
  const [bestEffort, burstable, guaranteed] = [of('BestEffort'), of('Burstable'), of('Guaranteed')];
  const lastGuaranteed = byDistance(guaranteed, subtract(wanted, [...bestEffort, ...burstable]));
  const lastBurstable = byDistance(burstable, subtract(wanted, [...bestEffort, ...lastGuaranteed]));
  const lastBestEffort = byDistance(bestEffort, subtract(wanted, [...lastBurstable, ...lastGuaranteed]));
  return { pods: [...lastBestEffort, ...lastBurstable, ...lastGuaranteed] };
}

/** Always the pod that leaves the least to be wished for; of equal ones the one that asks for less. */
function byDistance(pods: readonly Pod[], wanted: Requirements): readonly Pod[] {
  const left = [...pods];
  const chosen: Pod[] = [];
  let open = wanted;
  while (open.length > 0 && left.length > 0) {
    let best = 0;
    for (const [i, pod] of left.entries()) {
      const nearer = distance(open, pod) - distance(open, left[best]!);
      if (i > 0 && (nearer < 0 || (nearer === 0 && asksNoMore(askedOf(pod), askedOf(left[best]!))))) best = i;
    }
    chosen.push(left[best]!);
    open = subtract(open, [left[best]!]);
    left[best] = left.at(-1)!;
    left.pop();
  }
  return chosen;
}

/** Each requirement weighs the same: by the square of the part of it that the pod does not meet. */
export function distance(wanted: Requirements, pod: Pod): number {
  const asked = askedOf(pod);
  return wanted
    .map(({ resource, quantity }) => Math.max(0, quantity - (asked[resource] ?? 0)) / quantity)
    .reduce((sum, part) => sum + part * part, 0);
}

/** What is still wanting when these pods are gone. */
export function subtract(wanted: Requirements, pods: readonly Pod[]): Requirements {
  const asked = pods.map(askedOf);
  return wanted
    .map(({ resource, quantity }) => ({ resource, quantity: asked.reduce((left, it) => left - (it[resource] ?? 0), quantity) }))
    .filter(({ quantity }) => quantity > 0);
}

function asksNoMore(one: Used, other: Used): boolean {
  for (const resource of ['memory', 'cpu']) {
    const more = (one[resource] ?? 0) - (other[resource] ?? 0);
    if (more !== 0) return more < 0;
  }
  return true;
}

export function printed(wanted: Requirements): string {
  return `[${wanted.map(({ resource, quantity }) => `(res: ${resource}, q: ${quantity}), `).join('')}]`;
}
