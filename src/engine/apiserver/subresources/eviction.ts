/**
 * Eviction: a deletion that asks the disruption budgets first.
 * upstream: pkg/registry/core/pod/storage/eviction.go
 */
import type { Pod, PodDisruptionBudget } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { DeleteOptions, Response, Status } from '#api/request.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { get, list } from '#engine/etcd/store.ts';
import { restrictNodeEviction } from '../admission/nodeRestriction.ts';
import { deleteObject } from '../delete.ts';
import { isRecord, type AnyObject } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { failureStatus, internalError, isStatus, notFound, respond, successStatus } from '../status.ts';
import { strategyOf } from '../strategies.ts';
import { namespaceOf } from '../update.ts';
import { write } from '../write.ts';

export function evict(call: Call): Response {
  const { request, server } = call;
  const name = request.name ?? '';
  const pod = get(server.store, 'pods', namespaceOf(call), name) as AnyObject | undefined;
  if (pod === undefined) return respond(notFound(call.row, name));
  const body = isRecord(request.object) ? request.object : {};
  const options = (isRecord(body['deleteOptions']) ? body['deleteOptions'] : {}) as DeleteOptions;
  const restricted = restrictNodeEviction(call, pod as unknown as Pod);
  if (restricted !== undefined) return respond(restricted);
  const refusal = ignoresBudgets(pod as unknown as Pod) ? undefined : takeFromBudget(call, pod as unknown as Pod);
  const deletion = refusal ?? deleteObject(call, pod, options);
  return respond(isStatus(deletion) ? deletion : successStatus(undefined, 201), 201);
}

/** A pod that does not serve anybody can go. */
function ignoresBudgets({ status, metadata }: Pod): boolean {
  return (
    status.phase === 'Succeeded' || status.phase === 'Failed' || status.phase === 'Pending' || metadata.deletionTimestamp !== undefined
  );
}

function takeFromBudget(call: Call, pod: Pod): Status | undefined {
  const all = list(
    call.server.store,
    'poddisruptionbudgets.policy',
    pod.metadata.namespace,
  ) as readonly unknown[] as readonly PodDisruptionBudget[];
  const budgets = all.filter((budget) => matchesLabels(selectorOf(budget.spec.selector), pod.metadata.labels));
  if (budgets.length > 1)
    return internalError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  const [budget] = budgets;
  if (budget === undefined) return undefined;
  const { status, spec } = budget;
  const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0 } = status;
  const idle = currentHealthy >= desiredHealthy && desiredHealthy > 0;
  if (!isPodReady(pod) && (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || idle)) return undefined;
  const why = refusal(budget);
  if (why !== undefined) return tooMany(why.cause, why.retryAfter);
  const disruptedPods = { ...status.disruptedPods, [pod.metadata.name]: formatTime(nowOf(call.env)) };
  const counted = { ...budget, status: { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods } };
  write({ ...call, strategy: strategyOf('PodDisruptionBudget') }, 'MODIFIED', counted as unknown as AnyObject);
  return undefined;
}

function refusal({ metadata, status }: PodDisruptionBudget): { cause: string; retryAfter?: number } | undefined {
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return { cause: `The disruption budget ${metadata.name} is still being processed by the server.`, retryAfter: 10 };
  if ((status.disruptionsAllowed ?? 0) > 0) return undefined;
  return {
    cause: `The disruption budget ${metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`,
  };
}

function tooMany(cause: string, retryAfterSeconds?: number): Status {
  const causes = [{ reason: 'DisruptionBudget', message: cause }];
  const details = { causes, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  return failureStatus(429, {
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details,
  });
}
