/**
 * Puts files on a disk as the kubelet's atomic writer does: into a directory named by the time, reached through the
 * link `..data`, so that all of them change at once.
 * upstream: pkg/volume/util/atomic_writer.go
 */
import { civilTime } from '#api/machinery/time.ts';
import type { Disk, DiskFile } from '../../helpers/disks.ts';
import type { Kubelet } from '../state.ts';
import type { Payload } from './content.ts';

const linkMode = 0o120777;

/** Writes the files when they are others than those on the disk. `keepOld`: someone has mounted a single file of them. */
export function writeFiles(
  disk: Disk,
  files: ReadonlyMap<string, Payload>,
  when: { readonly wallMs: number; readonly keepOld: boolean; digits(): number },
): boolean {
  const current = disk.get('/..data')?.content;
  if (current !== undefined && isSame(disk, `/${current}`, files)) return false;
  const stamp = stampOf(when.wallMs, when.digits());
  const at = (content: string, mode: number): DiskFile => ({ content, mode, modifiedMs: when.wallMs });
  if (current !== undefined) forget(disk, current, when.keepOld);
  disk.set(`/${stamp}/`, at('', 0o755));
  for (const [path, { mode, ...file }] of files) {
    disk.set(`/${stamp}/${path}`, { ...file, mode, modifiedMs: when.wallMs });
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) disk.set(`/${stamp}/${parts.slice(0, depth).join('/')}/`, at('', 0o755));
    const first = parts[0]!;
    disk.set(`/${first}`, at(`..data/${first}`, linkMode));
  }
  disk.set('/..data', at(stamp, linkMode));
  return true;
}

/** The path of a file on its disk once the writer's links are followed; other paths are as they are. */
export function resolveLinks(disk: Disk | undefined, path: string): string {
  const clean = path.replace(/^\/+|\/+$/g, '');
  const data = disk?.get('/..data')?.content;
  const [first, ...rest] = clean.split('/');
  return data !== undefined && disk?.get(`/${first!}`)?.content === `..data/${first!}` ? [data, first!, ...rest].join('/') : clean;
}

function isSame(disk: Disk, folder: string, files: ReadonlyMap<string, Payload>): boolean {
  let count = 0;
  for (const key of disk.keys()) if (key.startsWith(`${folder}/`) && !key.endsWith('/')) count += 1;
  if (count !== files.size) return false;
  for (const [path, file] of files) if (disk.get(`${folder}/${path}`)?.content !== file.content) return false;
  return true;
}

function forget(disk: Disk, folder: string, keep: boolean): void {
  for (const [key, file] of disk) {
    const isOld = key.startsWith(`/${folder}/`);
    if (isOld && keep) disk.set(key, Object.freeze({ ...file, isUnlinked: true }));
    else if (isOld || file.content.startsWith('..data/')) disk.delete(key);
  }
}

/** Such as `..2026_11_21_20_47_39.2926231271`: a time, and digits that no other directory has. */
function stampOf(wallMs: number, digits: number): string {
  const { year, month, day, hour, minute, second } = civilTime(wallMs);
  const two = (part: number) => String(part).padStart(2, '0');
  return `..${year}_${two(month)}_${two(day)}_${two(hour)}_${two(minute)}_${two(second)}.${digits}`;
}

/** A disk by its name, made when it is not there yet. */
export function diskNamed(k: Kubelet, handle: string): Disk {
  let disk = k.context.disks.get(handle);
  if (disk === undefined) k.context.disks.set(handle, (disk = new Map()));
  return disk;
}
