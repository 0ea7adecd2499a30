/**
 * The external resizer: gives a bound claim the storage it asks for now. First the volume grows in the backend, then its
 * file system, which takes a running pod that mounts it.
 * Owns the capacity of volumes and claims. Reads claims, volumes, pods. Writes both, and events.
 * Deliberately not: asking whether a claim may grow (admission does), and a kubelet's own part in it: the file system is
 * grown from here as soon as a pod that mounts the claim runs.
 * upstream: kubernetes-csi/external-resizer/pkg/controller, pkg/volume/util/resize_util.go
 */
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { controller, type Outcome, type Reconcile } from '../client/controller.ts';
import type { Delta } from '../client/informer.ts';
import { claimNames } from '../helpers/podClaims.ts';

/** Growing a volume takes the storage backend about this long. */
const backendMs = 250;
/** Pods are asked for, not watched: few claims ever wait for one. */
const lookMs = 5_000;
const pendingMessage = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.';

export const resizer = controller({
  name: 'external-resizer',
  eventSource: 'external-resizer',
  watches: [
    { kind: 'PersistentVolumeClaim', keys: ofClaim },
    { kind: 'PersistentVolume', keys: () => [] },
  ],
  memory: () => undefined,
  reconcile,
});

function ofClaim({ type, object }: Delta) {
  if (type === 'DELETED' || !wantsMore(object as unknown as PersistentVolumeClaim)) return [];
  return [{ key: keyOf(object), afterMs: backendMs, why: 'the storage backend has answered' }];
}

function wantsMore({ spec, status, metadata }: PersistentVolumeClaim): boolean {
  const { storage: have } = status.capacity ?? {};
  if (status.phase !== 'Bound' || have === undefined || metadata.deletionTimestamp !== undefined) return false;
  return compareQuantities(quantityOf(spec.resources?.requests?.['storage']), quantityOf(have)) > 0;
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const claim = r.see.get('PersistentVolumeClaim', key);
  if (claim === undefined || !wantsMore(claim)) return undefined;
  const volume = r.see.get('PersistentVolume', claim.spec.volumeName ?? '');
  if (volume?.spec.csi === undefined) return undefined;
  const wanted = String(claim.spec.resources?.requests?.['storage']);
  const small = compareQuantities(quantityOf(volume.spec.capacity?.['storage']), quantityOf(wanted)) < 0;
  if (small) return growVolume(claim, volume, wanted, r);
  return isMounted(claim, r) ? finish(claim, wanted, r) : { requeueAfterMs: lookMs, why: 'no pod mounts the claim yet' };
}

function isMounted({ metadata }: PersistentVolumeClaim, r: Reconcile): boolean {
  const pods = r.client.list('Pod', metadata.namespace);
  return pods.ok && pods.value.some((pod) => pod.status.phase === 'Running' && claimNames(pod).includes(metadata.name));
}

function tell(claim: PersistentVolumeClaim, reason: string, message: string, r: Reconcile): void {
  r.event({ object: claim as unknown as KubeObject, type: 'Normal', reason, message });
}

function growVolume(claim: PersistentVolumeClaim, volume: PersistentVolume, wanted: string, r: Reconcile): Outcome | undefined {
  const { name } = volume.metadata;
  tell(claim, 'Resizing', `External resizer is resizing volume ${name}`, r);
  const grown = r.client.patch('PersistentVolume', { name }, { type: 'merge', body: { spec: { capacity: { storage: wanted } } } });
  if (!grown.ok) return { error: grown.status.message ?? 'patch failed' };
  if (claim.spec.volumeMode === 'Block') return finish(claim, wanted, r);
  tell(claim, 'FileSystemResizeRequired', 'Require file system resize of volume on node', r);
  const condition = {
    type: 'FileSystemResizePending',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(r.wallMs),
    message: pendingMessage,
  };
  return writeStatus(claim, { conditions: [condition] }, r) ?? { requeueAfterMs: backendMs, why: 'the file system may grow' };
}

function finish(claim: PersistentVolumeClaim, wanted: string, r: Reconcile): Outcome | undefined {
  const { capacity } = claim.status;
  const failed = writeStatus(claim, { capacity: { ...capacity, storage: wanted }, conditions: null }, r);
  if (failed !== undefined) return failed;
  tell(claim, 'FileSystemResizeSuccessful', 'MountVolume.NodeExpandVolume succeeded for volume', r);
  return undefined;
}

type Change = { readonly capacity?: Readonly<Record<string, string | number>>; readonly conditions: readonly object[] | null };

function writeStatus({ metadata }: PersistentVolumeClaim, status: Change, r: Reconcile): Outcome | undefined {
  const { namespace, name } = metadata;
  const body = { status } as unknown as Parameters<Reconcile['client']['patch']>[2]['body'];
  const written = r.client.patch('PersistentVolumeClaim', { namespace, name }, { type: 'merge', subresource: 'status', body });
  return written.ok ? undefined : { error: written.status.message ?? 'patch failed' };
}
