/** Nothing is collected that an owner still needs; a CronJob runs as many Jobs as it may; an autoscaler keeps to its limits. */
import type { CronJob, Deployment, Job } from '#api/kinds.ts';
import { scheme, groupResource } from '#api/scheme.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Store } from '#engine/etcd/store.ts';
import { everywhere, isDeleting, knownOwner, ownerOf } from '../look.ts';
import type { Scene } from '../scene.ts';

/** What the garbage collector takes has no owner left that stays: it asks the server, not its cache. */
export function collectionViolations({ writer, change, store }: Scene): string[] {
  const { type, object, old } = change;
  const isTaken = writer === 'garbagecollector' && old !== undefined && !isDeleting(old) && (type === 'DELETED' || isDeleting(object));
  if (!isTaken) return [];
  const staying = (object.metadata.ownerReferences ?? []).filter(({ uid }) => stands(uid, store));
  return staying.map(({ kind, name }) => `${object.metadata.name} was collected while its ${kind} ${name} stays`);
}

const owning = (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Service', 'Pod'] as const).map((kind) =>
  groupResource(scheme[kind]),
);

function stands(uid: string, store: Store): boolean {
  return owning.some((resource) => {
    const tables = store.tables.get(resource)?.values() ?? [];
    return [...tables].some(({ objects }) => [...objects.values()].some((it: KubeObject) => it.metadata.uid === uid && !isDeleting(it)));
  });
}

export function cronJobViolations({ writer, change, known, store }: Scene): string[] {
  const job = change.object as unknown as Job;
  const owner: CronJob | undefined = writer === 'cronjob' && change.type === 'ADDED' ? knownOwner(known, 'CronJob', job) : undefined;
  const policy = owner?.spec.concurrencyPolicy ?? 'Allow';
  if (owner === undefined || policy === 'Allow') return [];
  const others = known.list('Job', job.metadata.namespace).filter((it) => ownerOf(it) === owner.metadata.uid && !isFinished(it));
  const uids = new Set(others.map(({ metadata }) => metadata.uid));
  const running = policy === 'Forbid' ? others : everywhere(store, 'Job').filter((it) => uids.has(it.metadata.uid) && !isDeleting(it));
  return running.length === 0 ? [] : [`${job.metadata.name} begins while ${running[0]!.metadata.name} runs`];
}

function isFinished({ status }: Job): boolean {
  return (status.conditions ?? []).some(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True');
}

export function autoscalerViolations({ writer, change, known }: Scene): string[] {
  const { metadata, spec } = change.object as unknown as Deployment;
  if (writer !== 'horizontalpodautoscaler' || change.type !== 'MODIFIED') return [];
  const own = known.list('HorizontalPodAutoscaler', metadata.namespace).filter((it) => it.spec.scaleTargetRef.name === metadata.name);
  const wrong = own.some((it) => (spec.replicas ?? 1) < (it.spec.minReplicas ?? 1) || (spec.replicas ?? 1) > it.spec.maxReplicas);
  return wrong ? [`${metadata.name} is scaled to ${spec.replicas}, out of its autoscaler's limits`] : [];
}
