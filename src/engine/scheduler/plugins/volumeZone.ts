/** upstream: pkg/scheduler/framework/plugins/volumezone */
import type { Lister } from '../../client/informer.ts';
import { refuse, type Plugin } from '../framework.ts';
import { classOfClaim } from '../../helpers/volumeMatch.ts';
import { claimNames } from '../../helpers/podClaims.ts';

/** Each label of a volume, and the older or newer name of the same thing on a node. */
const topologyLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone': 'failure-domain.beta.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'failure-domain.beta.kubernetes.io/region',
};

export const volumeZone: Plugin = {
  name: 'VolumeZone',
  events: [
    'StorageClass/Add',
    'Node/Add',
    'Node/UpdateLabel',
    'PersistentVolumeClaim/Add',
    'PersistentVolume/Add',
    'PersistentVolume/Update',
  ],
  preFilter({ pod, see }) {
    for (const name of claimNames(pod)) {
      const why = whyUnknown(`${pod.metadata.namespace ?? ''}/${name}`, name, see);
      if (why !== undefined) return refuse(why);
    }
    return undefined;
  },
  applies: ({ pod }) => claimNames(pod).length > 0,
  filter({ pod, see }, { node }) {
    const labels = node.metadata.labels ?? {};
    if (!Object.keys(topologyLabels).some((key) => labels[key] !== undefined)) return undefined;
    for (const name of claimNames(pod)) {
      const claim = see.get('PersistentVolumeClaim', `${pod.metadata.namespace ?? ''}/${name}`);
      const volume = see.get('PersistentVolume', claim?.spec.volumeName ?? '');
      for (const key of Object.keys(topologyLabels)) {
        const zones = volume?.metadata.labels?.[key];
        if (zones === undefined) continue;
        const here = labels[key] ?? labels[topologyLabels[key]!];
        if (here === undefined || !zones.split('__').includes(here)) return refuse('node(s) had no available volume zone');
      }
    }
    return undefined;
  },
};

/** Why it cannot be told where a claim's volume is; a claim that waits for its first consumer has none yet. */
function whyUnknown(key: string, name: string, see: Lister): string | undefined {
  const claim = see.get('PersistentVolumeClaim', key);
  if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
  const volume = claim.spec.volumeName ?? '';
  if (volume !== '') return see.get('PersistentVolume', volume) === undefined ? `persistentvolume "${volume}" not found` : undefined;
  const className = classOfClaim(claim);
  if (className === '') return 'PersistentVolumeClaim had no pv name and storageClass name';
  const storageClass = see.get('StorageClass', className);
  if (storageClass === undefined) return `unable to find storage class: ${className}`;
  if (storageClass.volumeBindingMode === undefined) return `VolumeBindingMode not set for StorageClass "${className}"`;
  return storageClass.volumeBindingMode === 'WaitForFirstConsumer' ? undefined : 'PersistentVolume had no name';
}
