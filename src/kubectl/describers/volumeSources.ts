/** Volumes of clouds and storage systems: which of their fields are told, under which titles. upstream: print*VolumeSource */

import { goPrint, type Value } from '../goTemplate/values.ts';

/** Titles with the field's name (a path is told of persistent volumes only), and what stands for a field that is not there. */
interface Told {
  readonly type: string;
  readonly fields: readonly (readonly [title: string, field: string, absent?: string])[];
}

const readOnly = ['ReadOnly', 'readOnly', 'false'] as const;
const fsType = ['FSType', 'fsType', ''] as const;
const secret = ['SecretRef', 'secretRef', 'nil'] as const;

const sources: Readonly<Record<string, Told>> = {
  awsElasticBlockStore: {
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    fields: [['VolumeID', 'volumeID'], fsType, ['Partition', 'partition', '0'], readOnly],
  },
  gcePersistentDisk: {
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    fields: [['PDName', 'pdName'], fsType, ['Partition', 'partition', '0'], readOnly],
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    fields: [
      ['Repository', 'repository'],
      ['Revision', 'revision'],
    ],
  },
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    fields: [['EndpointsName', 'endpoints'], ['EndpointsNamespace', 'endpointsNamespace', '<unset>'], ['Path', 'path'], readOnly],
  },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    fields: [
      ['CephMonitors', 'monitors', '[]'],
      ['RBDImage', 'image'],
      fsType,
      ['RBDPool', 'pool'],
      ['RadosUser', 'user'],
      ['Keyring', 'keyring'],
      secret,
      readOnly,
    ],
  },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    fields: [['Monitors', 'monitors', '[]'], ['Path', 'path'], ['User', 'user'], ['SecretFile', 'secretFile'], secret, readOnly],
  },
  quobyte: {
    type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    fields: [['Registry', 'registry'], ['Volume', 'volume'], readOnly],
  },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', fields: [['VolumeID', 'volumeID']] },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    fields: [
      ['TargetPortal', 'targetPortal'],
      ['IQN', 'iqn'],
      ['Lun', 'lun', '0'],
      ['ISCSIInterface', 'iscsiInterface'],
      fsType,
      readOnly,
      ['Portals', 'portals', '[]'],
      ['DiscoveryCHAPAuth', 'chapAuthDiscovery', 'false'],
      ['SessionCHAPAuth', 'chapAuthSession', 'false'],
      secret,
      ['InitiatorName', 'initiatorName', '<none>'],
    ],
  },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    fields: [
      ['DiskName', 'diskName'],
      ['DiskURI', 'diskURI'],
      ['Kind', 'kind', 'Shared'],
      ['FSType', 'fsType', 'ext4'],
      ['CachingMode', 'cachingMode', 'ReadWrite'],
      readOnly,
    ],
  },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    fields: [['SecretName', 'secretName'], ['SecretNamespace', 'secretNamespace'], ['ShareName', 'shareName'], readOnly],
  },
  vsphereVolume: {
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    fields: [['VolumePath', 'volumePath'], fsType, ['StoragePolicyName', 'storagePolicyName']],
  },
  photonPersistentDisk: {
    type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    fields: [['PdID', 'pdID'], fsType],
  },
  cinder: {
    type: 'Cinder (a Persistent Disk resource in OpenStack)',
    fields: [['VolumeID', 'volumeID'], fsType, readOnly, secret],
  },
  storageos: {
    type: 'StorageOS (a StorageOS Persistent Disk resource)',
    fields: [['VolumeName', 'volumeName'], ['VolumeNamespace', 'volumeNamespace'], fsType, readOnly],
  },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    fields: [
      ['Gateway', 'gateway'],
      ['System', 'system'],
      ['Protection Domain', 'protectionDomain'],
      ['Storage Pool', 'storagePool'],
      ['Storage Mode', 'storageMode'],
      ['VolumeName', 'volumeName'],
      ['SecretName', 'secretRef.name'],
      ['SecretNamespace', 'secretRef.namespace'],
      fsType,
      readOnly,
    ],
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    fields: [['Driver', 'driver'], fsType, secret, readOnly, ['Options', 'options', 'map[]']],
  },
  fc: {
    type: 'FC (a Fibre Channel disk)',
    fields: [['TargetWWNs', 'targetWWNs'], ['LUN', 'lun', '<none>'], fsType, readOnly],
  },
  flocker: {
    type: 'Flocker (a Flocker volume mounted by the Flocker agent)',
    fields: [
      ['DatasetName', 'datasetName'],
      ['DatasetUUID', 'datasetUUID'],
    ],
  },
};

/** Title and value of each field that is told of a source, or nothing when there is none of these. */
export function sourceFields(
  volume: Readonly<Record<string, unknown>>,
  isPersistent: boolean,
): Readonly<Record<string, string>> | undefined {
  const name = Object.keys(sources).find((key) => volume[key] !== undefined);
  if (name === undefined) return undefined;
  const source = volume[name] as Readonly<Record<string, unknown>>;
  const { type, fields } = sources[name] as Told;
  const told = fields.filter(
    ([title, field]) => isPersistent || !(field.includes('.') || ['EndpointsNamespace', 'SecretNamespace'].includes(title)),
  );
  const rows = told.map(([title, field, absent = '']) => [title, valueText(name, valueAt(source, field), absent)]);
  return { Type: type, ...Object.fromEntries(rows) };
}

function valueAt(source: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], source);
}

function valueText(source: string, value: unknown, absent: string): string {
  if (value === undefined) return absent;
  if (Array.isArray(value)) return source === 'fc' ? value.join(', ') : `[${value.join(' ')}]`;
  if (absent === 'map[]') return goPrint(value as Value);
  if (typeof value === 'object' && value !== null) return goReference(value as Readonly<Record<string, unknown>>);
  return String(value);
}

/** A reference to a secret as Go prints it. */
function goReference({ name = '', namespace }: Readonly<Record<string, unknown>>): string {
  return `&${namespace === undefined ? 'LocalObjectReference' : 'SecretReference'}{Name:${String(name)},${namespace === undefined ? '' : `Namespace:${String(namespace)},`}}`;
}
