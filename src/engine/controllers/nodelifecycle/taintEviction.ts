/**
 * Deletes pods from nodes whose NoExecute taints they do not tolerate, or no longer tolerate.
 * Owns nothing. Reads nodes and pods; writes the pods' DisruptionTarget condition, deletes them, and says so.
 * Deliberately not: asking disruption budgets. A taint is no voluntary disruption.
 * upstream: pkg/controller/nodelifecycle/scheduler/taint_manager.go
 */
import type { Node, Pod } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf } from '#api/meta.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { toleratesTaint, type Taint, type Toleration } from '#engine/helpers/nodeFit.ts';
import { messageOf } from '../common/claim.ts';

/** Planned deletions by the key of the pod; plain data, begun anew after a restart. */
type Planned = Map<string, { readonly uid: string; readonly sinceMs: number; readonly fireMs: number }>;

type Does = Reconcile<Planned>;

export const taintEviction: Controller = controller<Planned>({
  name: 'tainteviction',
  eventSource: 'taint-controller',
  account: 'node-controller',
  watches: [
    { kind: 'Node', keys: podsOfNode },
    { kind: 'Pod', keys: podOnTaintedNode },
  ],
  memory: () => new Map(),
  reconcile,
});

function noExecuteTaints(node: Node | undefined): readonly Taint[] {
  return (node?.spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute');
}

function podsOfNode(delta: Delta, see: Lister): readonly string[] {
  if (delta.type === 'DELETED') return [];
  const before = noExecuteTaints(delta.old as unknown as Node | undefined);
  if (equalJson(before, noExecuteTaints(delta.object as unknown as Node))) return [];
  return see.by('Pod', 'nodeName', delta.object.metadata.name).map(keyOf);
}

function podOnTaintedNode(delta: Delta, see: Lister): readonly string[] {
  const pod = delta.object as unknown as Pod;
  const old = delta.old as unknown as Pod | undefined;
  const { nodeName, tolerations } = pod.spec;
  if (delta.type === 'DELETED' || nodeName === undefined) return [];
  if (old !== undefined && old.spec.nodeName === nodeName && old.spec.tolerations === tolerations) return [];
  return noExecuteTaints(see.get('Node', nodeName)).length === 0 ? [] : [keyOf(pod)];
}

function reconcile(key: string, r: Does): Outcome | undefined {
  const pod = r.see.get('Pod', key);
  const known = r.memory.get(key);
  if (pod === undefined || (known !== undefined && known.uid !== pod.metadata.uid)) r.memory.delete(key);
  if (pod === undefined) return undefined;
  const taints = noExecuteTaints(r.see.get('Node', pod.spec.nodeName ?? ''));
  const tolerated = toleratedMs(taints, pod.spec.tolerations ?? []);
  const planned = r.memory.get(key);
  if (tolerated === undefined) return cancel(pod, key, r);
  const sinceMs = planned?.sinceMs ?? r.now;
  const fireMs = sinceMs + tolerated;
  if (planned !== undefined && planned.fireMs !== fireMs && tolerated > 0) tellCancelled(pod, r);
  if (fireMs <= r.now) return evict(pod, key, r);
  r.memory.set(key, { uid: pod.metadata.uid, sinceMs, fireMs });
  return { requeueAfterMs: fireMs - r.now, why: 'tolerationSeconds of a taint' };
}

/** How long a pod tolerates all the taints together; 0: not at all, undefined: for ever. upstream: getMinTolerationTime */
export function toleratedMs(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  if (taints.length === 0) return undefined;
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((it) => toleratesTaint(it, taint));
    if (toleration === undefined) return 0;
    used.push(toleration);
  }
  return shortestMs(used);
}

/** The shortest of the tolerations; undefined when all are for ever. */
export function shortestMs(tolerations: readonly Toleration[]): number | undefined {
  const limits = tolerations.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [Math.max(tolerationSeconds, 0) * 1000],
  );
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function cancel(pod: Pod, key: string, r: Does): undefined {
  if (!r.memory.delete(key)) return;
  tellCancelled(pod, r);
}

function tellCancelled(pod: Pod, r: Does): void {
  const { namespace, name } = pod.metadata;
  r.event({ object: pod, type: 'Normal', reason: 'TaintManagerEviction', message: `Cancelling deletion of Pod ${namespace}/${name}` });
}

function evict(pod: Pod, key: string, r: Does): Outcome | undefined {
  const { namespace, name } = pod.metadata;
  r.event({ object: pod, type: 'Normal', reason: 'TaintManagerEviction', message: `Marking for deletion Pod ${namespace}/${name}` });
  const error = markDisrupted(pod, r) ?? remove(pod, r);
  if (error !== undefined) return { error };
  r.memory.delete(key);
  return undefined;
}

function markDisrupted(pod: Pod, r: Does): string | undefined {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: formatTime(r.wallMs),
  };
  const { namespace, name, uid } = pod.metadata;
  const body = { metadata: { uid }, status: { conditions: [condition] } };
  const patched = r.client.patch('Pod', { namespace, name }, { type: 'strategic', body, subresource: 'status' });
  return patched.ok || isNotFound(patched.status) ? undefined : messageOf(patched.status);
}

function remove({ metadata: { namespace, name, uid } }: Pod, r: Does): string | undefined {
  const deleted = r.client.delete('Pod', { namespace, name }, { preconditions: { uid } });
  return deleted.ok || isNotFound(deleted.status) ? undefined : messageOf(deleted.status);
}
