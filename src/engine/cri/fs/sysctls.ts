/** /proc/sys: settings of the kernel. A pod's own stand over the node's. upstream: linux Documentation/admin-guide/sysctl */
import type { FsNode } from '../state.ts';

const nodes: Readonly<Record<string, string>> = {
  'fs.file-max': '9223372036854775807',
  'kernel.hostname': 'localhost',
  'kernel.msgmax': '8192',
  'kernel.osrelease': '5.15.0-91-generic',
  'kernel.ostype': 'Linux',
  'kernel.pid_max': '4194304',
  'kernel.shm_rmid_forced': '0',
  'kernel.shmmax': '18446744073692774399',
  'net.core.somaxconn': '4096',
  'net.ipv4.ip_forward': '1',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ip_local_reserved_ports': '',
  'net.ipv4.ip_unprivileged_port_start': '0',
  'net.ipv4.ping_group_range': '1\t0',
  'net.ipv4.tcp_syncookies': '1',
  'vm.max_map_count': '65530',
  'vm.overcommit_memory': '1',
  'vm.swappiness': '60',
};

const root = '/proc/sys';

/** The value of a setting by its name with dots; undefined when there is none. */
export function sysctlOf(own: Readonly<Record<string, string>>, name: string): string | undefined {
  return own[name] ?? nodes[name];
}

export function sysctlNode(own: Readonly<Record<string, string>>, path: string): FsNode | undefined {
  const name = path.slice(root.length + 1).replaceAll('/', '.');
  const value = sysctlOf(own, name);
  const base = { mtimeMs: 0, uid: 0, gid: 0 };
  if (value !== undefined) return { kind: 'file', content: `${value}\n`, mode: 0o644, ...base };
  return path === root || sysctlNames(path).length > 0 ? { kind: 'dir', content: '', mode: 0o555, ...base } : undefined;
}

/** What is in a folder below /proc/sys. */
export function sysctlNames(path: string): readonly string[] {
  if (path !== root && !path.startsWith(`${root}/`)) return [];
  const prefix = path === root ? '' : `${path.slice(root.length + 1).replaceAll('/', '.')}.`;
  const names = Object.keys(nodes).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length).split('.')[0]!] : []));
  return Array.from(new Set(names));
}
