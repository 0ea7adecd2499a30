/** A volume goes to a node. upstream: reconciler/reconciler.go (attachDesiredVolumes), operation_generator.go (GenerateAttachVolumeFunc) */
import type { PersistentVolume, Pod, VolumeAttachment } from '#api/kinds.ts';
import { isAlreadyExists } from '#engine/client/client.ts';
import type { Outcome } from '#engine/client/controller.ts';
import { attachmentName, mayAttachTwice, uniqueVolumeName } from '#engine/helpers/attachment.ts';
import { messageOf } from '../common/claim.ts';
import { isManaged } from './desired.ts';
import { multiAttachMessage } from './multiAttach.ts';
import { isReported, reportAttached } from './report.ts';
import { planRetry, recordOf, type AtNode, type Does, type Records } from './state.ts';

/** So long a driver may take; upstream's csiTimeout. */
const patienceMs = 120_000;

export interface Attaching {
  readonly volume: PersistentVolume;
  readonly node: string;
  readonly pods: readonly Pod[];
  readonly desired: ReadonlyMap<string, readonly Pod[]>;
  /** Those that are made on the way are added. */
  readonly attachments: VolumeAttachment[];
  readonly records: Records;
}

export function attachTo(what: Attaching, r: Does): Outcome | undefined {
  const { volume, node, attachments, records } = what;
  const record = recordOf(records, node);
  delete record.unwantedMs;
  const known = r.see.get('Node', node);
  if (known !== undefined && !isManaged(known)) return undefined;
  if (known !== undefined) record.mounted = known.status.volumesInUse?.includes(uniqueVolumeName(volume.spec.csi!)) === true;
  const own = attachments.find(({ spec }) => spec.nodeName === node);
  if (own?.status?.attached === true && own.metadata.deletionTimestamp === undefined) return attached(what, record, r);
  if (!mayAttachTwice(volume) && isElsewhere(what, record, r)) return undefined;
  if (known === undefined) return undefined;
  return own === undefined ? create(what, record, r) : waitFor(what, { own, record }, r);
}

/** A volume that may be at one node only waits until it has left the other; whose pods it is kept from is told once. */
function isElsewhere({ volume, node, pods, desired, attachments }: Attaching, record: AtNode, r: Does): boolean {
  const others = attachments.filter(({ spec }) => spec.nodeName !== node);
  if (others.length === 0) return false;
  const held = others.filter(({ status, metadata }) => status?.attached === true && metadata.deletionTimestamp === undefined);
  if (held.length === 0 || record.multiAttachTold === true) return true;
  record.multiAttachTold = true;
  const users = held.flatMap(({ spec }) => desired.get(spec.nodeName) ?? []);
  for (const pod of pods) {
    const message = `Multi-Attach error for volume "${volume.metadata.name}" ${multiAttachMessage(pod, users)}`;
    r.event({ object: pod, type: 'Warning', reason: 'FailedAttachVolume', message });
  }
  return true;
}

function attached({ volume, node, pods }: Attaching, record: AtNode, r: Does): Outcome | undefined {
  delete record.retry;
  delete record.attachUntilMs;
  delete record.multiAttachTold;
  const name = uniqueVolumeName(volume.spec.csi!);
  if (isReported(name, node, r)) return undefined;
  const refused = reportAttached(name, node, r);
  if (refused !== undefined) return { error: refused };
  const message = `AttachVolume.Attach succeeded for volume "${volume.metadata.name}" `;
  for (const pod of pods) r.event({ object: pod, type: 'Normal', reason: 'SuccessfulAttachVolume', message });
  return undefined;
}

function create(what: Attaching, record: AtNode, r: Does): Outcome | undefined {
  const { volume, node } = what;
  const left = (record.retry?.atMs ?? 0) - r.now;
  if (left > 0) return { requeueAfterMs: left, why: 'the attachment is tried again' };
  const source = volume.spec.csi!;
  const name = attachmentName(source, node);
  const created = r.client.create('VolumeAttachment', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name },
    spec: { attacher: source.driver, nodeName: node, source: { persistentVolumeName: volume.metadata.name } },
  });
  const made = !created.ok && isAlreadyExists(created.status) ? r.client.get('VolumeAttachment', undefined, name) : created;
  if (!made.ok) return fail(what, { record, problem: messageOf(made.status) }, r);
  what.attachments.push(made.value);
  record.attachUntilMs = r.now + patienceMs;
  return { requeueAfterMs: patienceMs, why: 'the driver has had time to attach' };
}

interface Waited {
  readonly own: VolumeAttachment;
  readonly record: AtNode;
}

/** The driver has not attached it yet, or says why it cannot. An attachment that is being deleted is waited out. */
function waitFor(what: Attaching, { own, record }: Waited, r: Does): Outcome | undefined {
  const left = (record.retry?.atMs ?? 0) - r.now;
  if (left > 0) return { requeueAfterMs: left, why: 'the attachment is looked at again' };
  if (own.metadata.deletionTimestamp !== undefined) return fail(what, { record, problem: 'volume attachment is being deleted' }, r);
  const problem = own.status?.attachError?.message;
  if (problem !== undefined) return fail(what, { record, problem }, r);
  record.attachUntilMs ??= r.now + patienceMs;
  if (r.now < record.attachUntilMs) return { requeueAfterMs: record.attachUntilMs - r.now, why: 'the driver has had time to attach' };
  delete record.attachUntilMs;
  const { driver, volumeHandle } = what.volume.spec.csi!;
  return fail(
    what,
    { record, problem: `timed out waiting for external-attacher of ${driver} CSI driver to attach volume ${volumeHandle}` },
    r,
  );
}

function fail({ volume, pods }: Attaching, { record, problem }: { record: AtNode; problem: string }, r: Does): Outcome {
  const message = `AttachVolume.Attach failed for volume "${volume.metadata.name}" : ${problem}`;
  for (const pod of pods) r.event({ object: pod, type: 'Warning', reason: 'FailedAttachVolume', message });
  return { requeueAfterMs: planRetry(record, r.now), why: 'the attachment is tried again' };
}
