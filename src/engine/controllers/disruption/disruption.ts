/**
 * Keeps the status of PodDisruptionBudgets: how many pods are well, how many must be, how many may go now.
 * Owns: the budgets' status. Reads: budgets, pods, and the workloads that manage them.
 * Writes: status, events, and the end of a disruption that did not come.
 * Deliberately not: refusing evictions. The eviction subresource of the API server does that, by this status.
 * upstream: pkg/controller/disruption/disruption.go
 */
import type { Pod, PodDisruptionBudget } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { formatLabelSelector, matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf } from '#api/meta.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { messageOf } from '../common/claim.ts';
import { createThrottle, looked, putOff, type Throttle } from '../common/throttle.ts';
import { countHealthy, disruptedPods, expectedPods } from './healthy.ts';
import { isStaleKey, staleKeys, syncStale } from './stale.ts';

type Status = PodDisruptionBudget['status'];
type Does = Reconcile<Throttle>;

/** Before the key of a pod that several budgets count. */
const shared = '*shared ';

const restPerPodMs = 0.05;

export const disruption: Controller = controller<Throttle>({
  name: 'disruption',
  eventSource: 'controllermanager',
  account: 'disruption-controller',
  watches: [
    { kind: 'PodDisruptionBudget', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) },
    { kind: 'Pod', keys: budgetsOf },
    { kind: 'Pod', keys: staleKeys },
    { kind: 'Deployment', keys: () => [] },
    { kind: 'ReplicaSet', keys: () => [] },
    { kind: 'ReplicationController', keys: () => [] },
    { kind: 'StatefulSet', keys: () => [] },
  ],
  memory: createThrottle,
  reconcile,
});

/** The budgets that the pod counts for, now or before. */
function budgetsOf(delta: Delta, see: Lister): readonly string[] {
  const { object, old } = delta;
  const budgets = see.list('PodDisruptionBudget', object.metadata.namespace ?? '');
  const chosen = budgets.filter(({ spec }) => {
    const selector = selectorOf(spec.selector);
    return matchesLabels(selector, object.metadata.labels) || (old !== undefined && matchesLabels(selector, old.metadata.labels));
  });
  const keys = chosen.map(keyOf);
  return chosen.length < 2 ? keys : [...keys, `${shared}${keyOf(object)}`];
}

/** A pod that several budgets count cannot be evicted. */
function tellShared(key: string, r: Does): undefined {
  const pod = r.see.get('Pod', key);
  if (pod === undefined) return;
  const { namespace = '', name, labels } = pod.metadata;
  const [chosen, ...others] = r.see
    .list('PodDisruptionBudget', namespace)
    .filter(({ spec }) => matchesLabels(selectorOf(spec.selector), labels));
  if (chosen === undefined || others.length === 0) return;
  const message = `Pod ${goQuote(namespace)}/${goQuote(name)} matches multiple PodDisruptionBudgets.  Chose ${goQuote(chosen.metadata.name)} arbitrarily.`;
  r.event({ object: pod, type: 'Warning', reason: 'MultiplePodDisruptionBudgets', message });
}

function reconcile(key: string, r: Does): Outcome | undefined {
  if (isStaleKey(key)) return syncStale(key, r);
  if (key.startsWith(shared)) return tellShared(key.slice(shared.length), r);
  const budget = r.see.get('PodDisruptionBudget', key);
  if (budget === undefined) return undefined;
  const later = putOff(r.memory, key, r.now);
  if (later !== undefined) return later;
  const selector = selectorOf(budget.spec.selector);
  const pods = r.see.list('Pod', budget.metadata.namespace ?? '').filter((pod) => matchesLabels(selector, pod.metadata.labels));
  looked(r.memory, key, { now: r.now, pods: pods.length, perPodMs: restPerPodMs });
  return sync(budget, pods, r);
}

function sync(budget: PodDisruptionBudget, pods: readonly Pod[], r: Does): Outcome | undefined {
  if (pods.length === 0) r.event({ object: budget, type: 'Normal', reason: 'NoPods', message: 'No matching pods found' });
  const counted = expectedPods(budget, pods, r);
  if (!counted.ok) return failSafe(budget, counted.message, r);
  const { expected, desired, unmanaged } = counted.value;
  if (unmanaged.length > 0) tellUnmanaged(budget, r);
  const { pods: disrupted, overdue, recheckMs } = disruptedPods(budget, pods, r.wallMs);
  const { namespace, name } = budget.metadata;
  for (const pod of overdue) {
    r.event({
      object: pod,
      type: 'Warning',
      reason: 'NotDeleted',
      message: `Pod was expected by PDB ${namespace}/${name} to be deleted but it wasn't`,
    });
  }
  const healthy = countHealthy(pods, disrupted);
  const allowed = expected <= 0 ? 0 : Math.max(healthy - desired, 0);
  const status = withCondition(
    budget,
    {
      ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      desiredHealthy: desired,
      expectedPods: expected,
      observedGeneration: budget.metadata.generation ?? 0,
    },
    { reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods', message: '' },
    r,
  );
  const error = write(budget, status, r);
  if (error !== undefined) return { error };
  return recheckMs === undefined
    ? undefined
    : { requeueAfterMs: Math.max(recheckMs - r.wallMs, 0) + 1, why: 'an eviction that was granted' };
}

/** Nothing may go while it is unknown how many must stay. */
function failSafe(budget: PodDisruptionBudget, message: string, r: Does): Outcome {
  r.event({
    object: budget,
    type: 'Warning',
    reason: 'CalculateExpectedPodCountFailed',
    message: `Failed to calculate the number of expected pods: ${message}`,
  });
  const counts = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0, ...budget.status };
  const status = withCondition(budget, { ...counts, disruptionsAllowed: 0 }, { reason: 'SyncFailed', message }, r);
  return { error: write(budget, status, r) ?? message };
}

function tellUnmanaged(budget: PodDisruptionBudget, r: Does): void {
  const message =
    `Pods selected by this PodDisruptionBudget (selector: ${formatLabelSelector(budget.spec.selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
  r.event({ object: budget, type: 'Warning', reason: 'UnmanagedPods', message });
}

interface Why {
  readonly reason: string;
  readonly message: string;
}

/**
 * A status that says anything new has a condition of now: its conditions are made afresh each time, as upstream does.
 * One that says nothing new keeps the time, so that it is equal to the one before.
 */
function withCondition({ metadata, status: before }: PodDisruptionBudget, status: Omit<Status, 'conditions'>, why: Why, r: Does): Status {
  const is = why.reason === 'SufficientPods' ? 'True' : 'False';
  const at = (lastTransitionTime: string): Status =>
    ({
      ...status,
      conditions: [{ type: 'DisruptionAllowed', status: is, observedGeneration: metadata.generation ?? 0, lastTransitionTime, ...why }],
    }) as Status;
  const known = before?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  const unchanged = at(String(known?.lastTransitionTime));
  return known !== undefined && equalJson(before, unchanged) ? unchanged : at(formatTime(r.wallMs));
}

function write(budget: PodDisruptionBudget, status: Status, r: Does): string | undefined {
  if (equalJson(budget.status, status)) return undefined;
  const written = r.client.updateStatus('PodDisruptionBudget', { ...budget, status });
  return written.ok ? undefined : messageOf(written.status);
}
