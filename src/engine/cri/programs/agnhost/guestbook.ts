/** agnhost guestbook: a store with replicas, and a front that asks them. upstream: test/images/agnhost/guestbook */
import { stepExchange, type Exchange } from '../../net/exchange.ts';
import { sandboxOf, type Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import { parseOptions } from '../command.ts';
import { plainReply } from '../httpServer.ts';
import { askHttp, httpFailure } from './ask.ts';
import type { Answer } from './job.ts';
import { log } from './log.ts';
import type { Asked } from './serving.ts';

/** Calls to other nodes of the book, one after the other. */
export interface Call {
  readonly kind: 'call';
  readonly purpose: 'register' | 'propagate' | 'front';
  /** Who is asked, and who is still to be asked. */
  hosts: readonly string[];
  readonly port: number;
  readonly request: string;
  exchange: Exchange | undefined;
  /** Asks again at this time; gives up at the end. */
  nextMs: number;
  readonly untilMs: number;
}

export interface Book {
  readonly store: Record<string, string>;
  readonly replicas: string[];
}

const registerMs = 15_000;
const againMs = 1000;
export const guestbookFlags = ['http-port', 'backend-port', 'replicaof'];

function flagsOf(task: Task): { readonly port: number; readonly primary: string } {
  const { flags } = parseOptions(task.proc.argv.slice(2), guestbookFlags);
  return { port: Number(flags.get('backend-port') ?? 6379), primary: flags.get('replicaof') ?? '' };
}

function call(task: Task, purpose: Call['purpose'], hosts: readonly string[], request: string): Call {
  const { now } = task.kernel.context;
  return { kind: 'call', purpose, hosts, port: flagsOf(task).port, request, exchange: undefined, nextMs: now, untilMs: now + registerMs };
}

/** A replica makes itself known to its primary when it starts. */
export function register(task: Task): Call | undefined {
  const { primary } = flagsOf(task);
  return primary === '' ? undefined : call(task, 'register', [primary], `register?host=${sandboxOf(task.kernel, task.container).ip}`);
}

export function guestbookPage(task: Task, { path, value, state: { book } }: Asked): Answer | Call {
  if (path === '/register') {
    const store = { ...book.store };
    book.replicas.push(value('host'));
    log(task, `Node '${value('host')}' registered.`);
    return json({ data: store });
  }
  if (path === '/get') return json({ data: value('key') === '' ? book.store : (ownValue(book.store, value('key')) ?? '') });
  if (path === '/set') return setValue(task, book, value('key'), value('value'));
  return path === '/guestbook' ? front(task, value) : { reply: plainReply(404, '404 page not found\n') };
}

function ownValue(store: Book['store'], key: string): string | undefined {
  return Object.hasOwn(store, key) ? store[key] : undefined;
}

function setValue(task: Task, book: Book, key: string, value: string): Answer | Call {
  log(task, `GET /set?key=${key}&value=${value}`);
  if (key === '') return { reply: plainReply(400, 'cannot set with empty key.\n') };
  book.store[key] = value;
  return call(task, 'propagate', book.replicas.slice(), `set?key=${encodeURIComponent(key)}&value=${encodeURIComponent(value)}`);
}

function front(task: Task, value: Asked['value']): Answer | Call {
  const cmd = value('cmd').toLowerCase();
  const key = value('key');
  log(task, `GET /guestbook?cmd=${cmd}&key=${key}&value=${value('value')}`);
  if (cmd !== 'get' && cmd !== 'set') return { reply: plainReply(400, `unsupported cmd: '${cmd}'\n`) };
  if (cmd === 'set' && key === '') return { reply: plainReply(400, 'cannot set with empty key.\n') };
  const request = `${cmd}?key=${encodeURIComponent(key)}&value=${encodeURIComponent(value('value'))}`;
  return call(task, 'front', [cmd === 'get' ? 'agnhost-replica' : 'agnhost-primary'], request);
}

export function stepCall(task: Task, work: Call): Answer | Wait {
  const { now } = task.kernel.context;
  for (;;) {
    const host = work.hosts[0];
    if (host === undefined) return json({ message: 'Updated' });
    if (now < work.nextMs) return { untilMs: work.nextMs };
    work.exchange ??= askHttp(task, host, work.port, work.request);
    const said = stepExchange(task, work.exchange);
    if (!('answer' in said) && !('failed' in said)) return said;
    work.exchange = undefined;
    if ('failed' in said) {
      const why = httpFailure(said, host, work.port, work.request);
      if (work.purpose !== 'register') return { reply: plainReply(417, `encountered error: ${why}\n`) };
      log(task, `encountered error while registering to primary: ${why}. Retrying in 1s.`);
      if (now >= work.untilMs) return { exit: 1 };
      work.nextMs = now + againMs;
      continue;
    }
    if (work.purpose !== 'propagate') return { reply: plainReply(200, said.answer) };
    work.hosts = work.hosts.slice(1);
  }
}

/** What the primary told a new replica. False: it makes no sense. */
export function learn(task: Task, book: Book, text: string): boolean {
  const data = dataOf(text);
  if (typeof data !== 'object' || data === null) {
    log(task, `Could not cast responseJSON: ${text}`);
    return false;
  }
  for (const [key, value] of Object.entries(data)) book.store[key] = String(value);
  log(task, `Registered to node: ${flagsOf(task).primary}`);
  return true;
}

function dataOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'data' in parsed ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function json(value: object): Answer {
  return { reply: plainReply(200, JSON.stringify(value)) };
}
