/**
 * Which disks a pod brings to its node, for the plugins that count them: by driver, or by the kind of disk of the tree.
 * upstream: pkg/scheduler/framework/plugins/nodevolumelimits, csi-translation-lib/plugins
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { isControlledBy } from '#api/machinery/ownerReferences.ts';
import type { Lister } from '../../client/informer.ts';
import { claimNameOf } from '../../helpers/podClaims.ts';

type Volume = NonNullable<Pod['spec']['volumes']>[number];
type Source = Pick<Volume, 'awsElasticBlockStore' | 'gcePersistentDisk' | 'azureDisk'>;

/** A kind of disk that came with the tree, and the driver that has taken it over. */
export interface InTreeDisk {
  readonly provisioner: string;
  readonly driver: string;
  /** The resource by which a node says how many it takes. */
  readonly limitKey: string;
  readonly usualLimit: number;
  idOf(source: Source): string | undefined;
}

export const amazonDisk: InTreeDisk = {
  provisioner: 'kubernetes.io/aws-ebs',
  driver: 'ebs.csi.aws.com',
  limitKey: 'attachable-volumes-aws-ebs',
  usualLimit: 39,
  idOf: ({ awsElasticBlockStore }) => awsElasticBlockStore?.volumeID,
};

export const googleDisk: InTreeDisk = {
  provisioner: 'kubernetes.io/gce-pd',
  driver: 'pd.csi.storage.gke.io',
  limitKey: 'attachable-volumes-gce-pd',
  usualLimit: 16,
  idOf: ({ gcePersistentDisk }) => gcePersistentDisk?.pdName,
};

export const azureDisk: InTreeDisk = {
  provisioner: 'kubernetes.io/azure-disk',
  driver: 'disk.csi.azure.com',
  limitKey: 'attachable-volumes-azure-disk',
  usualLimit: 16,
  idOf: (source) => source.azureDisk?.diskName,
};

const disks: readonly InTreeDisk[] = [amazonDisk, googleDisk, azureDisk];

export const tooMany = 'node(s) exceed max volume count';

const migratedPlugins = 'storage.alpha.kubernetes.io/migrated-plugins';

/** The kinds of disks that the node leaves to their drivers. */
export function migratedOn(node: string, see: Lister): ReadonlySet<string> {
  const text = see.get('CSINode', node)?.metadata.annotations?.[migratedPlugins] ?? '';
  return new Set(text.split(',').filter((name) => name !== ''));
}

/** Whether a pod mounts anything that could be attached. */
export function mayAttach({ spec }: Pod, mine: readonly InTreeDisk[] = disks): boolean {
  return (spec.volumes ?? []).some(
    (volume) =>
      volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined || mine.some((disk) => disk.idOf(volume) !== undefined),
  );
}

/** A volume of a pod by its claim: what is known of it, or why it cannot be. */
export interface Claimed {
  readonly key: string;
  readonly claim?: PersistentVolumeClaim;
  readonly volume?: PersistentVolume;
  /** The claim is not there, or is not the pod's own. */
  readonly missing?: string;
}

/** The claim behind a pod's volume; undefined when it has none. */
export function claimBehind(pod: Pod, volume: Volume, see: Lister): Claimed | undefined {
  const name = claimNameOf(pod, volume);
  if (name === undefined) return undefined;
  const key = `${pod.metadata.namespace ?? ''}/${name}`;
  const claim = see.get('PersistentVolumeClaim', key);
  if (claim === undefined) return { key, missing: `looking up PVC ${key}: persistentvolumeclaim "${name}" not found` };
  if (volume.ephemeral !== undefined && !isControlledBy(claim, pod)) {
    const owner = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
    return { key, missing: `PVC ${key} was not created for pod ${owner} (pod is not owner)` };
  }
  const found = see.get('PersistentVolume', claim.spec.volumeName ?? '');
  return { key, claim, ...(found === undefined ? {} : { volume: found }) };
}

/** The disk of the tree that a volume is, if it is one. */
export function diskOf(source: Source): { readonly disk: InTreeDisk; readonly id: string } | undefined {
  for (const disk of disks) {
    const id = disk.idOf(source);
    if (id !== undefined) return { disk, id };
  }
  return undefined;
}

export function diskOfProvisioner(provisioner: string): InTreeDisk | undefined {
  return disks.find((disk) => disk.provisioner === provisioner);
}
