/** upstream: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go */
import type { Pod } from '#api/kinds.ts';
import type { Lister } from '../../client/informer.ts';
import { refuse, type Plugin } from '../framework.ts';
import { claimNames } from '../../helpers/podClaims.ts';

/** A node takes only so many volumes of a driver as its CSINode says; nodes that say nothing take any number. */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  events: ['CSINode/Add', 'Pod/Delete'],
  applies: ({ pod }) => claimNames(pod).length > 0,
  filter({ pod, see }, node) {
    const drivers = see.get('CSINode', node.name)?.spec.drivers ?? [];
    const limits = new Map(
      drivers.flatMap(({ name, allocatable }) => (allocatable?.count === undefined ? [] : [[name, allocatable.count]])),
    );
    if (limits.size === 0) return undefined;
    const asked = volumesOf(pod, see);
    const attached = new Map<string, string>();
    for (const placed of node.pods.values()) for (const [volume, driver] of volumesOf(placed.pod, see)) attached.set(volume, driver);
    for (const [volume, driver] of asked) if (!attached.has(volume)) attached.set(volume, driver);
    for (const driver of new Set(asked.values())) {
      const limit = limits.get(driver);
      const count = [...attached.values()].filter((it) => it === driver).length;
      if (limit !== undefined && count > limit) return refuse('node(s) exceed max volume count', true);
    }
    return undefined;
  },
};

/** `driver/handle` of every volume a pod mounts through a driver -> the driver. */
function volumesOf(pod: Pod, see: Lister): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  for (const name of claimNames(pod)) {
    const key = `${pod.metadata.namespace ?? ''}/${name}`;
    const claim = see.get('PersistentVolumeClaim', key);
    if (claim === undefined) continue;
    const csi = see.get('PersistentVolume', claim.spec.volumeName ?? '')?.spec.csi;
    const driver = csi?.driver ?? see.get('StorageClass', claim.spec.storageClassName ?? '')?.provisioner;
    if (driver !== undefined) volumes.set(`${driver}/${csi?.volumeHandle ?? key}`, driver);
  }
  return volumes;
}
