/**
 * Deletes pods from nodes whose NoExecute taints they do not tolerate, or no longer tolerate.
 * Owns nothing. Reads nodes and pods; writes the pods' DisruptionTarget condition, deletes them, and says so.
 * Deliberately not: asking disruption budgets. A taint is no voluntary disruption.
 * upstream: pkg/controller/nodelifecycle/scheduler/taint_manager.go
 */
import type { Node, Pod } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf, splitKey } from '#api/meta.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { toleratesTaint, type Taint, type Toleration } from '#engine/helpers/nodeFit.ts';
import { messageOf } from '../common/claim.ts';

/** A deletion: planned, or done, which is remembered so that a pod on its way out is not deleted again. */
interface Plan {
  readonly uid: string;
  readonly fireMs: number;
  readonly done: boolean;
}

/** By the key of the pod; plain data, begun anew after a restart. */
type Planned = Map<string, Plan>;

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
  if (nodeName === undefined) return [];
  if (delta.type === 'DELETED') return isUntainted(see.get('Node', nodeName)) ? [] : [keyOf(pod)];
  if (old !== undefined && old.spec.nodeName === nodeName && old.spec.tolerations === tolerations) return [];
  return noExecuteTaints(see.get('Node', nodeName)).length === 0 ? [] : [keyOf(pod)];
}

/** On such a node no deletion is planned. One on a node that is gone still is. */
function isUntainted(node: Node | undefined): boolean {
  return node !== undefined && noExecuteTaints(node).length === 0;
}

function reconcile(key: string, r: Does): Outcome | undefined {
  const pod = r.see.get('Pod', key);
  const known = r.memory.get(key);
  if (known !== undefined && known.uid !== pod?.metadata.uid) cancel(key, r);
  if (pod === undefined) return undefined;
  const node = r.see.get('Node', pod.spec.nodeName ?? '');
  if (node === undefined) return carryOut(pod, key, r);
  const tolerated = toleratedMs(noExecuteTaints(node), pod.spec.tolerations ?? []);
  if (tolerated === undefined) return cancel(key, r);
  if (tolerated < 0 && isPlanned(r.memory.get(key))) cancel(key, r);
  if (!r.memory.has(key)) r.memory.set(key, { uid: pod.metadata.uid, fireMs: r.now + Math.max(tolerated, 0), done: false });
  return carryOut(pod, key, r);
}

function isPlanned(plan: Plan | undefined): boolean {
  return plan?.done === false;
}

/** Taints that came later do not change when a pod that tolerates them goes, not even to be sooner. */
function carryOut(pod: Pod, key: string, r: Does): Outcome | undefined {
  const plan = r.memory.get(key);
  if (plan === undefined || plan.done) return undefined;
  if (plan.fireMs > r.now) return { requeueAfterMs: plan.fireMs - r.now, why: 'tolerationSeconds of a taint' };
  tell('Marking for deletion Pod', key, r);
  const error = markDisrupted(pod, r) ?? remove(pod, r);
  if (error !== undefined) return { error };
  r.memory.set(key, { ...plan, done: true });
  return undefined;
}

/** How long a pod tolerates all the taints together; negative: not at all, undefined: for ever. upstream: getMinTolerationTime */
export function toleratedMs(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  if (taints.length === 0) return undefined;
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((it) => toleratesTaint(it, taint));
    if (toleration === undefined) return -1;
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

function cancel(key: string, r: Does): undefined {
  if (isPlanned(r.memory.get(key))) tell('Cancelling deletion of Pod', key, r);
  r.memory.delete(key);
}

function tell(what: string, key: string, r: Does): void {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: splitKey(key) } as unknown as Pod;
  r.event({ object, type: 'Normal', reason: 'TaintManagerEviction', message: `${what} ${key}`, told: 'named' });
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
