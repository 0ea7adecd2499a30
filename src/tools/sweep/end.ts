/** What must be so when everything is calm again: all as asked for, and the same as if nothing had gone wrong. */
import type { DaemonSet, Deployment, Endpoints, Job, Pod, StatefulSet } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Store } from '#engine/etcd/store.ts';
import { allOf, isDeleting, isOver, ownerOf } from './look.ts';
import { podsForLoad } from './manifests.ts';
import { nodeCount } from './plan.ts';

/** What is not as asked for when nothing goes wrong any more. */
export function unsettled(store: Store): string[] {
  return [
    ...allOf(store, 'StatefulSet').flatMap((it) => setProblems(it, store)),
    ...allOf(store, 'Deployment').flatMap((it) => deploymentProblems(it, store)),
    ...allOf(store, 'DaemonSet').flatMap((it) => daemonProblems(it, store)),
    ...lonelyJobs(store).flatMap(jobProblems),
    ...endpointProblems(store),
    ...budgetProblems(store),
    ...autoscalerProblems(store),
    ...claimProblems(store),
    ...leavingProblems(store),
  ];
}

/** What is there in the end, without what chance decides: names of random suffixes, addresses, times. */
export function endState(store: Store): readonly string[] {
  const pods = allOf(store, 'Pod').filter((pod) => lonelyOrNoJob(pod, store));
  const lines = pods.map((pod) => `pod ${setName(pod)} ${pod.status.phase} ${pod.spec.containers.map(({ image }) => image).join()}`);
  const sets = allOf(store, 'StatefulSet').map(
    ({ metadata, spec, status }) => `set ${metadata.name} ${spec.replicas} ${status.updateRevision}`,
  );
  const jobs = lonelyJobs(store).map(({ metadata, status }) => `job ${metadata.name} ${status.succeeded} ${status.completedIndexes}`);
  return [...lines, ...sets, ...jobs, ...summaries(store)].toSorted();
}

/** Of each other kind what is wanted and what there is of it. */
function summaries(store: Store): readonly string[] {
  return [
    ...allOf(store, 'Deployment').map(
      ({ metadata, spec, status }) => `deployment ${metadata.name} ${spec.replicas} ${status.readyReplicas}`,
    ),
    ...allOf(store, 'DaemonSet').map(
      ({ metadata, status }) => `daemonset ${metadata.name} ${status.numberReady} ${status.updatedNumberScheduled}`,
    ),
    ...allOf(store, 'PodDisruptionBudget').map(
      ({ metadata, status }) => `budget ${metadata.name} ${status.currentHealthy} ${status.disruptionsAllowed}`,
    ),
    ...allOf(store, 'HorizontalPodAutoscaler').map(({ metadata, spec }) => `autoscaler ${metadata.name} of ${spec.scaleTargetRef.name}`),
    ...allOf(store, 'Endpoints').map((it) => `endpoints ${it.metadata.name} ${readyOf(it)}`),
  ];
}

function readyOf({ subsets = [] }: Endpoints): number {
  return subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
}

function setName(pod: Pod): string {
  const [owner] = pod.metadata.ownerReferences ?? [];
  return owner?.kind === 'StatefulSet' ? pod.metadata.name : `of ${pod.metadata.labels?.['app'] ?? owner?.name}`;
}

function lonelyOrNoJob(pod: Pod, store: Store): boolean {
  const [owner] = pod.metadata.ownerReferences ?? [];
  return (
    owner?.kind !== 'Job' || (lonelyJobs(store).some(({ metadata }) => metadata.uid === owner.uid) && !isDeleting(pod) && !isOver(pod))
  );
}

/** Jobs that no CronJob made: those of one come and go for ever. */
function lonelyJobs(store: Store): readonly Job[] {
  return allOf(store, 'Job').filter(({ metadata }) => metadata.ownerReferences === undefined);
}

function setProblems(set: StatefulSet, store: Store): string[] {
  const own = allOf(store, 'Pod').filter((pod) => ownerOf(pod) === set.metadata.uid);
  const wanted = Array.from({ length: set.spec.replicas ?? 1 }, (_, i) => `${set.metadata.name}-${i}`).toSorted();
  const got = own.map(({ metadata }) => metadata.name).toSorted();
  const problems =
    got.join() === wanted.join() ? [] : [`${set.metadata.name} has the pods [${got.join(' ')}] instead of [${wanted.join(' ')}]`];
  for (const pod of own.filter((it) => !isPodReady(it))) problems.push(`${pod.metadata.name} is ${pod.status.phase} and not ready`);
  const { readyReplicas = 0, currentRevision, updateRevision } = set.status;
  if (readyReplicas !== wanted.length) problems.push(`${set.metadata.name} counts ${readyReplicas} ready of ${wanted.length}`);
  if (currentRevision !== updateRevision) problems.push(`${set.metadata.name} has not finished its update`);
  return problems;
}

function deploymentProblems({ metadata, spec, status }: Deployment, store: Store): string[] {
  const wanted = spec.replicas ?? 1;
  const running = allOf(store, 'Pod').filter((pod) => pod.metadata.labels?.['app'] === metadata.name && isPodReady(pod)).length;
  const { updatedReplicas = 0, availableReplicas = 0 } = status;
  if (running === wanted && updatedReplicas === wanted && availableReplicas === wanted) return [];
  return [`${metadata.name} has ${running} ready pods of ${wanted} (${updatedReplicas} updated, ${availableReplicas} available)`];
}

function daemonProblems({ metadata, status }: DaemonSet, store: Store): string[] {
  const ready = new Set(allOf(store, 'Pod').flatMap((pod) => (ownerOf(pod) === metadata.uid && isPodReady(pod) ? [pod.spec.nodeName] : [])))
    .size;
  const { numberAvailable = 0, updatedNumberScheduled = 0 } = status;
  if (ready === nodeCount && numberAvailable === nodeCount && updatedNumberScheduled === nodeCount) return [];
  return [`${metadata.name} runs on ${ready} nodes (${updatedNumberScheduled} updated, ${numberAvailable} available)`];
}

function jobProblems({ metadata, spec, status }: Job): string[] {
  const complete = status.conditions?.some(({ type, status: is }) => type === 'Complete' && is === 'True') === true;
  return complete && status.succeeded === spec.completions && (status.active ?? 0) === 0
    ? []
    : [`${metadata.name} has ${status.succeeded ?? 0} of ${spec.completions} completions, ${complete ? '' : 'not '}complete`];
}

/** A ready endpoint is a ready pod, and a ready pod of a Service an endpoint. */
function endpointProblems(store: Store): string[] {
  const served = new Set(allOf(store, 'Service').map(({ metadata }) => metadata.name));
  const ready = new Set(
    allOf(store, 'Pod').flatMap((pod) => (isPodReady(pod) && served.has(pod.metadata.labels?.['app'] ?? '') ? [pod.metadata.name] : [])),
  );
  const found = new Set<string>();
  for (const { endpoints } of allOf(store, 'EndpointSlice')) {
    for (const { conditions, targetRef } of endpoints ?? []) if (conditions?.ready === true) found.add(targetRef?.name ?? '');
  }
  found.delete('');
  const wrong = [...found].filter((name) => !ready.has(name)).map((name) => `an endpoint is ${name}, which is not ready`);
  return [...wrong, ...[...ready].filter((name) => !found.has(name)).map((name) => `${name} is ready, and no endpoint`)];
}

function budgetProblems(store: Store): string[] {
  return allOf(store, 'PodDisruptionBudget').flatMap(({ metadata, spec, status }) => {
    const healthy = allOf(store, 'Pod').filter(
      (pod) => pod.metadata.labels?.['app'] === spec.selector?.matchLabels?.['app'] && isPodReady(pod),
    ).length;
    return status?.currentHealthy === healthy ? [] : [`${metadata.name} counts ${status?.currentHealthy} healthy pods of ${healthy}`];
  });
}

/** A Deployment that somebody set to nothing is left alone. */
function autoscalerProblems(store: Store): string[] {
  return allOf(store, 'HorizontalPodAutoscaler').flatMap(({ metadata, spec, status }) => {
    const target = allOf(store, 'Deployment').find((it) => it.metadata.name === spec.scaleTargetRef.name);
    if (target === undefined || target.spec.replicas === 0) return [];
    const wanted = podsForLoad(target);
    const { currentReplicas, desiredReplicas } = status;
    if (currentReplicas === wanted && desiredReplicas === wanted) return [];
    return [`${metadata.name} has ${currentReplicas} pods, wants ${desiredReplicas}, and its load asks for ${wanted}`];
  });
}

function claimProblems(store: Store): string[] {
  const problems = allOf(store, 'PersistentVolumeClaim').filter(({ status }) => status.phase !== 'Bound');
  return problems.map(({ metadata, status }) => `claim ${metadata.name} is ${status.phase}`);
}

function leavingProblems(store: Store): string[] {
  const leaving = allOf(store, 'Pod').filter((pod) => isDeleting(pod) && pod.metadata.labels?.['app'] !== undefined);
  return leaving.map(({ metadata }) => `${metadata.name} is still on its way out`);
}
