/**
 * The history of a DaemonSet's template as ControllerRevisions: find, adopt, make, keep one of twins, move to the front, prune.
 * upstream: pkg/controller/daemon/update.go (constructHistory, dedupCurHistories, snapshot, cleanupHistory)
 */
import type { Json } from '#api/immutable.ts';
import type { ControllerRevision, DaemonSet, Pod } from '#api/kinds.ts';
import { revisionData } from '#api/machinery/controllerRevisionHash.ts';
import { selectorOf } from '#api/machinery/labels.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import { podTemplateHash } from '#api/machinery/podTemplateHash.ts';
import { equalJson, sortedKeys } from '#api/machinery/stableJson.ts';
import { isAlreadyExists, isNotFound, type Draft } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { claim, messageOf } from '../common/claim.ts';
import { hashLabel } from './template.ts';

type Does = Pick<Reconcile, 'client' | 'see'>;

export interface History {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/** The revision of the template as it is, made or moved to the front when need be, and the others. */
export function constructHistory(set: DaemonSet, r: Does): Outcome<History> {
  const claimed = claim({ kind: 'ControllerRevision', owner: set, ownerKind: 'DaemonSet', selector: selectorOf(set.spec.selector) }, r);
  if (claimed.error !== undefined) return failure(claimed.error);
  const data = revisionData(set.spec.template);
  const same = claimed.objects.filter((revision) => equalJson(revision.data, data));
  const old = claimed.objects.filter((revision) => !same.includes(revision));
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  const kept = same.length === 0 ? undefined : keepOne(set, same, r);
  if (kept?.ok === false) return kept;
  const made = kept === undefined ? snapshot(set, { data, number }, r) : bump(kept.value, number, r);
  return made.ok ? success({ current: made.value, old }) : made;
}

/** Of revisions that say the same the last stays, with all pods; the others go. */
function keepOne(set: DaemonSet, same: readonly ControllerRevision[], r: Does): Outcome<ControllerRevision> {
  let kept = same[0]!;
  for (const revision of same) if (revision.revision >= kept.revision) kept = revision;
  if (same.length === 1) return success(kept);
  const pods = claim({ kind: 'Pod', owner: set, ownerKind: 'DaemonSet', selector: selectorOf(set.spec.selector) }, r);
  if (pods.error !== undefined) return failure(pods.error);
  const hash = kept.metadata.labels?.[hashLabel] ?? '';
  for (const { metadata } of pods.objects) {
    if (metadata.labels?.[hashLabel] === hash) continue;
    const { namespace, name } = metadata;
    const body = { metadata: { labels: { [hashLabel]: hash } } };
    const relabelled = r.client.patch('Pod', { namespace, name }, { type: 'strategic', body });
    if (!relabelled.ok && !isNotFound(relabelled.status)) return failure(messageOf(relabelled.status));
  }
  for (const { metadata } of same) {
    if (metadata.name === kept.metadata.name) continue;
    const deleted = r.client.delete('ControllerRevision', { namespace: metadata.namespace, name: metadata.name });
    if (!deleted.ok && !isNotFound(deleted.status)) return failure(messageOf(deleted.status));
  }
  return success(kept);
}

function bump(current: ControllerRevision, number: number, r: Does): Outcome<ControllerRevision> {
  if (current.revision >= number) return success(current);
  const written = r.client.update('ControllerRevision', { ...current, revision: number });
  return written.ok ? success(written.value) : failure(messageOf(written.status));
}

/** A name that another template holds counts as a collision, which the status remembers. */
function snapshot(
  set: DaemonSet,
  { data, number }: { readonly data: Json; readonly number: number },
  r: Does,
): Outcome<ControllerRevision> {
  const { name, namespace, annotations } = set.metadata;
  const hash = podTemplateHash(set.spec.template, set.status?.collisionCount);
  const metadata = {
    name: `${name}-${hash}`,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { ...set.spec.template.metadata?.labels, [hashLabel]: hash },
    ...(annotations === undefined ? {} : { annotations }),
    ownerReferences: [controllerReference(set)],
  };
  const draft = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data: sortedKeys(data), revision: number };
  const created = r.client.create('ControllerRevision', draft as unknown as Draft<'ControllerRevision'>);
  if (created.ok) return success(created.value);
  if (!isAlreadyExists(created.status)) return failure(messageOf(created.status));
  const known = r.client.get('ControllerRevision', namespace, metadata.name);
  if (!known.ok) return failure(messageOf(known.status));
  if (equalJson(known.value.data, data)) return success(known.value);
  const collisionCount = (set.status?.collisionCount ?? 0) + 1;
  const noted = r.client.updateStatus('DaemonSet', { ...set, status: { ...set.status, collisionCount } });
  return failure(noted.ok ? messageOf(created.status) : messageOf(noted.status));
}

/** Deletes the oldest of the old revisions that no pod has, beyond the limit. */
export function cleanupHistory(set: DaemonSet, old: readonly ControllerRevision[], pods: readonly Pod[], r: Does): string | undefined {
  const surplus = old.length - (set.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return undefined;
  const live = new Set(pods.map((pod) => pod.metadata.labels?.[hashLabel]));
  const unused = old.filter((revision) => !live.has(revision.metadata.labels?.[hashLabel])).toSorted((a, b) => a.revision - b.revision);
  for (const { metadata } of unused.slice(0, surplus)) {
    const deleted = r.client.delete('ControllerRevision', { namespace: metadata.namespace, name: metadata.name });
    if (!deleted.ok && !isNotFound(deleted.status)) return messageOf(deleted.status);
  }
  return undefined;
}
