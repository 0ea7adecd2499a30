/**
 * The pod garbage collector: removes pods that nobody else will, at a look every twenty seconds. These are finished pods
 * beyond a number, pods of nodes that are gone, pods that are being deleted and were never on a node, and pods that are
 * being deleted on a node that a person has declared out of service.
 * Owns nothing. Reads pods and nodes; writes phase and DisruptionTarget of pods, deletes them at once.
 * Deliberately not: pods whose owner is gone (the garbage collector), pods of silent nodes (nodelifecycle).
 * upstream: pkg/controller/podgc/gc_controller.go
 */
import type { Pod } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';

const everyMs = 20_000;
/** A node may only have been slow to appear. */
const quarantineMs = 40_000;
const terminatedPodThreshold = 12_500;
const everything = '*collect';
const outOfService = 'node.kubernetes.io/out-of-service';

/** Since when nodes that pods name have been missed; plain data. */
type Missed = Map<string, number>;
type Does = Reconcile<Missed>;

export const podGc: Controller = controller<Missed>({
  name: 'podgc',
  eventSource: 'pod-garbage-collector',
  watches: [
    { kind: 'Pod', keys: () => [] },
    { kind: 'Node', keys: () => [] },
  ],
  memory: () => new Map(),
  reconcile: (_key, r) => collect(r),
  resync: { everyMs, keys: () => [everything] },
});

function collect(r: Does): Outcome | undefined {
  const pods = r.see.list('Pod');
  const gone = missingNodes(pods, r);
  let error: string | undefined;
  const remove = (pod: Pod, why?: string) => {
    const failed = removePod(pod, why, r);
    error ??= failed;
  };
  for (const pod of surplus(pods, terminatedPodThreshold)) remove(pod);
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (nodeName !== undefined && gone.has(nodeName)) remove(pod, 'PodGC: node no longer exists');
    else if (pod.metadata.deletionTimestamp === undefined) continue;
    else if (nodeName === undefined) remove(pod);
    else if (isOutOfService(nodeName, r)) remove(pod);
  }
  return error === undefined ? undefined : { error };
}

/** The oldest of the finished pods beyond the threshold; evicted ones go first. A threshold of 0 means none. */
export function surplus(pods: readonly Pod[], threshold: number): readonly Pod[] {
  const finished = pods.filter(({ status }) => !['Pending', 'Running', 'Unknown'].includes(status.phase ?? 'Pending'));
  if (threshold <= 0 || finished.length <= threshold) return [];
  const evicted = (pod: Pod) => pod.status.phase === 'Failed' && pod.status.reason === 'Evicted';
  const sorted = finished.toSorted(
    (a, b) =>
      Number(evicted(b)) - Number(evicted(a)) ||
      compareKeys(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
      compareKeys(a.metadata.name, b.metadata.name),
  );
  return sorted.slice(0, finished.length - threshold);
}

/** Nodes that pods are on and that have been missed for long enough; the API server has the last word. */
function missingNodes(pods: readonly Pod[], r: Does): ReadonlySet<string> {
  const named = new Set(
    pods.flatMap(({ spec }) => (spec.nodeName === undefined || r.see.get('Node', spec.nodeName) !== undefined ? [] : [spec.nodeName])),
  );
  for (const name of r.memory.keys()) if (!named.has(name)) r.memory.delete(name);
  const gone = new Set<string>();
  for (const name of named) {
    const since = r.memory.get(name) ?? r.now;
    r.memory.set(name, since);
    if (r.now - since < quarantineMs) continue;
    const fresh = r.client.get('Node', undefined, name);
    if (!fresh.ok && isNotFound(fresh.status)) gone.add(name);
  }
  return gone;
}

function isOutOfService(nodeName: string, { see }: Does): boolean {
  const node = see.get('Node', nodeName);
  const ready = node?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  return !ready && node?.spec.taints?.some(({ key }) => key === outOfService) === true;
}

/** A pod that was still thought to run is first said to have failed, so that its Job or set can count it. */
function removePod(pod: Pod, why: string | undefined, r: Does): string | undefined {
  const { namespace, name, uid } = pod.metadata;
  if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed') {
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: why ?? '',
      lastTransitionTime: formatTime(r.wallMs),
    };
    const status = { phase: 'Failed', ...(why === undefined ? {} : { conditions: [condition] }) };
    const patched = r.client.patch(
      'Pod',
      { namespace, name },
      { type: 'strategic', body: { metadata: { uid }, status }, subresource: 'status' },
    );
    if (!patched.ok) return isNotFound(patched.status) ? undefined : messageOf(patched.status);
  }
  const deleted = r.client.delete('Pod', { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } });
  return deleted.ok || isNotFound(deleted.status) ? undefined : messageOf(deleted.status);
}
