/**
 * A node takes only so many disks of each kind that came with the tree; where their driver has taken over, it counts.
 * upstream: pkg/scheduler/framework/plugins/nodevolumelimits/non_csi.go
 */
import type { Pod } from '#api/kinds.ts';
import type { Lister } from '../../client/informer.ts';
import { refuse, type NodeInfo, type Plugin } from '../framework.ts';
import {
  amazonDisk,
  azureDisk,
  claimBehind,
  googleDisk,
  mayAttach,
  migratedOn,
  tooMany,
  type Claimed,
  type InTreeDisk,
} from './attachable.ts';

export const ebsLimits = limitsOf('EBSLimits', amazonDisk);
export const gcePdLimits = limitsOf('GCEPDLimits', googleDisk);
export const azureDiskLimits = limitsOf('AzureDiskLimits', azureDisk);

function limitsOf(name: string, disk: InTreeDisk): Plugin {
  return {
    name,
    events: ['Node/Add', 'Pod/Delete', 'PersistentVolumeClaim/Add'],
    applies: ({ pod }) => mayAttach(pod, [disk]),
    filter({ pod, see }, node) {
      const brought = disksOf(pod, disk, { see, isNew: true });
      if ('missing' in brought) return refuse(brought.missing);
      if (brought.ids.size === 0 || migratedOn(node.name, see).has(disk.provisioner)) return undefined;
      const there = new Set<string>();
      for (const placed of node.pods.values()) {
        const known = disksOf(placed.pod, disk, { see, isNew: false });
        if ('missing' in known) return refuse(known.missing);
        for (const id of known.ids) there.add(id);
      }
      const added = [...brought.ids].filter((id) => !there.has(id)).length;
      return there.size + added > limitOn(node, disk) ? refuse(tooMany, true) : undefined;
    },
  };
}

/** Amazon's newer machines take fewer. */
const fewer = /^[cmr]5.*|t3|z1d/;

function limitOn({ node, allocatable }: NodeInfo, disk: InTreeDisk): number {
  const told = allocatable.scalar[disk.limitKey];
  if (told !== undefined) return told;
  const labels = node.metadata.labels ?? {};
  const machine = labels['node.kubernetes.io/instance-type'] ?? labels['beta.kubernetes.io/instance-type'] ?? '';
  return disk === amazonDisk && fewer.test(machine) ? 25 : disk.usualLimit;
}

interface Asking {
  readonly see: Lister;
  /** What the claims of a pod that comes lack is an error; a pod that is there counts for the worst. */
  readonly isNew: boolean;
}

function disksOf(pod: Pod, disk: InTreeDisk, { see, isNew }: Asking): { readonly ids: ReadonlySet<string> } | { readonly missing: string } {
  const ids = new Set<string>();
  for (const volume of pod.spec.volumes ?? []) {
    const own = disk.idOf(volume);
    if (own !== undefined) ids.add(own);
    const claimed = own === undefined ? claimBehind(pod, volume, see) : undefined;
    if (claimed === undefined) continue;
    const isAbsent = claimed.claim === undefined;
    if (isAbsent && (isNew || volume.ephemeral !== undefined)) return { missing: claimed.missing ?? '' };
    const id = isAbsent ? claimed.key : idBehind(claimed, disk, see);
    if (id !== undefined) ids.add(id);
  }
  return { ids };
}

/** A claim without a volume counts when its class makes disks of this kind. */
function idBehind({ key, claim, volume }: Claimed, disk: InTreeDisk, see: Lister): string | undefined {
  if (volume !== undefined) return disk.idOf(volume.spec);
  return see.get('StorageClass', claim?.spec.storageClassName ?? '')?.provisioner === disk.provisioner ? key : undefined;
}
