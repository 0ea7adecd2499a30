/**
 * A container's file system: /proc and /dev, the volumes mounted into it, its writable layer, what the kubelet and the
 * runtime write (/etc/hosts and the like), and the image below. Volumes are disks of Context.disks, shared by every
 * container that mounts them, on every node.
 */
import { setGroup, type Disk, type DiskFile, type Disks } from '../../helpers/disks.ts';
import type { Mount } from '../../helpers/contracts/cri.ts';
import type { Image } from '../images/image.ts';
import type { Container, FsNode, Sandbox } from '../state.ts';
import { imageFiles } from './base.ts';
import { absolute, folderOf, join, nameOf } from './path.ts';
import { devNames, devNode, procNames, procNode } from './special.ts';

export interface Fs {
  readonly container: Container;
  readonly sandbox: Sandbox;
  readonly image: Image;
  readonly disks: Disks;
  /** Signs the draft of a token. */
  readonly signToken: (draft: string) => string;
  readonly nowMs: number;
  readonly epochMs: number;
}

export type Errno = 'ENOENT' | 'EACCES' | 'EROFS' | 'EISDIR' | 'ENOTDIR' | 'EEXIST' | 'ENOTEMPTY' | 'ELOOP' | 'EBUSY' | 'EXDEV' | 'EINVAL';

export const errorText: Readonly<Record<Errno, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  EBUSY: 'Resource busy',
  EXDEV: 'Invalid cross-device link',
  EINVAL: 'Invalid argument',
};

/** Where a path lies on a volume: the disk, and the path inside it without a final slash ('' for the volume's root). */
interface Place {
  readonly mount: Mount;
  readonly disk: Disk | undefined;
  readonly inner: string;
}

const linkBits = 0o120000;
const typeBits = 0o170000;

/** The volume that holds an absolute path, or undefined. */
export function placeOf(fs: Fs, path: string): Place | undefined {
  let best: Mount | undefined;
  for (const mount of fs.container.spec.mounts) {
    const at = mount.containerPath.length > 1 && mount.containerPath.endsWith('/') ? mount.containerPath.slice(0, -1) : mount.containerPath;
    const holds = path === at || path.startsWith(at === '/' ? '/' : `${at}/`);
    if (holds && (best === undefined || at.length >= best.containerPath.length)) best = mount;
  }
  if (best === undefined) return undefined;
  const at = best.containerPath.replace(/\/+$/, '');
  const sub = best.subPath === '' ? '' : `/${best.subPath.replace(/^\/+|\/+$/g, '')}`;
  return { mount: best, disk: fs.disks.get(best.disk), inner: (sub + path.slice(at.length)).replace(/\/+$/, '') };
}

/** Disks keep wall-clock times, because they outlive clusters' clocks; nodes keep virtual ones. */
function diskNode(fs: Fs, { disk, inner }: Place, isRoot: boolean): FsNode | undefined {
  const { epochMs } = fs;
  const file = inner === '' ? undefined : disk?.get(inner);
  if (file !== undefined) {
    const isLink = (file.mode & typeBits) === linkBits;
    const node: FsNode = {
      kind: isLink ? 'link' : 'file',
      content: file.content,
      mode: file.mode & 0o7777,
      mtimeMs: file.modifiedMs - epochMs,
      ...ownerOf(file),
    };
    return file.isDraft === true ? signedWhenRead(fs, node) : node;
  }
  const folder = disk?.get(`${inner}/`);
  if (folder !== undefined)
    return { kind: 'dir', content: '', mode: folder.mode & 0o7777, mtimeMs: folder.modifiedMs - epochMs, ...ownerOf(folder) };
  return isRoot || hasInside(disk, `${inner}/`) ? unwrittenFolder(disk) : undefined;
}

/** A folder of a volume that nobody wrote down: the kubelet made it, for the group of the volume where there is one. */
function unwrittenFolder(disk: Disk | undefined): FsNode {
  const top = disk?.get('/');
  const ofGroup = (top?.mode ?? 0) & setGroup;
  return { kind: 'dir', content: '', mode: 0o777 | ofGroup, mtimeMs: 0, uid: 0, gid: ofGroup === 0 ? 0 : (top?.gid ?? 0) };
}

/** Most are looked at and never read. */
function signedWhenRead({ signToken }: Fs, node: FsNode): FsNode {
  return {
    ...node,
    get content() {
      return signToken(node.content);
    },
  };
}

function ownerOf({ uid = 0, gid = 0 }: DiskFile): Pick<FsNode, 'uid' | 'gid'> {
  return { uid, gid };
}

function hasInside(disk: Disk | undefined, prefix: string): boolean {
  if (disk !== undefined) for (const key of disk.keys()) if (key.startsWith(prefix)) return true;
  return false;
}

/** What is at an absolute path, without following a link. */
export function nodeAt(fs: Fs, path: string): FsNode | undefined {
  const place = placeOf(fs, path);
  if (place !== undefined) return diskNode(fs, place, path === place.mount.containerPath.replace(/\/+$/, ''));
  if (fs.container.layer.has(path)) return fs.container.layer.get(path);
  return procNode(fs, path) ?? devNode(fs, path) ?? written(fs, path) ?? imageFiles(fs.image).nodes.get(path) ?? mountParent(fs, path);
}

/** The files that the runtime mounts over the image. */
function written(fs: Fs, path: string): FsNode | undefined {
  if (!path.startsWith('/etc/')) return undefined;
  const content =
    path === '/etc/hosts'
      ? hostsText(fs)
      : path === '/etc/resolv.conf'
        ? fs.sandbox.resolvConf
        : path === '/etc/hostname'
          ? `${fs.sandbox.hostname}\n`
          : undefined;
  return content === undefined ? undefined : { kind: 'file', content, mode: 0o644, mtimeMs: fs.container.startedAtMs, uid: 0, gid: 0 };
}

function hostsText(fs: Fs): string {
  return fs.sandbox.hosts.replaceAll('{{ip}}', fs.sandbox.ip);
}

function mountParent(fs: Fs, path: string): FsNode | undefined {
  const prefix = path === '/' ? '/' : `${path}/`;
  const isParent =
    fs.container.spec.mounts.some((mount) => mount.containerPath.startsWith(prefix)) ||
    (path === fs.container.spec.workingDir && path !== '');
  return isParent ? { kind: 'dir', content: '', mode: 0o755, mtimeMs: fs.container.startedAtMs, uid: 0, gid: 0 } : undefined;
}

/** The path with every link in it followed; the last name only when asked. The last name itself need not exist. */
export function resolvePath(fs: Fs, path: string, followLast = true): { readonly path: string } | Errno {
  let hops = 0;
  let pending = path.split('/').filter((part) => part !== '' && part !== '.');
  let at = '/';
  while (pending.length > 0) {
    const part = pending.shift()!;
    if (part === '..') {
      at = folderOf(at);
      continue;
    }
    const next = join(at, part);
    const node = nodeAt(fs, next);
    if (node?.kind === 'link' && (pending.length > 0 || followLast)) {
      if ((hops += 1) > 40) return 'ELOOP';
      pending = [...absoluteParts(node.content, at), ...pending];
      at = '/';
      continue;
    }
    if (pending.length > 0 && node === undefined) return 'ENOENT';
    if (pending.length > 0 && node !== undefined && node.kind !== 'dir') return 'ENOTDIR';
    at = next;
  }
  return { path: at };
}

function absoluteParts(target: string, folder: string): string[] {
  return absolute(folder, target)
    .split('/')
    .filter((part) => part !== '');
}

/** The names in a directory, sorted by code unit. */
export function listNames(fs: Fs, path: string): string[] {
  const names = new Set<string>();
  const place = placeOf(fs, path);
  const prefix = path === '/' ? '/' : `${path}/`;
  for (const mount of fs.container.spec.mounts) {
    if (mount.containerPath.startsWith(prefix)) names.add(mount.containerPath.slice(prefix.length).split('/')[0]!);
  }
  if (place !== undefined) {
    const inside = `${place.inner}/`;
    for (const [key, { isUnlinked }] of place.disk ?? [])
      if (isUnlinked !== true && key.startsWith(inside) && key.length > inside.length) names.add(key.slice(inside.length).split('/')[0]!);
  } else {
    for (const name of imageFiles(fs.image).children.get(path) ?? []) names.add(name);
    for (const name of path === '/etc' ? ['hosts', 'resolv.conf', 'hostname'] : [...procNames(fs, path), ...devNames(path)])
      names.add(name);
    for (const [at, node] of fs.container.layer) {
      if (folderOf(at) !== path || at === '/') continue;
      if (node === undefined) names.delete(nameOf(at));
      else names.add(nameOf(at));
    }
  }
  names.delete('');
  return Array.from(names).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The disk for writing, made when it is not there yet. */
function writableDisk(fs: Fs, handle: string): Disk {
  let disk = fs.disks.get(handle);
  if (disk === undefined) fs.disks.set(handle, (disk = new Map<string, DiskFile>()));
  return disk;
}

/** Puts a node at a path, which must be resolved and writable. */
export function putNode(fs: Fs, path: string, node: FsNode): void {
  const place = placeOf(fs, path);
  if (place === undefined) {
    fs.container.layer.set(path, Object.freeze(node));
    return;
  }
  const disk = writableDisk(fs, place.mount.disk);
  const mode = node.kind === 'link' ? node.mode | linkBits : node.mode;
  const owner = node.uid === 0 && node.gid === 0 ? {} : { uid: node.uid, gid: node.gid };
  disk.set(
    node.kind === 'dir' ? `${place.inner}/` : place.inner,
    Object.freeze({ content: node.content, mode, modifiedMs: node.mtimeMs + fs.epochMs, ...owner }),
  );
}

/** Takes away a path and everything under it. */
export function dropNode(fs: Fs, path: string): void {
  const place = placeOf(fs, path);
  if (place !== undefined) {
    const disk = writableDisk(fs, place.mount.disk);
    for (const key of Array.from(disk.keys())) if (key === place.inner || key.startsWith(`${place.inner}/`)) disk.delete(key);
    return;
  }
  const { layer } = fs.container;
  for (const key of Array.from(layer.keys())) if (key === path || key.startsWith(`${path}/`)) layer.delete(key);
  const below = imageFiles(fs.image).nodes;
  for (const key of below.keys()) if (key === path || key.startsWith(`${path}/`)) layer.set(key, undefined);
}
