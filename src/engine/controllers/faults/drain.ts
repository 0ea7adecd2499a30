/**
 * Drains a node as `kubectl drain --ignore-daemonsets --delete-emptydir-data --force` does: cordons it, and asks for the eviction of
 * its pods, again every five seconds while a budget forbids it. The Fault's status tells how far it is and what was refused.
 * A node that this has cordoned is uncordoned when the Fault is deleted; one that somebody else had cordoned stays so.
 * upstream: kubectl/pkg/drain/drain.go, filters.go
 */
import { isMirrorPod } from '#api/machinery/mirrorPod.ts';
import { uncordonFinalizer, type FaultStatus } from '#api/fault.ts';
import type { Json } from '#api/immutable.ts';
import type { Fault, Node, Pod } from '#api/kinds.ts';
import { controllerOf, keyOf, type KubeObject } from '#api/meta.ts';
import type { Result, Status } from '#api/request.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '../../client/controller.ts';

const retryMs = 5_000;
const lookMs = 1_000;
const refusalsMax = 20;

export const drain = controller({
  name: 'drain',
  eventSource: 'fault-injector',
  watches: [{ kind: 'Fault', keys: (delta) => (isDrain(delta.object as unknown as Fault) ? ownKey(delta) : []) }],
  memory: () => undefined,
  reconcile(key, r): Outcome | undefined {
    const fault = r.see.get('Fault', key);
    if (fault === undefined) return undefined;
    if (fault.metadata.deletionTimestamp !== undefined) return end(fault, r);
    const phase = fault.status?.phase;
    if (phase === 'Drained' || phase === 'Failed') return undefined;
    return phase === undefined ? begin(fault, r) : evictAll(fault, r);
  },
});

function isDrain({ spec }: Fault): boolean {
  return spec.type === 'NodeDrained';
}

function problemOf({ message = 'the API server refused it' }: Status): Outcome {
  return { error: message };
}

/** What happened to a write: nothing more to say, or to be tried again. */
function outcomeOf(result: Result<unknown>): Outcome | undefined {
  return result.ok ? undefined : problemOf(result.status);
}

function tell(fault: Fault, status: FaultStatus, r: Reconcile): Outcome | undefined {
  if (JSON.stringify(status) === JSON.stringify(fault.status)) return undefined;
  return outcomeOf(r.client.updateStatus('Fault', { ...fault, status }));
}

function holdsCordon({ metadata }: Fault): boolean {
  return metadata.finalizers?.includes(uncordonFinalizer) === true;
}

/** Other drains of the same node that will uncordon it. */
function isHeldByAnother(fault: Fault, { see }: Reconcile): boolean {
  return see
    .list('Fault')
    .some((it) => isDrain(it) && it.spec.target === fault.spec.target && it.metadata.uid !== fault.metadata.uid && holdsCordon(it));
}

function begin(fault: Fault, r: Reconcile): Outcome | undefined {
  const found = r.client.get('Node', undefined, fault.spec.target ?? '');
  if (!found.ok)
    return isNotFound(found.status) ? tell(fault, { phase: 'Failed', message: found.status.message ?? '' }, r) : problemOf(found.status);
  let own = fault;
  if (!holdsCordon(fault) && (found.value.spec.unschedulable !== true || isHeldByAnother(fault, r))) {
    const finalizers = [...(fault.metadata.finalizers ?? []), uncordonFinalizer];
    const held = r.client.update('Fault', { ...fault, metadata: { ...fault.metadata, finalizers } });
    if (!held.ok) return problemOf(held.status);
    own = held.value;
  }
  return cordon(found.value, true, r) ?? tell(own, { phase: 'Draining' }, r);
}

function cordon({ metadata: { name }, spec }: Node, unschedulable: boolean, { client }: Reconcile): Outcome | undefined {
  if ((spec.unschedulable === true) === unschedulable) return undefined;
  return outcomeOf(client.patch('Node', { name }, { type: 'strategic', body: { spec: { unschedulable } } }));
}

function end(fault: Fault, r: Reconcile): Outcome | undefined {
  if (!holdsCordon(fault)) return undefined;
  const found = r.client.get('Node', undefined, fault.spec.target ?? '');
  if (!found.ok && !isNotFound(found.status)) return problemOf(found.status);
  if (found.ok && !isHeldByAnother(fault, r)) {
    const problem = cordon(found.value, false, r);
    if (problem !== undefined) return problem;
  }
  const finalizers = (fault.metadata.finalizers ?? []).filter((it) => it !== uncordonFinalizer);
  return outcomeOf(r.client.update('Fault', { ...fault, metadata: { ...fault.metadata, finalizers } }));
}

/** One round: asks for every eviction that is still to be asked for. */
function evictAll(fault: Fault, r: Reconcile): Outcome | undefined {
  const { target = '' } = fault.spec;
  const listed = r.client.list('Pod', undefined, { fieldSelector: `spec.nodeName=${target}` });
  if (!listed.ok) return problemOf(listed.status);
  const pods = listed.value.filter((pod) => mustGo(pod, r));
  const refusals: { pod: string; message: string }[] = [];
  let { evicted = 0 } = fault.status ?? {};
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const answer = evict(pod, r);
    if (answer.ok) evicted += 1;
    else if (!isNotFound(answer.status)) refusals.push({ pod: keyOf(pod), message: answer.status.message ?? '' });
  }
  const left = pods.length;
  const counts = { evicted, left, ...(refusals.length === 0 ? {} : { refusals: refusals.slice(0, refusalsMax) }) };
  const told = tell(fault, { phase: left === 0 ? 'Drained' : 'Draining', message: progress(evicted, left, refusals.length), ...counts }, r);
  if (told !== undefined || left === 0) return told;
  return refusals.length > 0
    ? { requeueAfterMs: retryMs, why: 'an eviction that was refused is asked for again' }
    : { requeueAfterMs: lookMs, why: 'evicted pods end' };
}

function progress(evicted: number, left: number, refused: number): string {
  return `${evicted} evicted, ${left} left${refused === 0 ? '' : `, ${refused} refused`}`;
}

/** Static pods cannot go, and a DaemonSet would bring its own back at once. */
function mustGo(pod: Pod, { client }: Reconcile): boolean {
  if (isMirrorPod(pod)) return false;
  const owner = controllerOf(pod as unknown as KubeObject);
  const isOver = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  return isOver || owner?.kind !== 'DaemonSet' || !client.get('DaemonSet', pod.metadata.namespace, owner.name).ok;
}

function evict({ metadata: { namespace, name } }: Pod, { client }: Reconcile): Result<unknown> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  return client.createSub('Pod', { namespace, name, subresource: 'eviction' }, eviction as unknown as Json);
}
