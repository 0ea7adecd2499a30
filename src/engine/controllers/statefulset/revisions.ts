/**
 * The history of a set's template as ControllerRevisions: find, make, bump, adopt, prune.
 * upstream: pkg/controller/history/controller_history.go, pkg/controller/statefulset/stateful_set_control.go
 */
import type { Json } from '#api/immutable.ts';
import type { ControllerRevision, Pod, PodTemplateSpec, StatefulSet } from '#api/kinds.ts';
import { controllerRevisionHash, controllerRevisionName, revisionData } from '#api/machinery/controllerRevisionHash.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import { compareKeys, equalJson, sortedKeys } from '#api/machinery/stableJson.ts';
import { isAlreadyExists, isNotFound, type Draft } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { orphansIn } from '#engine/client/informer.ts';
import { canAdopt, messageOf } from '../common/claim.ts';
import { revisionOf } from './names.ts';

type Does = Pick<Reconcile, 'client' | 'see'>;

export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

const hashLabel = 'controller.kubernetes.io/hash';

/** The set's own revisions and the orphans that fit, oldest first. */
export function listRevisions(set: StatefulSet, r: Does): readonly ControllerRevision[] {
  const selector = selectorOf(set.spec.selector);
  const candidates = [
    ...r.see.ownedBy('ControllerRevision', set.metadata.uid),
    ...r.see.by('ControllerRevision', 'controllerUid', orphansIn(set.metadata.namespace)),
  ];
  return candidates.filter((revision) => matchesLabels(selector, revision.metadata.labels)).toSorted(byRevision);
}

export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return (
    a.revision - b.revision ||
    compareKeys(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compareKeys(a.metadata.name, b.metadata.name)
  );
}

/** Takes over revisions that nobody owns; answers what went wrong. */
export function adoptRevisions(set: StatefulSet, r: Does): string | undefined {
  const orphans = listRevisions(set, r).filter(
    (revision) => !revision.metadata.ownerReferences?.some((owner) => owner.controller === true),
  );
  if (orphans.length === 0) return undefined;
  const may = canAdopt(set, 'StatefulSet', r);
  if (may !== true) return `can't adopt ControllerRevisions: ${may}`;
  for (const { metadata } of orphans) {
    const body: Json = { metadata: { uid: metadata.uid, ownerReferences: [controllerReference(set) as unknown as Json] } };
    const patched = r.client.patch('ControllerRevision', metadata, { type: 'strategic', body });
    if (!patched.ok) return messageOf(patched.status);
  }
  return undefined;
}

/** Which revision the set has and which it is to have; the latter is made, or, after a rollback, moved to the front. */
export function setRevisions(set: StatefulSet, revisions: readonly ControllerRevision[], r: Does): Outcome<Revisions> {
  const last = revisions.at(-1);
  const number = (last?.revision ?? 0) + 1;
  const data = revisionData(set.spec.template);
  const equal = revisions.findLast((revision) => equalJson(revision.data, data));
  const collisionCount = set.status?.collisionCount ?? 0;
  let outcome: Outcome<{ revision: ControllerRevision; collisionCount: number }>;
  if (equal === undefined) outcome = createRevision(set, { data, number, collisionCount }, r);
  else if (last !== undefined && equalJson(last.data, equal.data)) outcome = success({ revision: last, collisionCount });
  else outcome = bumpRevision(equal, { number, collisionCount }, r);
  if (!outcome.ok) return outcome;
  const update = outcome.value.revision;
  const current = revisions.find((revision) => revision.metadata.name === set.status?.currentRevision) ?? update;
  return success({ current, update, collisionCount: outcome.value.collisionCount });
}

interface NewRevision {
  readonly data: Json;
  readonly number: number;
  readonly collisionCount: number;
}

type Made = Outcome<{ revision: ControllerRevision; collisionCount: number }>;

export function createRevision(set: StatefulSet, { data, number, collisionCount }: NewRevision, r: Does): Made {
  const { name, namespace, annotations } = set.metadata;
  const labels = { ...set.spec.template.metadata?.labels, [hashLabel]: controllerRevisionHash(data, collisionCount) };
  for (let count = collisionCount; ; count += 1) {
    const metadata = {
      name: controllerRevisionName(name, controllerRevisionHash(data, count)),
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(set)],
    };
    const draft = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data: sortedKeys(data), revision: number };
    const created = r.client.create('ControllerRevision', draft as unknown as Draft<'ControllerRevision'>);
    if (created.ok) return success({ revision: created.value, collisionCount: count });
    if (!isAlreadyExists(created.status)) return failure(messageOf(created.status));
    const known = r.client.get('ControllerRevision', namespace, metadata.name);
    if (!known.ok) return failure(messageOf(known.status));
    if (equalJson(known.value.data, data)) return success({ revision: known.value, collisionCount: count });
  }
}

export function bumpRevision(revision: ControllerRevision, { number, collisionCount }: { number: number; collisionCount: number }, r: Does): Made {
  if (revision.revision === number) return success({ revision, collisionCount });
  const written = r.client.update('ControllerRevision', { ...revision, revision: number });
  return written.ok ? success({ revision: written.value, collisionCount }) : failure(messageOf(written.status));
}

/** The set with the template of a revision in place of its own. */
export function applyRevision(set: StatefulSet, revision: ControllerRevision): StatefulSet {
  const data = revision.data as unknown as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined;
  if (data?.spec?.template === undefined) return set;
  const { $patch: _directive, ...template } = data.spec.template;
  return { ...set, spec: { ...set.spec, template } };
}

/** Deletes the oldest of the revisions that neither the set nor a pod uses, beyond the limit. */
export function truncateHistory(
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
  used: { readonly pods: readonly Pod[]; readonly live: Revisions | undefined },
  r: Does,
): string | undefined {
  const limit = set.spec.revisionHistoryLimit ?? 10;
  if (revisions.length <= limit) return undefined;
  const live = new Set(used.pods.map(revisionOf));
  if (used.live !== undefined) live.add(used.live.current.metadata.name).add(used.live.update.metadata.name);
  const history = revisions.filter((revision) => !live.has(revision.metadata.name));
  for (const { metadata } of history.slice(0, Math.max(history.length - limit, 0))) {
    const deleted = r.client.delete('ControllerRevision', { namespace: metadata.namespace, name: metadata.name });
    if (!deleted.ok && !isNotFound(deleted.status)) return messageOf(deleted.status);
  }
  return undefined;
}
