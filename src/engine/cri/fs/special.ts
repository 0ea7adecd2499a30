/** /proc and /dev: files that are computed when they are looked at. upstream: linux fs/proc */
import type { FsNode, Proc } from '../state.ts';
import { boundingSet, noCapabilities } from './capabilities.ts';
import type { Fs } from './fs.ts';
import { sysctlNames, sysctlNode } from './sysctls.ts';

const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty', 'stdin', 'stdout', 'stderr', 'ptmx'];
const folders = ['/dev/fd', '/dev/pts', '/dev/shm', '/dev/mqueue'];

function node(kind: FsNode['kind'], content: string, mode: number): FsNode {
  return { kind, content, mode, mtimeMs: 0, uid: 0, gid: 0 };
}

export function devNode(fs: Fs, path: string): FsNode | undefined {
  if (!path.startsWith('/dev')) return undefined;
  if (path === fs.container.spec.terminationMessagePath) return node('file', '', 0o666);
  if (folders.includes(path) || path === '/dev') return node('dir', '', path === '/dev/shm' ? 0o1777 : 0o755);
  return path.startsWith('/dev/') && devices.includes(path.slice(5)) ? node('file', '', 0o666) : undefined;
}

export function devNames(path: string): readonly string[] {
  return path === '/dev' ? [...devices, 'fd', 'pts', 'shm', 'mqueue', 'termination-log'] : [];
}

const perProcess = ['cmdline', 'comm', 'environ', 'status', 'cgroup', 'stat', 'limits', 'mountinfo'];
const global = ['cpuinfo', 'meminfo', 'loadavg', 'uptime', 'version', 'mounts', 'cmdline', 'stat', 'filesystems'];

export function procNames(fs: Fs, path: string): readonly string[] {
  if (path === '/proc') return [...Array.from(fs.container.procs.keys(), String), ...global, 'self', 'sys'];
  const match = /^\/proc\/(\d+|self)$/.exec(path);
  return match === null ? sysctlNames(path) : perProcess;
}

export function procNode(fs: Fs, path: string): FsNode | undefined {
  if (!path.startsWith('/proc')) return undefined;
  if (path === '/proc') return node('dir', '', 0o555);
  if (path.startsWith('/proc/sys')) return sysctlNode(fs.sandbox.sysctls ?? {}, path);
  const match = /^\/proc\/(\d+|self)(?:\/(\w+))?$/.exec(path);
  if (match !== null) return processFile(fs, match[1]!, match[2]);
  const content = globalFile(fs, path.slice(6));
  return content === undefined ? undefined : node('file', content, 0o444);
}

function processFile(fs: Fs, pid: string, name: string | undefined): FsNode | undefined {
  const proc = pid === 'self' ? Array.from(fs.container.procs.values()).at(-1) : fs.container.procs.get(Number(pid));
  if (proc === undefined) return undefined;
  if (name === undefined) return node('dir', '', 0o555);
  const content = processText(fs, proc, name);
  return content === undefined ? undefined : node('file', content, 0o444);
}

function processText(fs: Fs, proc: Proc, name: string): string | undefined {
  const command = (proc.argv[0] ?? '').split('/').at(-1) ?? '';
  switch (name) {
    case 'cmdline':
      return proc.argv.map((arg) => `${arg}\0`).join('');
    case 'comm':
      return `${command}\n`;
    case 'environ':
      return Object.entries(proc.env)
        .map(([key, value]) => `${key}=${value}\0`)
        .join('');
    case 'cgroup':
      return '0::/\n';
    case 'stat':
      return `${proc.pid} (${command}) S ${proc.ppid} ${proc.pid} ${proc.pid} 0 -1\n`;
    case 'status':
      return statusText(fs, proc, command);
    case 'limits':
    case 'mountinfo':
      return '';
    default:
      return undefined;
  }
}

function statusText(fs: Fs, proc: Proc, command: string): string {
  const { capabilities = { add: [], drop: [] }, seccomp, noNewPrivileges } = fs.container.spec;
  const bounding = boundingSet(capabilities);
  const filters = seccomp === true ? 'Seccomp:\t2\nSeccomp_filters:\t1\n' : 'Seccomp:\t0\nSeccomp_filters:\t0\n';
  const caps = proc.uid === 0 ? bounding : noCapabilities;
  const ids = (id: number): string => `${id}\t${id}\t${id}\t${id}`;
  return `Name:\t${command}\nState:\tS (sleeping)\nTgid:\t${proc.pid}\nPid:\t${proc.pid}\nPPid:\t${proc.ppid}\nUid:\t${ids(proc.uid)}\nGid:\t${ids(proc.gid)}\nGroups:\t${proc.groups.join(' ')} \nThreads:\t1\nCapInh:\t0000000000000000\nCapPrm:\t${caps}\nCapEff:\t${caps}\nCapBnd:\t${bounding}\nCapAmb:\t0000000000000000\nNoNewPrivs:\t${noNewPrivileges === true ? 1 : 0}\n${filters}`;
}

function globalFile(fs: Fs, name: string): string | undefined {
  switch (name) {
    case 'cpuinfo':
      return [0, 1].map((n) => `processor\t: ${n}\nmodel name\t: Orrery Virtual CPU\ncpu MHz\t\t: 2400.000\n\n`).join('');
    case 'meminfo':
      return 'MemTotal:        8145236 kB\nMemFree:         5120344 kB\nMemAvailable:    6912208 kB\nBuffers:          102400 kB\nCached:          1638400 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n';
    case 'loadavg':
      return '0.08 0.03 0.01 1/128 42\n';
    case 'uptime':
      return `${(fs.nowMs / 1000).toFixed(2)} ${(fs.nowMs / 500).toFixed(2)}\n`;
    case 'version':
      return 'Linux version 5.15.0-91-generic (buildd@lcy02) #101-Ubuntu SMP\n';
    case 'filesystems':
      return 'nodev\tproc\nnodev\ttmpfs\n\text4\n';
    case 'cmdline':
      return 'BOOT_IMAGE=/boot/vmlinuz-5.15.0-91-generic root=/dev/vda1 ro\n';
    case 'stat':
      return 'cpu  0 0 0 0 0 0 0 0 0 0\n';
    case 'mounts':
      return mountLines(fs);
    default:
      return undefined;
  }
}

/** What `mount` prints, in the form of /proc/mounts. */
export function mountLines(fs: Fs): string {
  const fixed = [
    'overlay / overlay rw,relatime 0 0',
    'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
    'tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755 0 0',
    'sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime 0 0',
  ];
  const volumes = fs.container.spec.mounts.map((mount) => {
    return mount.isMemory === true
      ? `tmpfs ${mount.containerPath} tmpfs ${mount.readOnly ? 'ro' : 'rw'},relatime${mount.sizeKi === undefined ? '' : `,size=${mount.sizeKi}k`} 0 0`
      : `/dev/vda1 ${mount.containerPath} ext4 ${mount.readOnly ? 'ro' : 'rw'},relatime 0 0`;
  });
  return [...fixed, ...volumes, '/dev/vda1 /etc/hosts ext4 rw,relatime 0 0', '/dev/vda1 /etc/resolv.conf ext4 rw,relatime 0 0', ''].join(
    '\n',
  );
}
