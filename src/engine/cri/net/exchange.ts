/** One question over a connection of its own and the answer to it: an HTTP reply, or the first datagram that comes back. */
import { takeReply } from '../../helpers/http.ts';
import { closeFd, read, write } from '../process/files.ts';
import type { Task } from '../process/task.ts';
import type { Wait } from '../state.ts';
import { startConnection, stepConnection, type Connection } from './connection.ts';

export interface Exchange {
  readonly protocol: 'TCP' | 'UDP';
  readonly question: string;
  readonly connection: Connection;
  readonly untilMs: number;
  sent: boolean;
  received: string;
}

export interface Question {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly text: string;
  readonly about: string;
  readonly timeoutMs: number;
}

export type Exchanged =
  | { readonly answer: string }
  | { readonly failed: 'name' | 'name-timeout' | 'refused' | 'timeout' | 'unreachable' | 'closed'; readonly ip: string };

export function startExchange(task: Task, { host, port, protocol, text, about, timeoutMs }: Question): Exchange {
  const connection = startConnection(task, host, port, { about, protocol, timeoutMs });
  return { protocol, question: text, connection, untilMs: task.kernel.context.now + timeoutMs, sent: false, received: '' };
}

export function stepExchange(task: Task, exchange: Exchange): Exchanged | Wait {
  const { connection, protocol, untilMs } = exchange;
  if (!exchange.sent) {
    const linked = stepConnection(task, connection);
    if (!('fd' in linked)) return linked;
    write(task, linked.fd, exchange.question);
    exchange.sent = true;
  }
  const part = read(task, connection.fd);
  exchange.received += part ?? '';
  const answer = wholeAnswer(protocol, exchange.received, part === '');
  if (answer === undefined && part === undefined && task.kernel.context.now < untilMs) return { fds: [connection.fd], untilMs };
  closeFd(task, connection.fd);
  if (answer !== undefined) return { answer };
  return { failed: part === '' ? 'closed' : 'timeout', ip: connection.ip };
}

function wholeAnswer(protocol: Exchange['protocol'], text: string, ended: boolean): string | undefined {
  if (protocol === 'UDP') return text === '' ? undefined : text;
  return takeReply(text, ended)?.body;
}
