/**
 * The StatefulSet controller: pods with names that last, claims that outlive them, and an order of things.
 * Owns: pods and ControllerRevisions that carry its owner reference, the claims its templates name, the set's status.
 * Reads: StatefulSets, pods, claims, ControllerRevisions of the namespace.
 * Writes: pods (create, mend, delete, adopt, release), claims (create, owner references), revisions, status, events.
 * Deliberately not: deleting pods when the set is deleted. The garbage collector does that, in no order.
 * upstream: pkg/controller/statefulset/stateful_set.go
 */
import type { StatefulSet } from '#api/kinds.ts';
import { selectorOf } from '#api/machinery/labels.ts';
import { keyOf } from '#api/meta.ts';
import { readySince } from '#api/machinery/podReadiness.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { claim } from '../common/claim.ts';
import { watchOwned } from '../common/podWatch.ts';
import { updatePods } from './control.ts';
import { isMemberOf, replicasOf } from './names.ts';
import { isPetSet, petKeys, petResyncMs, syncPets } from './petSet.ts';
import { adoptRevisions, listRevisions, setRevisions, truncateHistory } from './revisions.ts';
import { statusOf, writeStatus } from './status.ts';

export const statefulset: Controller = controller({
  name: 'statefulset',
  eventSource: 'statefulset-controller',
  watches: [
    { kind: 'StatefulSet', keys: ownKey },
    watchOwned('Pod', { ownerKind: 'StatefulSet', selector: (owner) => selectorOf((owner as StatefulSet).spec.selector) }),
    { kind: 'PersistentVolumeClaim', keys: staleClaimKeys },
    { kind: 'ControllerRevision', keys: () => [] },
    { kind: 'Pod', keys: petKeys },
  ],
  memory: () => undefined,
  resync: { everyMs: petResyncMs, keys: (see) => see.list('StatefulSet').filter(isPetSet).map(keyOf) },
  reconcile,
});

/** When the last pod's claim is gone at last, the pod that waits for a fresh one may be made. */
function staleClaimKeys(delta: Delta, see: Lister): readonly string[] {
  const { namespace, name, ownerReferences } = delta.object.metadata;
  if (delta.type !== 'DELETED' || !ownerReferences?.some((owner) => owner.kind === 'Pod')) return [];
  const sets = see.list('StatefulSet', namespace ?? '');
  return sets
    .filter((set) => set.spec.volumeClaimTemplates?.some((template) => name.startsWith(`${template.metadata?.name}-${set.metadata.name}-`)))
    .map(keyOf);
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const set = r.see.get('StatefulSet', key);
  if (set === undefined) return undefined;
  if (isPetSet(set)) return syncPets(set, r);
  const adopted = adoptRevisions(set, r);
  if (adopted !== undefined) return { error: adopted };
  const selector = selectorOf(set.spec.selector);
  const claimed = claim({ kind: 'Pod', owner: set, ownerKind: 'StatefulSet', selector, matches: (pod) => isMemberOf(set, pod) }, r);
  if (claimed.error !== undefined) return { error: claimed.error };
  return sync(set, claimed.objects, r);
}

function sync(set: StatefulSet, pods: Parameters<typeof updatePods>[1], r: Reconcile): Outcome | undefined {
  const known = listRevisions(set, r);
  const revisions = setRevisions(set, known, r);
  if (!revisions.ok) return { error: truncateHistory(set, known, { pods, live: undefined }, r) ?? revisions.message };
  const looked = updatePods(set, pods, revisions.value, r);
  const statusError = writeStatus(set, statusOf(set, looked.counts, revisions.value), r);
  const pruneError = truncateHistory(set, known, { pods, live: revisions.value }, r);
  const error = looked.error ?? statusError ?? pruneError;
  if (error !== undefined) return { error };
  return lookAgain(set, pods, { available: looked.counts.availableReplicas, wallMs: r.wallMs });
}

/** A pod becomes available by time alone, so somebody has to look when it is due. */
function lookAgain(
  set: StatefulSet,
  pods: Parameters<typeof updatePods>[1],
  now: { readonly available: number; readonly wallMs: number },
): Outcome | undefined {
  const { minReadySeconds = 0 } = set.spec;
  if (minReadySeconds === 0 || now.available === replicasOf(set)) return undefined;
  let dueMs: number | undefined;
  for (const pod of pods) {
    const since = readySince(pod);
    const at = since === undefined ? undefined : since + minReadySeconds * 1000 + 1000;
    if (at !== undefined && at > now.wallMs && (dueMs === undefined || at < dueMs)) dueMs = at;
  }
  return dueMs === undefined ? undefined : { requeueAfterMs: dueMs - now.wallMs, why: 'minReadySeconds' };
}
