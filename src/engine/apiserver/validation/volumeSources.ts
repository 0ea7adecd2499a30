/**
 * Where a volume's data lives, as pods and persistent volumes say it alike.
 * upstream: pkg/apis/core/validation/validation.go (validateVolumeSource, ValidatePersistentVolumeSpec)
 */
import type { PersistentVolume, Volume } from '#api/kinds.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { invalidValue, notSupported, required, tooLong } from '../fieldError.ts';
import { byRule, named, needed, noBacksteps, oneOf, type Errors } from './checks.ts';
import { goList } from './goValues.ts';

type VolumeSpec = PersistentVolume['spec'];
type Both = Volume & VolumeSpec;
type Shared = keyof Volume & keyof VolumeSpec;

export type SourceCheck<T> = (source: NonNullable<T>, at: string, errors: Errors) => void;

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** Each of these fields has to be there. */
function needs<F extends string>(...fields: readonly F[]) {
  return (source: { readonly [K in F]?: string }, at: string, errors: Errors): void => {
    for (const field of fields) needed(source[field], `${at}.${field}`, errors);
  };
}

/** A small number: of a partition, of a logical unit. */
function byteRange(value: number | undefined, at: string, errors: Errors): void {
  if (value !== undefined && (value < 0 || value > 255)) errors.push(invalidValue(at, value, 'must be between 0 and 255, inclusive'));
}

/** A list that is always written is null where it was not given. */
function isEmpty(list: readonly unknown[] | null | undefined): boolean {
  return (list ?? []).length === 0;
}

function secretName(ref: { readonly name?: string } | undefined, at: string, errors: Errors): void {
  if (ref !== undefined) needed(ref.name, `${at}.name`, errors);
}

/** A driver's name, in small letters a domain. upstream: ValidateCSIDriverName */
export function driverName(name: string | undefined, at: string, errors: Errors): void {
  const text = name ?? '';
  if (text === '') errors.push(required(at));
  if (text.length > 63) errors.push(tooLong(at, 63));
  for (const message of isDNS1123Subdomain(text.toLowerCase())) errors.push(invalidValue(at, text, message));
}

export const sharedSources: { readonly [S in Shared]?: SourceCheck<Both[S]> } = {
  hostPath: ({ path = '', type }, at, errors) => {
    if (path === '') errors.push(required(`${at}.path`));
    else noBacksteps(path, `${at}.path`, errors);
    oneOf(type, hostPathTypes, `${at}.type`, errors);
  },
  gcePersistentDisk: ({ pdName, partition }, at, errors) => {
    needed(pdName, `${at}.pdName`, errors);
    byteRange(partition, `${at}.partition`, errors);
  },
  awsElasticBlockStore: ({ volumeID, partition }, at, errors) => {
    needed(volumeID, `${at}.volumeID`, errors);
    byteRange(partition, `${at}.partition`, errors);
  },
  nfs: ({ server, path = '' }, at, errors) => {
    needed(server, `${at}.server`, errors);
    needed(path, `${at}.path`, errors);
    if (!path.startsWith('/')) errors.push(invalidValue(`${at}.path`, path, 'must be an absolute path'));
  },
  iscsi,
  glusterfs: needs('endpoints', 'path'),
  rbd: ({ monitors, image }, at, errors) => {
    if (isEmpty(monitors)) errors.push(required(`${at}.monitors`));
    needed(image, `${at}.image`, errors);
  },
  cinder: ({ volumeID, secretRef }, at, errors) => {
    needed(volumeID, `${at}.volumeID`, errors);
    secretName(secretRef, `${at}.secretRef`, errors);
  },
  cephfs: ({ monitors }, at, errors) => {
    if (isEmpty(monitors)) errors.push(required(`${at}.monitors`));
  },
  flocker: ({ datasetName = '', datasetUUID = '' }, at, errors) => {
    if (datasetName === '' && datasetUUID === '') errors.push(required(at, 'one of datasetName and datasetUUID is required'));
    if (datasetName !== '' && datasetUUID !== '')
      errors.push(invalidValue(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    if (datasetName.includes('/')) errors.push(invalidValue(`${at}.datasetName`, datasetName, "must not contain '/'"));
  },
  fc: ({ targetWWNs = [], wwids = [], lun }, at, errors) => {
    const here = `${at}.targetWWNs`;
    if (targetWWNs.length === 0 && wwids.length === 0) errors.push(required(here, 'must specify either targetWWNs or wwids, but not both'));
    if (targetWWNs.length > 0 && wwids.length > 0)
      errors.push(invalidValue(here, { printed: goList(targetWWNs) }, 'targetWWNs and wwids can not be specified simultaneously'));
    if (targetWWNs.length > 0 && lun === undefined) errors.push(required(`${at}.lun`, 'lun is required if targetWWNs is specified'));
    if (targetWWNs.length > 0) byteRange(lun, `${at}.lun`, errors);
  },
  flexVolume: ({ driver, options = {} }, at, errors) => {
    needed(driver, `${at}.driver`, errors);
    for (const key of Object.keys(options)) {
      const space = `.${(key.includes('/') ? (key.split('/')[0] ?? '') : key).toLowerCase()}`;
      if (space.endsWith('.kubernetes.io') || space.endsWith('.k8s.io'))
        errors.push(invalidValue(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
    }
  },
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk,
  quobyte,
  storageos: ({ volumeName, volumeNamespace = '', secretRef }, at, errors) => {
    named(isDNS1123Label, volumeName, `${at}.volumeName`, errors);
    if (volumeNamespace !== '') byRule(isDNS1123Label, volumeNamespace, `${at}.volumeNamespace`, errors);
    secretName(secretRef, `${at}.secretRef`, errors);
  },
  scaleIO: needs('gateway', 'system', 'volumeName'),
};

const iscsiNames: readonly (readonly [start: string, format: RegExp])[] = [
  ['iqn', /^iqn\.\d{4}-\d{2}\.[A-Za-z0-9\-.]+(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];

function iscsiName(name: string, at: string, errors: Errors): void {
  const kind = iscsiNames.find(([start]) => name.startsWith(start));
  if (kind === undefined) errors.push(invalidValue(at, name, 'must be valid format starting with iqn, eui, or naa'));
  else if (!kind[1].test(name)) errors.push(invalidValue(at, name, 'must be valid format'));
}

function iscsi(source: NonNullable<Volume['iscsi']>, at: string, errors: Errors): void {
  const { targetPortal, iqn = '', lun, secretRef, initiatorName, chapAuthDiscovery, chapAuthSession } = source;
  needed(targetPortal, `${at}.targetPortal`, errors);
  if (iqn === '') errors.push(required(`${at}.iqn`));
  else iscsiName(iqn, `${at}.iqn`, errors);
  byteRange(lun, `${at}.lun`, errors);
  if ((chapAuthDiscovery === true || chapAuthSession === true) && secretRef === undefined) errors.push(required(`${at}.secretRef`));
  if (initiatorName !== undefined) iscsiName(initiatorName, `${at}.initiatorname`, errors);
}

const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

function azureDisk(source: NonNullable<Volume['azureDisk']>, at: string, errors: Errors): void {
  const { diskName, diskURI = '', cachingMode, kind } = source;
  needed(diskName, `${at}.diskName`, errors);
  needed(diskURI, `${at}.diskURI`, errors);
  if (cachingMode !== undefined) oneOf(cachingMode, ['None', 'ReadOnly', 'ReadWrite'], `${at}.cachingMode`, errors);
  if (kind === undefined) return;
  oneOf(kind, ['Dedicated', 'Managed', 'Shared'], `${at}.kind`, errors);
  const [start, form] = kind === 'Managed' ? ['/subscriptions/', managedDisk] : ['https://', blobDisk];
  if (!diskURI.startsWith(start)) errors.push(notSupported(`${at}.diskURI`, diskURI, [form]));
}

function quobyte(source: NonNullable<Volume['quobyte']>, at: string, errors: Errors): void {
  const { registry = '', tenant = '', volume } = source;
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') errors.push(required(`${at}.registry`, pairs));
  else if (tenant.length >= 65) errors.push(required(`${at}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  else
    for (const pair of registry.split(','))
      if (!/^(\[[^\]]*\]|[^:[\]]*):[^:]*$/.test(pair)) errors.push(invalidValue(`${at}.registry`, registry, pairs));
  needed(volume, `${at}.volume`, errors);
}
