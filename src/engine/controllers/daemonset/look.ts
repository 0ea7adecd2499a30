/** What one look at a DaemonSet works on: which nodes want a pod and which pods are there. */
import type { DaemonSet, Node, Pod } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { matchesNode, untolerated } from '#engine/helpers/nodeFit.ts';
import { isPodAvailable, isPodFinished } from '../common/pods.ts';
import { daemonTolerations, isUpdated, nodeOf, templateGeneration } from './template.ts';

/** Back-off of the killing of failed pods, by set, revision and node. */
export type FailedBackOff = Map<string, { delayMs: number; sinceMs: number }>;

export interface DaemonMemory {
  readonly failed: FailedBackOff;
}

export interface Look {
  readonly set: DaemonSet;
  readonly hash: string;
  readonly nodes: readonly NodeLook[];
  /** Pods that wait for a node that is no more. */
  readonly stranded: readonly Pod[];
  readonly r: Reconcile<DaemonMemory>;
}

export interface NodeLook {
  readonly name: string;
  readonly shouldRun: boolean;
  readonly shouldContinue: boolean;
  /** Oldest first; pods that are both finished and being deleted do not count. */
  readonly pods: readonly Pod[];
}

export interface Fit {
  readonly shouldRun: boolean;
  readonly shouldContinue: boolean;
}

/** Whether a node is to have a pod of the set, and whether one that is there may stay. upstream: NodeShouldRunDaemonPod */
export function fitOf(set: DaemonSet, node: Node): Fit {
  const spec = set.spec.template.spec;
  const nodeName = spec?.nodeName ?? '';
  if ((nodeName !== '' && nodeName !== node.metadata.name) || !matchesNode(spec ?? {}, node))
    return { shouldRun: false, shouldContinue: false };
  const tolerations = daemonTolerations(spec);
  if (untolerated(node.spec.taints, tolerations, ['NoSchedule', 'NoExecute']) === undefined)
    return { shouldRun: true, shouldContinue: true };
  return { shouldRun: false, shouldContinue: untolerated(node.spec.taints, tolerations, ['NoExecute']) === undefined };
}

export function lookAt(set: DaemonSet, hash: string, pods: readonly Pod[], r: Reconcile<DaemonMemory>): Look {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined && isPodFinished(pod)) continue;
    const node = nodeOf(pod);
    if (node === undefined) continue; // left to the scheduler: it may have been adopted
    const known = byNode.get(node);
    if (known === undefined) byNode.set(node, [pod]);
    else known.push(pod);
  }
  const nodes = r.see.list('Node').map((node): NodeLook => {
    const name = node.metadata.name;
    return { name, ...fitOf(set, node), pods: (byNode.get(name) ?? []).toSorted(byAge) };
  });
  const known = new Set(nodes.map(({ name }) => name));
  const stranded = [...byNode].flatMap(([node, its]) => (known.has(node) ? [] : its.filter((pod) => (pod.spec.nodeName ?? '') === '')));
  return { set, hash, nodes, stranded, r };
}

/** A pod with a node goes before one without, the older before the younger. */
function byAge(a: Pod, b: Pod): number {
  const bound = Number((a.spec.nodeName ?? '') === '') - Number((b.spec.nodeName ?? '') === '');
  return (
    bound ||
    compareKeys(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    compareKeys(a.metadata.name, b.metadata.name)
  );
}

export function available(look: Look, pod: Pod): boolean {
  return isPodAvailable(pod, look.set.spec.minReadySeconds ?? 0, look.r.wallMs);
}

export function updated(look: Look, pod: Pod): boolean {
  return isUpdated(pod, look.hash, templateGeneration(look.set));
}
