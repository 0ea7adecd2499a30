/**
 * Sockets: listening, dialling, sending, closing. Connections inside a pod stay in the runtime; all others are flows of
 * the network (contracts/network.ts). A server that waits costs nothing.
 */
import type { Dialled, FlowClose, FlowData, Incoming } from '../../helpers/contracts/network.ts';
import { addFile, lowestFd, setFd } from '../process/files.ts';
import { fileOf, sandboxOf, wakeFile, type Kernel, type Task } from '../process/task.ts';
import type { Container, Sandbox, Socket } from '../state.ts';
import { endOf, tellNetwork } from './transfer.ts';

type Protocol = 'TCP' | 'UDP';

const mostBacklog = 128;

function boundKey(ip: string, port: number, protocol: Protocol): string {
  return `${ip}:${port}/${protocol}`;
}

/** Listens on a port of the pod. Returns the descriptor, or undefined when the address is in use. */
export function listen(task: Task, port: number, protocol: Protocol = 'TCP'): number | undefined {
  const { kernel, container, proc } = task;
  const key = boundKey(sandboxOf(kernel, container).ip, port, protocol);
  if (kernel.state.bound.has(key)) return undefined;
  const file = addFile(container, { kind: 'listen', refs: 0, key, port, protocol, queue: [] });
  kernel.state.bound.set(key, { container: container.id, file });
  const fd = lowestFd(proc);
  setFd({ kernel, container, proc }, fd, file);
  return fd;
}

/** The next connection that waits on a listening descriptor: its own descriptor, or undefined. */
export function accept(task: Task, fd: number): number | undefined {
  const open = fileOf(task, fd);
  const file = open?.kind === 'listen' ? open.queue.shift() : undefined;
  if (file === undefined) return undefined;
  const own = lowestFd(task.proc);
  setFd(task, own, file);
  return own;
}

/** Opens a connection and returns its descriptor at once; its phase tells how it went. */
export function connect(
  task: Task,
  ip: string,
  port: number,
  options: { readonly protocol?: Protocol; readonly about?: string; readonly serverName?: string } = {},
): number {
  const { kernel, container, proc } = task;
  const sandbox = sandboxOf(kernel, container);
  const protocol = options.protocol ?? 'TCP';
  const socket: Socket = {
    kind: 'socket',
    refs: 0,
    flow: '',
    protocol,
    side: 'client',
    phase: 'dialling',
    input: '',
    eof: false,
    peerIp: ip,
    port,
  };
  const file = addFile(container, socket);
  const fd = lowestFd(proc);
  setFd({ kernel, container, proc }, fd, file);
  if (isInside(kernel, sandbox, { ip, port, protocol })) connectInside(kernel, container, file, sandbox);
  else {
    kernel.state.counter += 1;
    socket.flow = `${kernel.node}-${kernel.state.counter}`;
    kernel.state.flows.set(endOf(socket.flow, 'client'), { container: container.id, file });
    const pod = `${sandbox.pod.namespace}/${sandbox.pod.name}`;
    const from = { address: `containerd/${kernel.node}`, ip: sandbox.ip, node: kernel.node, pod };
    tellNetwork(kernel, {
      type: 'net/dial',
      flow: socket.flow,
      from,
      to: { ip, port },
      protocol,
      ...(options.about === undefined ? {} : { about: options.about }),
      ...(options.serverName === undefined ? {} : { tls: { serverName: options.serverName } }),
    });
  }
  return fd;
}

/** On the node's own network only what listens there is inside: the node's rules may lead its other ports elsewhere. */
function isInside(
  kernel: Kernel,
  sandbox: Sandbox,
  { ip, port, protocol }: { readonly ip: string; readonly port: number; readonly protocol: Protocol },
): boolean {
  const isOwn = ip.startsWith('127.') || ip === '0.0.0.0' || ip === sandbox.ip;
  return isOwn && (!sandbox.hostNetwork || kernel.state.bound.has(boundKey(sandbox.ip, port, protocol)));
}

function connectInside(kernel: Kernel, container: Container, file: number, sandbox: Sandbox): void {
  const socket = container.files.get(file) as Socket;
  const bound = kernel.state.bound.get(boundKey(sandbox.ip, socket.port, socket.protocol));
  const server = bound === undefined ? undefined : kernel.state.containers.get(bound.container);
  const open = bound === undefined ? undefined : server?.files.get(bound.file);
  if (bound === undefined || server === undefined || open?.kind !== 'listen') {
    socket.phase = 'refused';
    return;
  }
  const other = addFile(server, {
    kind: 'socket',
    refs: 0,
    flow: '',
    protocol: socket.protocol,
    side: 'server',
    phase: 'open',
    input: '',
    eof: false,
    peerIp: '127.0.0.1',
    port: socket.port,
    peer: { container: container.id, file },
  });
  socket.phase = 'open';
  socket.peer = { container: server.id, file: other };
  open.queue.push(other);
  wakeFile(kernel, server, bound.file);
}

/** Somebody dials one of our pods. */
export function onIncoming(kernel: Kernel, message: Incoming): void {
  const bound = kernel.state.bound.get(boundKey(message.ip, message.port, message.protocol));
  const container = bound === undefined ? undefined : kernel.state.containers.get(bound.container);
  const open = bound === undefined ? undefined : container?.files.get(bound.file);
  const accepted = container !== undefined && open?.kind === 'listen' && open.queue.length < mostBacklog;
  tellNetwork(kernel, { type: 'net/answer', flow: message.flow, accepted });
  if (!accepted || bound === undefined) return;
  const file = addFile(container, {
    kind: 'socket',
    refs: 0,
    flow: message.flow,
    protocol: message.protocol,
    side: 'server',
    phase: 'open',
    input: '',
    eof: false,
    peerIp: message.sourceIp,
    port: message.port,
  });
  kernel.state.flows.set(endOf(message.flow, 'server'), { container: container.id, file });
  open.queue.push(file);
  wakeFile(kernel, container, bound.file);
}

/** What became of a dial, data, and the other side's close. */
export function onFlow(kernel: Kernel, message: Dialled | FlowData | FlowClose): void {
  const side = message.type !== 'net/dialled' && message.side === 'client' ? 'server' : 'client';
  const at = kernel.state.flows.get(endOf(message.flow, side));
  const container = at === undefined ? undefined : kernel.state.containers.get(at.container);
  const socket = at === undefined ? undefined : container?.files.get(at.file);
  if (at === undefined || container === undefined || socket?.kind !== 'socket') return;
  if (message.type === 'net/dialled') {
    socket.phase = message.result === 'connected' ? 'open' : message.result;
    if (message.certificate !== undefined) socket.certificate = message.certificate;
  } else if (message.type === 'net/data') socket.input += message.data;
  else socket.eof = true;
  wakeFile(kernel, container, at.file);
}

export function socketOf(task: Task, fd: number): Socket | undefined {
  const open = fileOf(task, fd);
  return open?.kind === 'socket' ? open : undefined;
}
