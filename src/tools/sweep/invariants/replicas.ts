/** Whoever keeps a number of pods makes no more than are missing, takes no more than are too many, and those that serve nobody first. */
import type { Job, Pod, ReplicaSet } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { coming, going, isActive, isDeleting, knownOwner, knownPods, podToGo } from '../look.ts';
import type { Scene } from '../scene.ts';

export function replicaSetViolations({ writer, change, stroke, known }: Scene): string[] {
  const isNew = change.type === 'ADDED';
  const pod = isNew ? (change.object as unknown as Pod) : podToGo(change);
  const set = writer === 'replicaset' && pod !== undefined ? knownOwner(known, 'ReplicaSet', pod) : undefined;
  if (pod === undefined || set === undefined) return [];
  const { name, uid } = set.metadata;
  const wanted = set.spec.replicas ?? 1;
  if (isDeleting(set)) return [`${name} is on its way out and minds its pods`];
  const before = knownPods(known, set).filter(isActive);
  if (isNew) {
    const is = before.length + coming(stroke, uid).length;
    return is > wanted ? [`${name} makes ${is} pods of ${wanted}`] : [];
  }
  const goes = going(stroke);
  const kept = before.filter(({ metadata }) => !goes.has(metadata.uid));
  if (kept.length < wanted) return [`${name} keeps ${kept.length} pods of ${wanted}`];
  const wasReady = before.some((it) => it.metadata.uid === pod.metadata.uid && isPodReady(it));
  // More are left than are wanted where the end of others was refused.
  const unready = wasReady && kept.length === wanted ? kept.filter((it) => !isPodReady(it)) : [];
  return unready.length === 0 ? [] : [`${name} takes ${pod.metadata.name}, which is ready, before ${unready[0]!.metadata.name}`];
}

/** The count that a set tells of is that of the pods it knows. */
export function replicaSetStatusViolations({ writer, change, known }: Scene): string[] {
  const set = change.object as unknown as ReplicaSet;
  const { metadata, status } = set;
  const before = (change.old as unknown as ReplicaSet | undefined)?.status;
  if (writer !== 'replicaset' || change.type !== 'MODIFIED' || before === status) return [];
  const own = knownPods(known, set).filter(isActive);
  const ready = own.filter((it) => isPodReady(it)).length;
  const [saysAll, saysReady] = [status.replicas, status.readyReplicas ?? 0];
  return saysAll === own.length && saysReady === ready
    ? []
    : [`${metadata.name} tells of ${saysReady} ready pods of ${saysAll} where there are ${ready} of ${own.length}`];
}

export function jobPodViolations({ writer, change, stroke, known }: Scene): string[] {
  const pod = change.object as unknown as Pod;
  const job = writer === 'job' && change.type === 'ADDED' ? knownOwner(known, 'Job', pod) : undefined;
  if (job === undefined) return [];
  const { name, uid } = job.metadata;
  const most = job.spec.parallelism ?? 1;
  const before = knownPods(known, job).filter(isActive);
  const active = [...before, ...coming(stroke, uid)];
  if (active.length > most) return [`${name} runs ${active.length} pods where ${most} may run`];
  const index = indexOf(pod);
  const same = index === undefined ? [] : active.filter((it) => indexOf(it) === index);
  return same.length > 1 ? [`${name} runs index ${index} ${same.length} times`] : [];
}

/** What a Job has counted stays counted, and is no more than it asks for. */
export function jobStatusViolations({ change }: Scene): string[] {
  const { metadata, spec, status } = change.object as unknown as Job;
  const before = (change.old as unknown as Job | undefined)?.status ?? {};
  const { succeeded = 0, failed = 0, active = 0 } = status;
  if (succeeded < (before.succeeded ?? 0) || failed < (before.failed ?? 0)) return [`${metadata.name} forgets what it has counted`];
  if (succeeded > (spec.completions ?? Number.POSITIVE_INFINITY)) return [`${metadata.name} counts ${succeeded} of ${spec.completions}`];
  return active > (spec.parallelism ?? 1) ? [`${metadata.name} has ${active} active pods`] : [];
}

function indexOf({ metadata }: Pod): string | undefined {
  return metadata.annotations?.['batch.kubernetes.io/job-completion-index'];
}
