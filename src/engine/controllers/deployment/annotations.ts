/**
 * The notes a Deployment keeps on its ReplicaSets: which revision, of what size the whole was meant to be, and what the person wrote.
 * upstream: pkg/controller/deployment/util/deployment_util.go
 */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import { parseInteger } from '#api/machinery/labels.ts';
import { maxSurge } from './fenceposts.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
const maxAnnotation = 'deployment.kubernetes.io/max-replicas';
export const rollbackAnnotation = 'deprecated.deployment.rollback.to';

export type Annotations = Readonly<Record<string, string>>;

const historyLimit = 2000;
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  rollbackAnnotation,
]);

/** The revision of a ReplicaSet; 0 when it has none or none that can be read. It may be any number of 64 bits. */
export function revisionOf(rs: ReplicaSet): bigint {
  return parseInteger(rs.metadata.annotations?.[revisionAnnotation] ?? '') ?? 0n;
}

export function maxRevision(sets: readonly ReplicaSet[]): bigint {
  return sets.map(revisionOf).reduce((most, revision) => (revision > most ? revision : most), 0n);
}

export function desiredReplicasOf(rs: ReplicaSet): number | undefined {
  return numberIn(rs, desiredAnnotation);
}

export function maxReplicasOf(rs: ReplicaSet): number | undefined {
  return numberIn(rs, maxAnnotation);
}

function numberIn(rs: ReplicaSet, annotation: string): number | undefined {
  const number = parseInteger(rs.metadata.annotations?.[annotation] ?? '');
  return number === undefined ? undefined : Number(number);
}

/** The annotations with the Deployment's present size noted; the same object when nothing changes. */
export function withReplicasAnnotations(annotations: Annotations, d: Deployment): Annotations {
  const desired = String(d.spec.replicas);
  const most = String((d.spec.replicas ?? 0) + maxSurge(d));
  if (annotations[desiredAnnotation] === desired && annotations[maxAnnotation] === most) return annotations;
  return { ...annotations, [desiredAnnotation]: desired, [maxAnnotation]: most };
}

/** What a new or re-used ReplicaSet carries: the person's annotations, the revision, and the revisions it had before. */
export function newSetAnnotations(d: Deployment, before: Annotations, revision: bigint): Annotations {
  let after = before;
  for (const [key, value] of Object.entries(d.metadata.annotations ?? {})) {
    if (!notCopied.has(key) && after[key] !== value) after = { ...after, [key]: value };
  }
  const oldText = before[revisionAnnotation];
  const old = oldText === undefined || oldText === '' ? 0n : parseInteger(oldText);
  if (old === undefined || old >= revision) return after;
  after = { ...after, [revisionAnnotation]: String(revision) };
  return oldText === undefined ? after : withHistory(after, oldText);
}

/** Adds a revision to the history; the oldest ones go when it grows too long. */
function withHistory(annotations: Annotations, revision: string): Annotations {
  const history = annotations[historyAnnotation] ?? '';
  if (history === '') return { ...annotations, [historyAnnotation]: revision };
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  let start = 0;
  for (; length > historyLimit && start < revisions.length; start += 1) length -= (revisions[start] ?? '').length + 1;
  if (length > historyLimit) return annotations;
  return { ...annotations, [historyAnnotation]: [...revisions.slice(start), revision].join(',') };
}
