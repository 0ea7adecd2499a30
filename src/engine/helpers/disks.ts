/** Contents of volumes, kept by handle, apart from the pods and nodes that mount them. Plain data, part of every checkpoint. */

export interface DiskFile {
  readonly content: string;
  readonly mode: number;
  readonly modifiedMs: number;
  /** Who it belongs to; root when nothing is said. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Path inside the volume (`/dump.rdb`) -> file. Directories end in '/'. */
export type Disk = Map<string, DiskFile>;

/** Volume handle (a PersistentVolume's uid or path) -> its disk. */
export type Disks = Map<string, Disk>;
