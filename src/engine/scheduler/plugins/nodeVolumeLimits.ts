/** upstream: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go */
import type { Pod } from '#api/kinds.ts';
import type { Lister } from '../../client/informer.ts';
import { refuse, type NodeInfo, type Plugin } from '../framework.ts';
import { claimBehind, diskOf, diskOfProvisioner, mayAttach, migratedOn, tooMany, type Claimed } from './attachable.ts';

const limitPrefix = 'attachable-volumes-csi-';

/** A node takes only so many volumes of a driver as its CSINode or its own resources say; nodes that say nothing take any number. */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  events: ['CSINode/Add', 'Pod/Delete', 'PersistentVolumeClaim/Add'],
  applies: ({ pod }) => mayAttach(pod),
  filter({ pod, see }, node) {
    const migrated = migratedOn(node.name, see);
    const asked = volumesOf(pod, { see, migrated, isNew: true });
    if ('missing' in asked) return refuse(asked.missing);
    if (asked.drivers.size === 0) return undefined;
    const limits = limitsOf(node, see);
    if (limits.size === 0) return undefined;
    const attached = new Map<string, string>();
    for (const placed of node.pods.values()) {
      const there = volumesOf(placed.pod, { see, migrated, isNew: false });
      if ('missing' in there) return refuse(there.missing);
      for (const [volume, driver] of there.drivers) attached.set(volume, driver);
    }
    const added = new Set([...asked.drivers].filter(([volume]) => !attached.has(volume)).map(([, driver]) => driver));
    for (const [volume, driver] of asked.drivers) attached.set(volume, driver);
    for (const driver of added) {
      const limit = limits.get(driver);
      const count = [...attached.values()].filter((it) => it === driver).length;
      if (limit !== undefined && count > limit) return refuse(tooMany, true);
    }
    return undefined;
  },
};

function limitsOf(node: NodeInfo, see: Lister): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const [name, count] of Object.entries(node.allocatable.scalar))
    if (name.startsWith(limitPrefix)) limits.set(name.slice(limitPrefix.length), count);
  for (const { name, allocatable } of see.get('CSINode', node.name)?.spec.drivers ?? [])
    if (allocatable?.count !== undefined) limits.set(name, allocatable.count);
  return limits;
}

interface Asking {
  readonly see: Lister;
  /** Kinds of disks that the node leaves to their drivers. */
  readonly migrated: ReadonlySet<string>;
  readonly isNew: boolean;
}

type Drivers = { readonly drivers: ReadonlyMap<string, string> } | { readonly missing: string };

/** `driver/handle` of every volume a pod mounts through a driver -> the driver. */
function volumesOf(pod: Pod, asking: Asking): Drivers {
  const drivers = new Map<string, string>();
  for (const volume of pod.spec.volumes ?? []) {
    const claimed = claimBehind(pod, volume, asking.see);
    if (claimed?.missing !== undefined) {
      if (asking.isNew || volume.ephemeral !== undefined) return { missing: claimed.missing };
      continue;
    }
    const inline = claimed === undefined ? diskOf(volume) : undefined;
    const found = claimed !== undefined ? driverBehind(claimed, asking) : inline === undefined ? undefined : takenOver(inline, asking);
    if (found !== undefined) drivers.set(`${found.driver}/${found.handle}`, found.driver);
  }
  return { drivers };
}

interface Driven {
  readonly driver: string;
  readonly handle: string;
}

/** A claim without a volume will get one from its class's driver. */
function driverBehind({ key, claim, volume }: Claimed, asking: Asking): Driven | undefined {
  const { csi } = volume?.spec ?? {};
  if (csi !== undefined) return { driver: csi.driver, handle: csi.volumeHandle };
  if (volume !== undefined) {
    const inTree = diskOf(volume.spec);
    return inTree === undefined ? undefined : takenOver(inTree, asking);
  }
  const provisioner = asking.see.get('StorageClass', claim?.spec.storageClassName ?? '')?.provisioner;
  if (provisioner === undefined) return undefined;
  const disk = diskOfProvisioner(provisioner);
  return disk === undefined ? { driver: provisioner, handle: key } : takenOver({ disk, id: key }, asking);
}

/** A disk of the tree counts for its driver where that has taken over. */
function takenOver({ disk, id }: NonNullable<ReturnType<typeof diskOf>>, { migrated }: Asking): Driven | undefined {
  return migrated.has(disk.provisioner) ? { driver: disk.driver, handle: id } : undefined;
}
