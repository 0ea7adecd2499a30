/** upstream: pkg/volume/hostpath/host_path.go */
import type { Volume } from '#api/kinds.ts';
import type { Disk } from '../../helpers/disks.ts';
import { wallMs, type Kubelet, type Mounted } from '../state.ts';
import { diskNamed } from './disk.ts';

/** Directories that every node's own file system has. */
const common = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/etc/kubernetes',
  '/etc/ssl/certs',
  '/home',
  '/lib',
  '/lib/modules',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/sys/fs/cgroup',
  '/tmp',
  '/usr',
  '/usr/share',
  '/var',
  '/var/lib',
  '/var/lib/kubelet',
  '/var/log',
  '/var/log/containers',
  '/var/log/pods',
  '/var/run',
]);
/** Files that every node has. */
const files: Readonly<Record<string, string>> = { '/etc/hosts': '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' };
const sockets = new Set(['/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock']);

/** A path of this node's own disk, after the check that its type asks for. */
export function hostPath(k: Kubelet, { path, type = '' }: NonNullable<Volume['hostPath']>): Mounted | string {
  const clean = `/${path.replace(/^\/+|\/+$/g, '')}`;
  const handle = `node/${k.node}`;
  const disk = diskNamed(k, handle);
  if (disk.size === 0) fill(k, disk);
  const own = files[clean];
  if (own !== undefined && !disk.has(clean)) disk.set(clean, Object.freeze({ content: own, mode: 0o644, modifiedMs: wallMs(k) }));
  const folder = clean === '/' ? clean : `${clean}/`;
  if (common.has(clean) && !disk.has(folder))
    disk.set(folder, Object.freeze({ content: '', mode: clean === '/tmp' ? 0o1777 : 0o755, modifiedMs: wallMs(k) }));
  const kind = kindOf(disk, clean);
  const problem = check(path, type, kind);
  if (problem !== undefined) return `hostPath type check failed: ${problem}`;
  if (kind === undefined) {
    const file = { content: '', modifiedMs: wallMs(k) };
    if (type === 'FileOrCreate') disk.set(clean, { ...file, mode: 0o644 });
    else disk.set(`${clean}/`, { ...file, mode: 0o755 });
  }
  return { disk: handle, path: clean === '/' ? '' : clean, readOnly: false };
}

/** A machine's disk before any pod has written to it. */
function fill(k: Kubelet, disk: Disk): void {
  for (const [path, content] of Object.entries(k.spec.machine?.files ?? {}))
    disk.set(path, Object.freeze({ content, mode: path.endsWith('/') ? 0o755 : 0o644, modifiedMs: wallMs(k) }));
}

function kindOf(disk: Disk, path: string): 'file' | 'directory' | 'socket' | undefined {
  if (sockets.has(path)) return 'socket';
  if (disk.has(path)) return 'file';
  if (common.has(path) || disk.has(`${path}/`)) return 'directory';
  for (const key of disk.keys()) if (key.startsWith(`${path}/`)) return 'directory';
  return undefined;
}

function check(path: string, type: string, kind: ReturnType<typeof kindOf>): string | undefined {
  const wants = (wanted: string, word: string) => (kind === wanted ? undefined : `${path} is not ${word}`);
  switch (type) {
    case 'Directory':
      return wants('directory', 'a directory');
    case 'File':
      return wants('file', 'a file');
    case 'Socket':
      return wants('socket', 'a socket file');
    case 'CharDevice':
      return `${path} is not a character device`;
    case 'BlockDevice':
      return `${path} is not a block device`;
    case 'DirectoryOrCreate':
      return kind === undefined ? undefined : wants('directory', 'a directory');
    case 'FileOrCreate':
      return kind === undefined ? undefined : wants('file', 'a file');
    default:
      return undefined;
  }
}
