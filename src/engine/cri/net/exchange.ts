/** One question over a connection of its own and the answer to it: an HTTP reply, or the first datagram that comes back. */
import { takeReply } from '../../helpers/http.ts';
import { closeFd, read, write } from '../process/files.ts';
import { wallMs, type Task } from '../process/task.ts';
import type { Wait } from '../state.ts';
import { startConnection, stepConnection, type Connection } from './connection.ts';
import { socketOf } from './sockets.ts';
import { certificateProblem } from './tls.ts';

export interface Exchange {
  readonly protocol: 'TCP' | 'UDP';
  readonly question: string;
  readonly connection: Connection;
  readonly untilMs: number;
  readonly authorities: string | undefined;
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
  /** With TLS: the certificates of the authorities that the client trusts, in PEM. */
  readonly authorities?: string;
}

export type Exchanged =
  /** `status` is 0 where the answer is no HTTP reply. */
  | { readonly answer: string; readonly status: number }
  | { readonly failed: 'name' | 'name-timeout' | 'refused' | 'timeout' | 'unreachable' | 'closed' | 'certificate'; readonly ip: string };

export function startExchange(task: Task, { host, port, protocol, text, about, timeoutMs, authorities }: Question): Exchange {
  const connection = startConnection(task, host, port, { about, protocol, timeoutMs, isSecure: authorities !== undefined });
  const untilMs = task.kernel.context.now + timeoutMs;
  return { protocol, question: text, connection, untilMs, authorities, sent: false, received: '' };
}

export function stepExchange(task: Task, exchange: Exchange): Exchanged | Wait {
  const { connection, protocol, untilMs } = exchange;
  if (!exchange.sent) {
    const linked = stepConnection(task, connection);
    if (!('fd' in linked)) return linked;
    if (!isTrusted(task, exchange)) {
      closeFd(task, linked.fd);
      return { failed: 'certificate', ip: connection.ip };
    }
    write(task, linked.fd, exchange.question);
    exchange.sent = true;
  }
  const part = read(task, connection.fd);
  exchange.received += part ?? '';
  const answer = wholeAnswer(protocol, exchange.received, part === '');
  if (answer === undefined && part === undefined && task.kernel.context.now < untilMs) return { fds: [connection.fd], untilMs };
  closeFd(task, connection.fd);
  if (answer !== undefined) return answer;
  return { failed: part === '' ? 'closed' : 'timeout', ip: connection.ip };
}

function wholeAnswer(
  protocol: Exchange['protocol'],
  text: string,
  ended: boolean,
): Extract<Exchanged, { readonly answer: string }> | undefined {
  if (protocol === 'UDP') return text === '' ? undefined : { answer: text, status: 0 };
  const reply = takeReply(text, ended);
  return reply === undefined ? undefined : { answer: reply.body, status: reply.status };
}

function isTrusted(task: Task, { authorities, connection }: Exchange): boolean {
  if (authorities === undefined) return true;
  const shown = socketOf(task, connection.fd)?.certificate;
  const trust = { authorities, host: connection.host, nowMs: wallMs(task) };
  return shown !== undefined && certificateProblem(shown, trust) === undefined;
}
