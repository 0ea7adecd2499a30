/** Contents of volumes, kept by handle, apart from the pods and nodes that mount them. Plain data, part of every checkpoint. */
import type { PersistentVolume } from '#api/kinds.ts';

export interface DiskFile {
  readonly content: string;
  readonly mode: number;
  readonly modifiedMs: number;
  /** The content is a token without its signature (`helpers/jwt.ts`): whoever reads the file reads it signed. */
  readonly isDraft?: true;
  /** Who it belongs to; root when nothing is said. */
  readonly uid?: number;
  readonly gid?: number;
  /** No directory names it any more; who has mounted it still reads it. */
  readonly isUnlinked?: true;
}

/** The bit of a directory's mode that makes what is made in it its group's. */
export const setGroup = 0o2000;

/** Path inside the volume (`/dump.rdb`) -> file. Directories end in '/'. */
export type Disk = Map<string, DiskFile>;

/** Volume handle (a PersistentVolume's uid or path) -> its disk. */
export type Disks = Map<string, Disk>;

/** The name of a persistent volume's disk: the same for every pod and node that mounts it. */
export function diskOfVolume({ metadata, spec }: PersistentVolume): string {
  if (spec.csi !== undefined) return spec.csi.volumeHandle;
  if (spec.hostPath !== undefined) return `hostPath:${spec.hostPath.path}`;
  if (spec.nfs !== undefined) return `nfs:${spec.nfs.server}:${spec.nfs.path}`;
  if (spec.local !== undefined) return `local:${metadata.name}:${spec.local.path}`;
  return metadata.name;
}
