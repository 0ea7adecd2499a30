/**
 * The attachers of all installed drivers: at the sight of a VolumeAttachment the disk is brought to its node, and taken away before the
 * object may go. A disk that may be at one node only is not brought to a second.
 * Owns the status and the finalizers of VolumeAttachments, and a finalizer of volumes that were ever attached.
 * Reads VolumeAttachments, volumes, CSINodes. Writes the first two.
 * upstream: kubernetes-csi/external-attacher/pkg/controller/csi_handler.go
 */
import type { PersistentVolume, VolumeAttachment } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf } from '#api/meta.ts';
import type { Result } from '#api/request.ts';
import { isNotFound } from '../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../client/controller.ts';
import type { Delta, Lister } from '../client/informer.ts';
import { attacherFinalizer, mayAttachTwice } from '../helpers/attachment.ts';
import { drivers } from '../helpers/csiDrivers.ts';

/** A storage backend takes about this long. */
const attachMs = 1_200;
const detachMs = 800;
const nodeIdKey = 'csi.alpha.kubernetes.io/node-id';

/** Plain data. */
interface Memory {
  /** Attachment -> since when the backend works on it. */
  readonly begun: Map<string, number>;
  /** Volume -> nodes that it was brought to, which the caches may not show yet. */
  readonly at: Map<string, Set<string>>;
}

type Does = Reconcile<Memory>;

/** Keys are `attachment:name` and `volume:name`. */
export const attacher = controller<Memory>({
  name: 'external-attacher',
  eventSource: 'external-attacher',
  watches: [
    { kind: 'VolumeAttachment', keys: ofAttachment },
    { kind: 'PersistentVolume', keys: ofVolume },
    { kind: 'CSINode', keys: () => [] },
  ],
  memory: () => ({ begun: new Map(), at: new Map() }),
  reconcile(item: string, r: Does): Outcome | undefined {
    const name = item.slice(item.indexOf(':') + 1);
    return item.startsWith('volume:') ? letVolumeGo(name, r) : syncAttachment(name, r);
  },
});

function ofAttachment({ type, object }: Delta, see: Lister): readonly string[] {
  const { spec, metadata } = object as unknown as VolumeAttachment;
  if (!drivers.has(spec.attacher)) return [];
  const volume = spec.source.persistentVolumeName ?? '';
  if (type === 'DELETED') return see.get('PersistentVolume', volume)?.metadata.deletionTimestamp === undefined ? [] : [`volume:${volume}`];
  return [`attachment:${metadata.name}`];
}

function ofVolume({ type, object }: Delta): readonly string[] {
  return type === 'DELETED' || object.metadata.deletionTimestamp === undefined ? [] : [`volume:${keyOf(object)}`];
}

function syncAttachment(name: string, r: Does): Outcome | undefined {
  const attachment = r.see.get('VolumeAttachment', name);
  if (attachment === undefined) return void r.memory.begun.delete(name);
  if (attachment.metadata.deletionTimestamp !== undefined) return detach(attachment, r);
  return attachment.status?.attached === true ? void r.memory.begun.delete(name) : attach(attachment, r);
}

/** Undefined when the backend has had its time. */
function working({ metadata: { name, deletionTimestamp } }: VolumeAttachment, takesMs: number, r: Does): Outcome | undefined {
  const key = deletionTimestamp === undefined ? name : `${name}/gone`;
  const since = r.memory.begun.get(key) ?? r.now;
  r.memory.begun.set(key, since);
  const left = since + takesMs - r.now;
  if (left > 0) return { requeueAfterMs: left, why: 'the storage backend has answered' };
  r.memory.begun.delete(key);
  return undefined;
}

function attach(found: VolumeAttachment, r: Does): Outcome | undefined {
  const { attacher: driver, nodeName, source } = found.spec;
  const volume = r.see.get('PersistentVolume', source.persistentVolumeName ?? '');
  if (volume === undefined)
    return refuse(found, `could not add PersistentVolume finalizer: persistentvolume "${source.persistentVolumeName ?? ''}" not found`, r);
  const node = r.see.get('CSINode', nodeName)?.spec.drivers?.find(({ name }) => name === driver);
  if (node === undefined) return refuse(found, `CSINode ${nodeName} does not contain driver ${driver}`, r);
  const marked = mark(found, node.nodeID, r);
  if (!marked.ok) return { error: marked.status.message ?? 'update failed' };
  const kept = keep(volume, driver, r);
  if (!kept.ok) return { error: kept.status.message ?? 'update failed' };
  const wait = working(found, attachMs, r);
  if (wait !== undefined) return wait;
  const elsewhere = mayAttachTwice(volume) ? undefined : otherNode(found, r);
  if (elsewhere !== undefined) {
    const handle = volume.spec.csi?.volumeHandle ?? volume.metadata.name;
    return refuse(marked.value, `rpc error: code = FailedPrecondition desc = volume ${handle} is already attached to node ${elsewhere}`, r);
  }
  const { attachError: _error, ...status } = marked.value.status ?? { attached: false };
  const written = r.client.updateStatus('VolumeAttachment', { ...marked.value, status: { ...status, attached: true } });
  if (!written.ok) return { error: written.status.message ?? 'update failed' };
  nodesOf(volume.metadata.name, r).add(nodeName);
  return undefined;
}

function nodesOf(volume: string, { memory }: Does): Set<string> {
  let nodes = memory.at.get(volume);
  if (nodes === undefined) memory.at.set(volume, (nodes = new Set()));
  return nodes;
}

/** Where the disk is now, if it is at another node than this one. */
function otherNode({ spec, metadata }: VolumeAttachment, r: Does): string | undefined {
  const volume = spec.source.persistentVolumeName ?? '';
  const other = r.see
    .by('VolumeAttachment', 'volume', volume)
    .find((it) => it.metadata.name !== metadata.name && it.status?.attached === true);
  return other?.spec.nodeName ?? [...nodesOf(volume, r)].find((node) => node !== spec.nodeName);
}

/** The object stays until the disk was taken away, and says as whom the driver knows the node. */
function mark(found: VolumeAttachment, nodeId: string, r: Does): Result<VolumeAttachment> {
  const finalizer = attacherFinalizer(found.spec.attacher);
  const { finalizers = [], annotations } = found.metadata;
  if (finalizers.includes(finalizer) && annotations?.[nodeIdKey] === nodeId) return { ok: true, value: found };
  const metadata = {
    ...found.metadata,
    annotations: { ...annotations, [nodeIdKey]: nodeId },
    finalizers: [...finalizers.filter((it) => it !== finalizer), finalizer],
  };
  return r.client.update('VolumeAttachment', { ...found, metadata });
}

/** A volume stays as long as it may be attached anywhere. */
function keep(volume: PersistentVolume, driver: string, r: Does): Result<PersistentVolume> {
  const finalizer = attacherFinalizer(driver);
  const { finalizers = [], name } = volume.metadata;
  if (finalizers.includes(finalizer)) return { ok: true, value: volume };
  return r.client.patch('PersistentVolume', { name }, { type: 'merge', body: { metadata: { finalizers: [...finalizers, finalizer] } } });
}

/** The driver says why it cannot, and tries again later. */
function refuse(found: VolumeAttachment, message: string, r: Does): Outcome {
  if (found.status?.attachError?.message !== message) {
    const status = { ...found.status, attached: false, attachError: { message, time: formatTime(r.wallMs) } };
    r.client.updateStatus('VolumeAttachment', { ...found, status });
  }
  return { error: message };
}

function detach(found: VolumeAttachment, r: Does): Outcome | undefined {
  const finalizer = attacherFinalizer(found.spec.attacher);
  const { finalizers = [] } = found.metadata;
  if (!finalizers.includes(finalizer)) return undefined;
  const wait = working(found, detachMs, r);
  if (wait !== undefined) return wait;
  const { attachError: _attach, detachError: _detach, ...status } = found.status ?? { attached: false };
  const told = r.client.updateStatus('VolumeAttachment', { ...found, status: { ...status, attached: false } });
  if (!told.ok) return isNotFound(told.status) ? undefined : { error: told.status.message ?? 'update failed' };
  nodesOf(found.spec.source.persistentVolumeName ?? '', r).delete(found.spec.nodeName);
  const metadata = { ...told.value.metadata, finalizers: finalizers.filter((it) => it !== finalizer) };
  const freed = r.client.update('VolumeAttachment', { ...told.value, metadata });
  return freed.ok || isNotFound(freed.status) ? undefined : { error: freed.status.message ?? 'update failed' };
}

/** A volume that is to go is let go when it is attached nowhere. */
function letVolumeGo(name: string, r: Does): Outcome | undefined {
  const volume = r.see.get('PersistentVolume', name);
  const driver = volume?.spec.csi?.driver;
  if (volume === undefined || driver === undefined || volume.metadata.deletionTimestamp === undefined) return undefined;
  const finalizer = attacherFinalizer(driver);
  const { finalizers = [] } = volume.metadata;
  if (!finalizers.includes(finalizer) || r.see.by('VolumeAttachment', 'volume', name).length > 0) return undefined;
  r.memory.at.delete(name);
  const left = finalizers.filter((it) => it !== finalizer);
  const freed = r.client.patch('PersistentVolume', { name }, { type: 'merge', body: { metadata: { finalizers: left } } });
  return freed.ok || isNotFound(freed.status) ? undefined : { error: freed.status.message ?? 'patch failed' };
}
