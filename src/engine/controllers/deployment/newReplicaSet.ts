/**
 * Finds the ReplicaSet of the present template, or makes it, and keeps revisions in order.
 * upstream: pkg/controller/deployment/sync.go (getAllReplicaSetsAndSyncRevision, getNewReplicaSet)
 */
import type { Deployment, LabelSelector, ReplicaSet } from '#api/kinds.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { controllerReference, isControlledBy } from '#api/machinery/ownerReferences.ts';
import { podTemplateHash } from '#api/machinery/podTemplateHash.ts';
import { objectKey } from '#api/meta.ts';
import type { Status } from '#api/request.ts';
import { isAlreadyExists, type Draft } from '#engine/client/client.ts';
import { messageOf } from '../common/claim.ts';
import { isNamespaceTerminating } from '../common/podControl.ts';
import { maxRevision, newSetAnnotations, revisionAnnotation, withReplicasAnnotations } from './annotations.ts';
import { conditionOf, newCondition, reasons, withCondition, type Verdict } from './conditions.ts';
import { newSetReplicas } from './fenceposts.ts';
import { equalIgnoringHash, findNew, hashLabel, totalSize } from './replicaSets.ts';
import { hasDeadline, type Rollout } from './status.ts';
import { writeStatus, type Work } from './work.ts';

/** The Deployment's sets, told apart; the new one is made if need be and allowed. */
export function syncRevision(work: Work, mayCreate: boolean): Outcome<Rollout> {
  const known = findNew(work.d, work.sets);
  const oldSets = known === undefined ? work.sets : work.sets.filter((rs) => rs.metadata.uid !== known.metadata.uid);
  const revision = maxRevision(oldSets) + 1n;
  if (known === undefined && !mayCreate) return success({ newSet: undefined, oldSets });
  const newSet = known === undefined ? create(work, oldSets, revision) : refresh(work, known, revision);
  return newSet.ok ? success({ newSet: newSet.value, oldSets }) : newSet;
}

/** Brings a known set's notes up to date, or else the Deployment's. */
function refresh(work: Work, rs: ReplicaSet, revision: bigint): Outcome<ReplicaSet> {
  const { d, r } = work;
  const before = rs.metadata.annotations ?? {};
  const annotations = newSetAnnotations(d, before, revision);
  const minReadySeconds = d.spec.minReadySeconds ?? 0;
  if (annotations !== before || (rs.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _old, ...spec } = rs.spec;
    const after = { ...rs, metadata: { ...rs.metadata, annotations }, spec: minReadySeconds === 0 ? spec : { ...spec, minReadySeconds } };
    const written = r.client.update('ReplicaSet', after);
    if (!written.ok) return failure(messageOf(written.status));
    work.sets = work.sets.map((known) => (known === rs ? written.value : known));
    return success(written.value);
  }
  const found: Verdict = {
    type: 'Progressing',
    status: 'True',
    reason: reasons.found,
    message: `Found new replica set "${rs.metadata.name}"`,
  };
  const verdict = hasDeadline(d) && conditionOf(d.status, 'Progressing') === undefined ? found : undefined;
  const error = noteRevision(work, rs.metadata.annotations?.[revisionAnnotation] ?? '', verdict);
  return error === undefined ? success(rs) : failure(error);
}

/** Writes the revision and a word on progress to the Deployment, if either is new. */
function noteRevision(work: Work, revision: string, verdict: Verdict | undefined): string | undefined {
  const { d, r } = work;
  if (d.metadata.annotations?.[revisionAnnotation] === revision && verdict === undefined) return undefined;
  const status = verdict === undefined ? d.status : withCondition(d.status, newCondition(verdict, r.wallMs));
  return writeStatus(work, status, { ...d.metadata.annotations, [revisionAnnotation]: revision });
}

function create(work: Work, oldSets: readonly ReplicaSet[], revision: bigint): Outcome<ReplicaSet> {
  const { d, r } = work;
  const draft = draftOf(d, oldSets, revision);
  const created = r.client.create('ReplicaSet', draft);
  if (created.ok) {
    const { name } = created.value.metadata;
    const size = draft.spec.replicas ?? 0;
    if (size > 0) r.event({ object: d, type: 'Normal', reason: 'ScalingReplicaSet', message: `Scaled up replica set ${name} to ${size}` });
    const verdict: Verdict = { type: 'Progressing', status: 'True', reason: reasons.created, message: `Created new replica set "${name}"` };
    const error = noteRevision(work, String(revision), hasDeadline(d) ? verdict : undefined);
    return error === undefined ? success(created.value) : failure(error);
  }
  if (isAlreadyExists(created.status)) return takeOrCollide(work, draft, { revision, refused: created.status });
  return createFailed(work, draft, created.status);
}

function draftOf(
  d: Deployment,
  oldSets: readonly ReplicaSet[],
  revision: bigint,
): Draft<'ReplicaSet'> & { readonly metadata: { readonly name: string } } {
  const hash = podTemplateHash(d.spec.template, d.status?.collisionCount);
  const labels = { ...d.spec.template.metadata?.labels, [hashLabel]: hash };
  const selector: LabelSelector = { ...d.spec.selector, matchLabels: { ...d.spec.selector.matchLabels, [hashLabel]: hash } };
  const { minReadySeconds = 0 } = d.spec;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${d.metadata.name}-${hash}`,
      ...(d.metadata.namespace === undefined ? {} : { namespace: d.metadata.namespace }),
      labels,
      annotations: withReplicasAnnotations(newSetAnnotations(d, {}, revision), d),
      ownerReferences: [controllerReference(d)],
    },
    spec: {
      replicas: newSetReplicas(d, totalSize(oldSets), 0),
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector,
      template: { ...d.spec.template, metadata: { ...d.spec.template.metadata, labels } },
    },
  };
}

/** A set of that name is there: either the cache was late and it is ours, or two templates have one hash and the next try uses another. */
function takeOrCollide(
  work: Work,
  draft: { readonly metadata: { readonly name: string } },
  { revision, refused }: { revision: bigint; refused: Status },
): Outcome<ReplicaSet> {
  const { d, r } = work;
  const known = r.see.get('ReplicaSet', objectKey(d.metadata.namespace, draft.metadata.name));
  if (known === undefined) return failure(`replicaset.apps "${draft.metadata.name}" not found`);
  if (isControlledBy(known, d) && equalIgnoringHash(d.spec.template, known.spec.template)) {
    const error = noteRevision(work, String(revision), undefined);
    return error === undefined ? success(known) : failure(error);
  }
  writeStatus(work, { ...d.status, collisionCount: (d.status.collisionCount ?? 0) + 1 });
  return failure(messageOf(refused));
}

function createFailed(work: Work, draft: { readonly metadata: { readonly name: string } }, refused: Status): Outcome<ReplicaSet> {
  const { d, r } = work;
  if (isNamespaceTerminating(refused)) return failure(messageOf(refused));
  const message = `Failed to create new replica set "${draft.metadata.name}": ${messageOf(refused)}`;
  if (hasDeadline(d)) {
    writeStatus(
      work,
      withCondition(d.status, newCondition({ type: 'Progressing', status: 'False', reason: reasons.createFailed, message }, r.wallMs)),
    );
  }
  r.event({ object: d, type: 'Warning', reason: reasons.createFailed, message });
  return failure(messageOf(refused));
}
