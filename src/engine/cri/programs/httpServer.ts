/** What HTTP servers share: a listening descriptor, the connections, and a handler called for each request. */
import { accept, listen, socketOf } from '../net/sockets.ts';
import { closeFd, read, write } from '../process/files.ts';
import type { Outcome, Task } from '../process/task.ts';
import { closesAfter, replyText, takeRequest, type HttpReply, type HttpRequest } from '../../helpers/http.ts';
import { byteLength } from '#api/machinery/byteLength.ts';

export interface Served {
  listeners: number[];
  /** Connection -> what was received and not yet handled. */
  connections: Map<number, string>;
}

export interface Peer {
  readonly ip: string;
  readonly port: number;
  /** The connection's descriptor. */
  readonly fd: number;
}

/** `later`: the handler keeps the connection, answers on it in its own time and closes it. */
export type Handler = (task: Task, request: HttpRequest, peer: Peer) => HttpReply | 'later';

/** Listens on ports; the first that is in use is returned instead. */
export function serve(task: Task, ports: readonly number[]): Served | { readonly inUse: number } {
  const listeners: number[] = [];
  for (const port of ports) {
    const fd = listen(task, port);
    if (fd === undefined) return { inUse: port };
    listeners.push(fd);
  }
  return { listeners, connections: new Map() };
}

/** Handles what has come in, and says what to wait for. */
export function stepServer(task: Task, served: Served, handler: Handler, bad: HttpReply): Outcome {
  const service: Service = { served, handler, bad };
  for (const listener of served.listeners) {
    for (let fd = accept(task, listener); fd !== undefined; fd = accept(task, listener)) served.connections.set(fd, '');
  }
  for (const fd of Array.from(served.connections.keys())) stepConnection(task, service, fd);
  return { fds: [...served.listeners, ...served.connections.keys()] };
}

interface Service {
  readonly served: Served;
  readonly handler: Handler;
  /** What is answered to what is no request. */
  readonly bad: HttpReply;
}

function stepConnection(task: Task, { served, handler, bad }: Service, fd: number): void {
  const before = served.connections.get(fd) ?? '';
  const part = read(task, fd);
  let text = before + (part ?? '');
  let isOver = part === '';
  for (;;) {
    const taken = takeRequest(text);
    if (taken === undefined) break;
    if (taken === 'bad') {
      if (text !== '') write(task, fd, replyText(bad, undefined));
      isOver = true;
      break;
    }
    const socket = socketOf(task, fd);
    const reply = handler(task, taken.request, { ip: socket?.peerIp ?? '', port: socket?.port ?? 0, fd });
    if (reply === 'later') {
      served.connections.delete(fd);
      return;
    }
    write(task, fd, replyText(reply, taken.request));
    text = taken.rest;
    isOver ||= closesAfter(taken.request);
    if (text === '') break;
  }
  if (isOver) {
    closeFd(task, fd);
    served.connections.delete(fd);
  } else served.connections.set(fd, text);
}

export function plainReply(
  status: number,
  body: string,
  headers: readonly (readonly [string, string])[] = [],
  type = 'text/plain; charset=utf-8',
): HttpReply {
  return { status, body, headers: [...headers, ['Content-Type', type], ['Content-Length', String(byteLength(body))]] };
}
