/** Looking up a name and connecting to it, as one thing that a program keeps and steps. */
import type { Wait } from '../state.ts';
import type { Task } from '../process/task.ts';
import { closeFd } from '../process/files.ts';
import { startLookup, stepLookup, type Lookup } from './resolve.ts';
import { connect, socketOf } from './sockets.ts';

export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly about: string;
  readonly protocol: 'TCP' | 'UDP';
  /** The client speaks TLS. */
  readonly isSecure: boolean;
  /** Milliseconds from now; Infinity for the kernel's own patience. */
  readonly untilMs: number;
  lookup: Lookup;
  addresses: readonly string[];
  at: number;
  ip: string;
  fd: number;
}

export type Connected =
  | { readonly fd: number; readonly ip: string }
  | { readonly failed: 'name' | 'name-timeout' | 'refused' | 'timeout' | 'unreachable'; readonly ip: string };

export function startConnection(
  task: Task,
  host: string,
  port: number,
  options: { readonly about?: string; readonly timeoutMs?: number; readonly protocol?: 'TCP' | 'UDP'; readonly isSecure?: boolean } = {},
): Connection {
  const untilMs = options.timeoutMs === undefined ? Infinity : task.kernel.context.now + options.timeoutMs;
  const { about = '', protocol = 'TCP', isSecure = false } = options;
  return { host, port, about, protocol, isSecure, untilMs, lookup: startLookup(task, host), addresses: [], at: 0, ip: '', fd: -1 };
}

export function stepConnection(task: Task, connection: Connection): Connected | Wait {
  if (connection.ip === '') {
    const found = stepLookup(task, connection.lookup);
    if (!('result' in found)) return found;
    if (found.result !== 'found' || found.addresses.length === 0)
      return { failed: found.result === 'timeout' ? 'name-timeout' : 'name', ip: '' };
    connection.addresses = found.addresses;
    connection.ip = found.addresses[0]!;
  }
  if (connection.fd < 0)
    connection.fd = connect(task, connection.ip, connection.port, {
      protocol: connection.protocol,
      ...(connection.about === '' ? {} : { about: connection.about }),
      ...(connection.isSecure ? { serverName: connection.host } : {}),
    });
  const phase = socketOf(task, connection.fd)?.phase ?? 'closed';
  if (phase === 'open') return { fd: connection.fd, ip: connection.ip };
  if (phase === 'dialling' && task.kernel.context.now < connection.untilMs) {
    return Number.isFinite(connection.untilMs) ? { fds: [connection.fd], untilMs: connection.untilMs } : { fds: [connection.fd] };
  }
  closeFd(task, connection.fd);
  connection.fd = -1;
  connection.at += 1;
  const next = connection.addresses[connection.at];
  if (next !== undefined && phase === 'refused') {
    connection.ip = next;
    return stepConnection(task, connection);
  }
  return { failed: phase === 'refused' || phase === 'unreachable' ? phase : 'timeout', ip: connection.ip };
}
