/** upstream: pkg/scheduler/framework/plugins/volumezone */
import { refuse, type Plugin } from '../framework.ts';
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
