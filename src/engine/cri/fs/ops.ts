/** What a process does with files, by path: every link followed, permissions looked at, read-only volumes refused. */
import { setGroup } from '../../helpers/disks.ts';
import type { FsNode } from '../state.ts';
import { dropNode, listNames, nodeAt, placeOf, putNode, resolvePath, type Errno, type Fs } from './fs.ts';
import { folderOf, join } from './path.ts';

export interface Who {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

const root: Who = { uid: 0, gid: 0, groups: [] };

export function isErrno(value: unknown): value is Errno {
  return typeof value === 'string';
}

/** The node at a path, links followed unless said otherwise. */
export function stat(fs: Fs, path: string, follow = true): FsNode | Errno {
  const direct = nodeAt(fs, path);
  if (direct !== undefined && (direct.kind !== 'link' || !follow)) return direct;
  if (direct === undefined && nodeAt(fs, folderOf(path))?.kind === 'dir') return 'ENOENT';
  const found = resolvePath(fs, path, follow);
  if (isErrno(found)) return found;
  return nodeAt(fs, found.path) ?? 'ENOENT';
}

export function isDirectory(fs: Fs, path: string): boolean {
  const node = stat(fs, path);
  return !isErrno(node) && node.kind === 'dir';
}

export function exists(fs: Fs, path: string): boolean {
  return !isErrno(stat(fs, path));
}

/** The text of a file. */
export function readFile(fs: Fs, path: string, who: Who = root): string | { readonly errno: Errno } {
  const node = stat(fs, path);
  if (isErrno(node)) return { errno: node };
  if (node.kind === 'dir') return { errno: 'EISDIR' };
  return allowed(node, who, 4) ? node.content : { errno: 'EACCES' };
}

export function allowed(node: FsNode, who: Who, bit: 1 | 2 | 4): boolean {
  if (who.uid === 0) return bit !== 1 || (node.mode & 0o111) !== 0 || node.kind === 'dir';
  const shift = who.uid === node.uid ? 6 : who.gid === node.gid || who.groups.includes(node.gid) ? 3 : 0;
  return ((node.mode >> shift) & bit) !== 0;
}

/** Whether a resolved path may be written, made or removed. */
export function mayWrite(fs: Fs, path: string, who: Who): Errno | undefined {
  const place = placeOf(fs, path);
  if (place?.mount.readOnly === true) return 'EROFS';
  const isRuntimeFile = path.startsWith('/dev/') || path === fs.container.spec.terminationMessagePath;
  if (place === undefined && fs.container.spec.readOnlyRootFilesystem === true && !isRuntimeFile) return 'EROFS';
  if (path.startsWith('/proc/') || path.startsWith('/sys/')) return 'EROFS';
  const node = nodeAt(fs, path);
  if (node !== undefined) return allowed(node, who, 2) ? undefined : 'EACCES';
  const folder = nodeAt(fs, folderOf(path));
  if (folder === undefined) return 'ENOENT';
  if (folder.kind !== 'dir') return 'ENOTDIR';
  return allowed(folder, who, 2) ? undefined : 'EACCES';
}

/** Replaces a file's text, or makes the file. */
export function writeFile(fs: Fs, path: string, content: string, who: Who = root): Errno | undefined {
  const found = resolvePath(fs, path);
  if (isErrno(found)) return found;
  const before = nodeAt(fs, found.path);
  if (before?.kind === 'dir') return 'EISDIR';
  const refused = mayWrite(fs, found.path, who);
  if (refused !== undefined) return refused;
  const owner = before ?? { mode: 0o644, ...ownerOfNew(fs, found.path, who) };
  putNode(fs, found.path, { kind: 'file', content, mode: owner.mode, mtimeMs: fs.nowMs, uid: owner.uid, gid: owner.gid });
  return undefined;
}

function ownerOfNew(fs: Fs, path: string, who: Who): Pick<FsNode, 'uid' | 'gid'> {
  const folder = groupFolder(fs, path);
  return { uid: who.uid, gid: folder?.gid ?? who.gid };
}

function groupFolder(fs: Fs, path: string): FsNode | undefined {
  const folder = nodeAt(fs, folderOf(path));
  return folder !== undefined && (folder.mode & setGroup) !== 0 ? folder : undefined;
}

export function makeDirectory(fs: Fs, path: string, who: Who = root): Errno | undefined {
  const found = resolvePath(fs, path);
  if (isErrno(found)) return found;
  if (nodeAt(fs, found.path) !== undefined) return 'EEXIST';
  const refused = mayWrite(fs, found.path, who);
  if (refused !== undefined) return refused;
  const mode = groupFolder(fs, found.path) === undefined ? 0o755 : 0o755 | setGroup;
  putNode(fs, found.path, { kind: 'dir', content: '', mode, mtimeMs: fs.nowMs, ...ownerOfNew(fs, found.path, who) });
  return undefined;
}

/** Makes a directory and those above it. */
export function makePath(fs: Fs, path: string, who: Who = root): Errno | undefined {
  if (isDirectory(fs, path)) return undefined;
  const above = path === '/' ? undefined : makePath(fs, folderOf(path), who);
  return above ?? makeDirectory(fs, path, who);
}

/** Removes one file or, when asked, a directory with what is in it. */
export function remove(fs: Fs, path: string, how: 'file' | 'empty' | 'tree', who: Who = root): Errno | undefined {
  const found = resolvePath(fs, path, false);
  if (isErrno(found)) return found;
  const node = nodeAt(fs, found.path);
  if (node === undefined) return 'ENOENT';
  if (node.kind === 'dir' && how === 'file') return 'EISDIR';
  if (node.kind !== 'dir' && how === 'empty') return 'ENOTDIR';
  const refused = mayRemove(fs, found.path, who);
  if (refused !== undefined) return refused;
  if (how === 'empty' && listNames(fs, found.path).length > 0) return 'ENOTEMPTY';
  dropNode(fs, found.path);
  return undefined;
}

function mayRemove(fs: Fs, path: string, who: Who): Errno | undefined {
  if (fs.container.spec.mounts.some((mount) => mount.containerPath.replace(/\/+$/, '') === path)) return 'EBUSY';
  if (placeOf(fs, path) === undefined && (path === '/etc/hosts' || path === '/etc/resolv.conf' || path === '/etc/hostname')) return 'EBUSY';
  return mayWrite(fs, join(folderOf(path), '.removal'), who);
}

/** Moves a file or a tree. The target is the full new path. */
export function rename(fs: Fs, from: string, to: string, who: Who = root): Errno | undefined {
  const source = resolvePath(fs, from, false);
  if (isErrno(source)) return source;
  const refused = mayRemove(fs, source.path, who);
  if (refused !== undefined) return refused;
  const wrong = copyTree(fs, source.path, to, who);
  if (wrong !== undefined) return wrong;
  dropNode(fs, source.path);
  return undefined;
}

/** Copies a file or a tree; the target's parent must be there. */
export function copyTree(fs: Fs, from: string, to: string, who: Who = root): Errno | undefined {
  const found = resolvePath(fs, to);
  if (isErrno(found)) return found;
  const node = nodeAt(fs, from);
  if (node === undefined) return 'ENOENT';
  const refused = mayWrite(fs, found.path, who);
  if (refused !== undefined) return refused;
  putNode(fs, found.path, { ...node, mtimeMs: fs.nowMs });
  if (node.kind !== 'dir') return undefined;
  for (const name of listNames(fs, from)) {
    const wrong = copyTree(fs, join(from, name), join(found.path, name), who);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** A link with the given text. */
export function makeLink(fs: Fs, path: string, target: string, who: Who = root): Errno | undefined {
  const found = resolvePath(fs, path, false);
  if (isErrno(found)) return found;
  if (nodeAt(fs, found.path) !== undefined) return 'EEXIST';
  const refused = mayWrite(fs, found.path, who);
  if (refused !== undefined) return refused;
  putNode(fs, found.path, { kind: 'link', content: target, mode: 0o777, mtimeMs: fs.nowMs, ...ownerOfNew(fs, found.path, who) });
  return undefined;
}

/** Changes mode or owner. */
export function change(
  fs: Fs,
  path: string,
  with_: Partial<Pick<FsNode, 'mode' | 'uid' | 'gid' | 'mtimeMs'>>,
  who: Who = root,
): Errno | undefined {
  const found = resolvePath(fs, path);
  if (isErrno(found)) return found;
  const node = nodeAt(fs, found.path);
  if (node === undefined) return 'ENOENT';
  const refused = placeOf(fs, found.path)?.mount.readOnly === true ? 'EROFS' : who.uid !== 0 && who.uid !== node.uid ? 'EACCES' : undefined;
  if (refused !== undefined) return refused;
  putNode(fs, found.path, { ...node, ...with_ });
  return undefined;
}
