/**
 * Keeps the status of quotas true: what is allowed, and what is used of it.
 * Owns the status of ResourceQuotas. Reads every namespaced kind that a quota can count.
 * Deliberately not: refusing anything; that is the API server's admission, which counts each creation at once. Here
 * the count goes down again when objects go, and is put right every five minutes.
 * upstream: pkg/controller/resourcequota/resource_quota_controller.go
 */
import type { Kind, PersistentVolumeClaim, Pod, ResourceQuota, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { allRows } from '#api/scheme.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { customKey, type Delta, type Lister } from '#engine/client/informer.ts';
import { equalAmounts, mask, readAmounts, writeAmounts } from '#engine/helpers/quota/amounts.ts';
import { evaluatorOf, usesResources } from '#engine/helpers/quota/evaluators.ts';
import { hardOf, usedOf } from '#engine/helpers/quota/quota.ts';
import { messageOf } from '../common/claim.ts';

const counted = allRows().filter((row) => row.namespaced && evaluatorOf(row) !== undefined);
const everyMs = 300_000;

export const resourceQuota = controller({
  name: 'resourcequota',
  eventSource: 'resourcequota-controller',
  watches: counted.map((row) => ({ kind: row.kind as Kind, keys: row.kind === 'ResourceQuota' ? quotaKeys : replenished })),
  custom: (delta, see) => (delta.type === 'DELETED' ? quotasOf(delta.object, see) : []),
  memory: () => undefined,
  reconcile,
  resync: { everyMs, keys: (see) => see.list('ResourceQuota').map(keyOf) },
});

/** A quota's own count is news to nobody, only its limits are. */
function quotaKeys(delta: Delta, see: Lister): readonly string[] {
  const { object, old, type } = delta;
  if (type === 'DELETED') return replenished(delta, see);
  const now = (object as unknown as ResourceQuota).spec?.hard;
  const before = (old as unknown as ResourceQuota | undefined)?.spec?.hard;
  return old !== undefined && equalJson(now ?? {}, before ?? {}) ? [] : ownKey(delta);
}

/** The quotas of a namespace in which something was given back. */
function replenished(delta: Delta, see: Lister): readonly string[] {
  if (delta.type !== 'DELETED' && (delta.old === undefined || !givesBack(delta.object, delta.old))) return [];
  return quotasOf(delta.object, see);
}

function quotasOf({ metadata }: KubeObject, see: Lister): readonly string[] {
  return metadata.namespace === undefined ? [] : see.list('ResourceQuota', metadata.namespace).map(keyOf);
}

function givesBack(object: KubeObject, old: KubeObject): boolean {
  switch (object.kind) {
    case 'Pod':
      return usesResources(old as unknown as Pod, 0) && !usesResources(object as unknown as Pod, 0);
    case 'Service':
      return (old as unknown as Service).spec.type !== (object as unknown as Service).spec.type;
    case 'PersistentVolumeClaim':
      return !equalJson(storageOf(old), storageOf(object));
    default:
      return false;
  }
}

function storageOf(claim: KubeObject): object {
  return (claim as unknown as PersistentVolumeClaim).spec.resources?.requests ?? {};
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const quota = r.see.get('ResourceQuota', key);
  if (quota === undefined) return undefined;
  const { namespace } = quota.metadata;
  const custom = r.see.custom().filter((row) => row.namespaced);
  const named = [...counted.map((row) => [row, row.kind as Kind] as const), ...custom.map((row) => [row, customKey(row)] as const)];
  const kinds = named.map(([row, kind]) => ({
    evaluator: evaluatorOf(row)!,
    objects: () => r.see.list(kind, namespace) as readonly unknown[] as readonly KubeObject[],
  }));
  const hard = hardOf(quota);
  const before = quota.status ?? {};
  // What was counted now stands in the place of what was noted before; what cannot be counted here stays.
  const used = mask({ ...readAmounts(before.used), ...usedOf(quota, kinds, r.wallMs) }, Object.keys(hard));
  const same =
    before.hard !== undefined &&
    before.used !== undefined &&
    equalAmounts(readAmounts(before.hard), hard) &&
    equalAmounts(readAmounts(before.used), used);
  if (same) return undefined;
  const updated = r.client.updateStatus('ResourceQuota', { ...quota, status: { hard: writeAmounts(hard), used: writeAmounts(used) } });
  return updated.ok || isNotFound(updated.status) ? undefined : { error: messageOf(updated.status) };
}
