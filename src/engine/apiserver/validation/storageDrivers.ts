/**
 * Drivers of storage, where they run, and what they attach.
 * upstream: pkg/apis/storage/validation/validation.go (ValidateCSIDriver, ValidateCSINode, ValidateVolumeAttachment)
 */
import type { CSIDriver, CSINode, VolumeAttachment } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1123Subdomain, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required, tooLong } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { byRule, notNegative, oneOf, type Errors } from './checks.ts';
import { driverName } from './volumeSources.ts';

type DriverSpec = CSIDriver['spec'];
type NodeDriver = CSINode['spec']['drivers'][number];

const immutable = 'field is immutable';

export function validateDriver({ spec }: CSIDriver): Errors {
  const errors: Errors = [];
  if (spec.attachRequired === undefined) errors.push(required('spec.attachedRequired'));
  if (spec.podInfoOnMount === undefined) errors.push(required('spec.podInfoOnMount'));
  if (spec.storageCapacity === undefined) errors.push(required('spec.storageCapacity'));
  if (spec.fsGroupPolicy !== undefined)
    oneOf(spec.fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType'], 'spec.fsGroupPolicy', errors);
  tokenRequests(spec.tokenRequests ?? [], errors);
  for (const mode of spec.volumeLifecycleModes ?? []) oneOf(mode, ['Ephemeral', 'Persistent'], 'spec.volumeLifecycleModes', errors);
  if (spec.seLinuxMount === undefined) errors.push(required('spec.seLinuxMount'));
  return errors;
}

function tokenRequests(requests: NonNullable<DriverSpec['tokenRequests']>, errors: Errors): void {
  for (const [i, { audience = '', expirationSeconds: seconds }] of requests.entries()) {
    const at = `spec.tokenRequests[${i}]`;
    if (requests.findIndex((other) => (other.audience ?? '') === audience) < i) errors.push(duplicate(`${at}.audience`, audience));
    if (seconds === undefined) continue;
    const here = `${at}.expirationSeconds`;
    if (seconds < 600) errors.push(invalidValue(here, seconds, 'may not specify a duration less than 10 minutes'));
    if (seconds > 2 ** 32) errors.push(invalidValue(here, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
}

/** What a driver once said of itself, under the names in which it is told. */
const fixed = [
  ['attachRequired', 'attachedRequired'],
  ['fsGroupPolicy', 'fsGroupPolicy'],
  ['podInfoOnMount', 'podInfoOnMount'],
] as const;

export function validateDriverUpdate(it: CSIDriver, old: CSIDriver): Errors {
  const errors = validateDriver(it);
  for (const [field, name] of fixed)
    if (it.spec[field] !== old.spec[field]) errors.push(invalidValue(`spec.${name}`, it.spec[field], immutable));
  const modes = it.spec.volumeLifecycleModes;
  if (!equalJson(modes ?? [], old.spec.volumeLifecycleModes ?? []))
    errors.push(invalidValue('spec.volumeLifecycleModes', goSyntax('[]storage.VolumeLifecycleMode', modes), immutable));
  return errors;
}

const NODE_ID_MAX = 192;

export function validateNodeDrivers({ spec }: CSINode): Errors {
  const errors: Errors = [];
  const names = new Set<string>();
  for (const [i, driver] of (spec.drivers ?? []).entries()) {
    const at = `spec.drivers[${i}]`;
    driverName(driver.name, `${at}.name`, errors);
    const id = driver.nodeID ?? '';
    if (id === '') errors.push(required(`${at}.nodeID`));
    else if (id.length > NODE_ID_MAX) errors.push(invalidValue(`${at}.nodeID`, id, `must be ${NODE_ID_MAX} characters or less`));
    notNegative(driver.allocatable?.count, `${at}.allocatable.count`, errors);
    topologyKeys(driver.topologyKeys ?? [], at, errors);
    if (names.has(driver.name)) errors.push(duplicate(`${at}.name`, driver.name));
    names.add(driver.name);
  }
  return errors;
}

function topologyKeys(keys: readonly string[], at: string, errors: Errors): void {
  for (const [i, key] of keys.entries()) {
    if (key === '') errors.push(required(at));
    if (keys.indexOf(key) < i) errors.push(duplicate(at, key));
    byRule(isQualifiedName, key, at, errors);
  }
}

export function validateNodeDriversUpdate(it: CSINode, old: CSINode): Errors {
  const errors = validateNodeDrivers(it);
  const before = new Map((old.spec.drivers ?? []).map((driver) => [driver.name, driver]));
  for (const driver of it.spec.drivers ?? []) {
    const was: NodeDriver | undefined = before.get(driver.name);
    if (was !== undefined && !equalJson(driver, was))
      errors.push(invalidValue('CSINodeDriver', goSyntax('storage.CSINodeDriver', driver), immutable));
  }
  return errors;
}

const METADATA_MAX = 256 * 1024;
const MESSAGE_MAX = 1024;

export function validateAttachment(it: VolumeAttachment): Errors {
  return [...attachment(it), ...validateAttachmentV1(it)];
}

/** What the stable version adds to it. upstream: ValidateVolumeAttachmentV1 */
export function validateAttachmentV1({ spec }: VolumeAttachment): Errors {
  const errors: Errors = [];
  driverName(spec.attacher, 'spec.attacher', errors);
  const name = spec.source?.persistentVolumeName;
  if (name !== undefined) byRule(isDNS1123Subdomain, name, 'spec.source.persistentVolumeName', errors);
  return errors;
}

export function attachment({ spec, status }: VolumeAttachment): Errors {
  const errors: Errors = [];
  if ((spec.attacher ?? '') === '') errors.push(required('spec.attacher'));
  const { persistentVolumeName: name, inlineVolumeSpec: inline } = spec.source ?? {};
  const oneOnly = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (name === undefined && inline === undefined) errors.push(required('spec.source', oneOnly));
  else if (name !== undefined && inline !== undefined) errors.push(forbiddenField('spec.source', oneOnly));
  else if (name === '') errors.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  byRule(isDNS1123Subdomain, spec.nodeName ?? '', 'spec.nodeName', errors);
  const size = Object.entries(status?.attachmentMetadata ?? {}).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  if (size > METADATA_MAX) errors.push(tooLong('status.attachmentMetadata', METADATA_MAX));
  // Upstream tells the larger limit.
  for (const field of ['attachError', 'detachError'] as const)
    if ((status?.[field]?.message ?? '').length > MESSAGE_MAX) errors.push(tooLong(`status.${field}.message`, METADATA_MAX));
  return errors;
}

export function validateAttachmentUpdate(it: VolumeAttachment, old: VolumeAttachment): Errors {
  const errors = attachment(it);
  if (!equalJson(it.spec, old.spec)) errors.push(invalidValue('spec', goSyntax('storage.VolumeAttachmentSpec', it.spec), immutable));
  return errors;
}
