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
import { decodeAs } from '../decode.ts';
import { checkOptions, checkPreconditions, deleteObject } from '../delete.ts';
import { byTheServer } from '../fieldmanager/track.ts';
import { isRecord, type AnyObject } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { badRequest, failureStatus, forbidden, isStatus, notFound, respond, successStatus } from '../status.ts';
import { strategyOf } from '../strategies.ts';
import { namespaceOf } from '../update.ts';
import { write } from '../write.ts';

export function evict(call: Call): Response {
  const { request, row, server } = call;
  const name = request.name ?? '';
  const eviction = decodeEviction(call);
  if (isStatus(eviction)) return respond(eviction);
  const { metadata = {}, deleteOptions: options = {} } = eviction;
  if ((metadata.name ?? '') !== name) return respond(badRequest('name in URL does not match name in Eviction object'));
  const dry = dryRuns(request.options?.dryRun ?? [], options.dryRun ?? []);
  if (isStatus(dry)) return respond(dry);
  const rehearsal = call.dryRun || dry;
  const pod = get(server.store, 'pods', namespaceOf(call), name) as AnyObject | undefined;
  if (pod === undefined) return respond(notFound(row, name));
  const restricted = restrictNodeEviction(call, pod as unknown as Pod);
  if (restricted !== undefined) return respond(restricted);
  const evicting = { ...call, dryRun: rehearsal };
  const refusal = ignoresBudgets(pod as unknown as Pod) ? undefined : takeFromBudget(evicting, pod as unknown as Pod);
  const deletion = refusal ?? endPod(evicting, pod, options);
  return respond(isStatus(deletion) ? deletion : successStatus(undefined, 201), 201);
}

interface Eviction {
  readonly metadata?: { readonly name?: string };
  readonly deleteOptions?: Options;
}

/** In either of the versions that were ever served. */
function decodeEviction(call: Call): Eviction | Status {
  const { object } = call.request;
  const isOld = isRecord(object) && object['apiVersion'] === 'policy/v1beta1';
  return decodeAs(call, { group: 'policy', version: isOld ? 'v1beta1' : 'v1', kind: 'Eviction' }) as Eviction | Status;
}

type Options = DeleteOptions & { readonly dryRun?: readonly string[] };

/** Whether the request or the eviction itself asks for a rehearsal; where both do, they must say the same. */
function dryRuns(asked: readonly string[], told: readonly string[]): boolean | Status {
  if (asked.length > 0 && told.length > 0 && asked.join(' ') !== told.join(' '))
    return failureStatus(500, {
      message: `Non-matching dry-run options in request and content: [${asked.join(' ')}] and [${told.join(' ')}]`,
    });
  return asked.length + told.length > 0;
}

/** The pod says why it goes before it does. */
function endPod(call: Call, pod: AnyObject, options: DeleteOptions): Status | object {
  const refusal = checkOptions(options) ?? checkPreconditions(call, pod, options);
  if (refusal !== undefined) return refusal;
  const { preconditions: _kept, ...rest } = options;
  return deleteObject(call, write(call, 'MODIFIED', asTarget(pod, formatTime(nowOf(call.env)))), rest);
}

function asTarget(pod: AnyObject, now: string): AnyObject {
  const status = (pod as unknown as Pod).status;
  const condition = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };
  const known = (status.conditions ?? []).find(({ type }) => type === condition.type);
  const lastTransitionTime = known?.status === condition.status ? known.lastTransitionTime : now;
  const fresh = { ...condition, lastProbeTime: null, lastTransitionTime };
  const others = status.conditions ?? [];
  const conditions = known === undefined ? [...others, fresh] : others.map((one) => (one === known ? fresh : one));
  return Object.assign({}, pod, { status: { ...status, conditions } });
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
    return failureStatus(500, {
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    });
  const [budget] = budgets;
  if (budget === undefined) return undefined;
  const { status, spec } = budget;
  const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0 } = status;
  const idle = currentHealthy >= desiredHealthy && desiredHealthy > 0;
  if (!isPodReady(pod) && (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || idle)) return undefined;
  const refusal = refusalOf(budget);
  if (refusal !== undefined) return refusal;
  const now = formatTime(nowOf(call.env));
  const left = disruptionsAllowed - 1;
  const disruptedPods = { ...status.disruptedPods, [pod.metadata.name]: now };
  const conditions = left > 0 ? status.conditions : usedUp(budget, now);
  const counted = { ...budget, status: { ...status, disruptionsAllowed: left, disruptedPods, conditions } };
  write({ ...call, strategy: strategyOf('PodDisruptionBudget') }, 'MODIFIED', byTheServer(call, counted as unknown as AnyObject));
  return undefined;
}

/** The budget's own condition, when the last disruption is taken. upstream: pdbhelper.UpdateDisruptionAllowedCondition */
function usedUp({ metadata, status }: PodDisruptionBudget, now: string): PodDisruptionBudget['status']['conditions'] {
  const others = status.conditions ?? [];
  const known = others.find(({ type }) => type === 'DisruptionAllowed');
  const lastTransitionTime = known?.status === 'False' ? known.lastTransitionTime : now;
  const fresh = {
    type: 'DisruptionAllowed',
    status: 'False',
    observedGeneration: status.observedGeneration ?? metadata.generation ?? 0,
    reason: 'InsufficientPods',
    message: '',
    lastTransitionTime,
  } as const;
  return known === undefined ? [...others, fresh] : others.map((one) => (one === known ? fresh : one));
}

/** More evictions than this are not granted before the controller has noticed them. */
const DISRUPTED_MAX = 2000;

function refusalOf({ metadata, status }: PodDisruptionBudget): Status | undefined {
  const { disruptionsAllowed = 0, disruptedPods = {}, observedGeneration = 0, desiredHealthy = 0, currentHealthy = 0 } = status;
  const { name, generation = 0 } = metadata;
  const where = { group: 'policy', plural: 'poddisruptionbudget' };
  if (observedGeneration < generation) return tooMany(`The disruption budget ${name} is still being processed by the server.`, 10);
  if (disruptionsAllowed < 0) return forbidden(where, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > DISRUPTED_MAX)
    return forbidden(where, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (disruptionsAllowed > 0) return undefined;
  return tooMany(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`);
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
