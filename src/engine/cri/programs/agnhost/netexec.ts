/** agnhost netexec: an HTTP and a UDP server that tell who asked and do as they are told. upstream: test/images/agnhost/netexec */
import { parseGoDuration } from '#api/machinery/duration.ts';
import { sandboxOf, wallMs, type Task } from '../../process/task.ts';
import { dateTime } from '../../streams/log.ts';
import { startDial } from './dial.ts';
import { goReply } from './goReply.ts';
import type { Answer, Work } from './job.ts';
import { redirect } from './redirect.ts';
import { log } from './log.ts';
import { clientPort, type Asked } from './serving.ts';
import { startShell } from './shell.ts';

type Page = (task: Task, asked: Asked) => Answer | Work;

export const netexecFlags = [
  'tls-cert-file',
  'tls-private-key-file',
  'sctp-port',
  'http-override',
  'delay-shutdown',
  'udp-listen-addresses',
];

const ownName = (task: Task): string => sandboxOf(task.kernel, task.container).hostname;
const hostname: Page = (task) => reply(ownName(task));
const pages: Readonly<Record<string, Page>> = {
  '/hostname': hostname,
  '/hostName': hostname,
  '/clientip': (_, { peer }) => reply(`${peer.ip}:${clientPort}`),
  '/header': (_, { request, value }) => reply(request.headers[value('key').toLowerCase()] ?? ''),
  '/healthz': () => reply(''),
  '/echo': (_, { value }) => reply(value('msg'), Number(value('code') || 200)),
  '/redirect': (_, { request, value }) => redirect(request.method, value('location'), Number(value('code') || 302)),
  '/exit': exit,
  '/shutdown': () => ({ exit: 0 }),
  '/dial': startDial,
  '/shell': startShell,
};
/** Pages that log more than their path, themselves. */
const talkative = new Set(['/echo', '/exit', '/dial', '/shell']);

export function netexecPage(task: Task, asked: Asked): Answer | Work {
  const { path, value } = asked;
  if (path === '/echo') log(task, `GET /echo?msg=${value('msg')}&code=${value('code')}`);
  else if (!talkative.has(path)) log(task, `GET ${pages[path] === undefined ? '/' : path}`);
  return pages[path]?.(task, asked) ?? reply(`NOW: ${dateTime(Math.floor(wallMs(task) / 1000)).replace('T', ' ')} +0000 UTC`);
}

/** Ends at once without an answer, or waits and lets connections end, which nobody here holds open. */
function exit(task: Task, { value }: Asked): Answer | Work {
  const [code, timeout, wait] = [value('code'), value('timeout'), value('wait')];
  log(task, `GET /exit?code=${code}&timeout=${timeout}&wait=${wait}`);
  for (const [name, text] of [
    ['timeout', timeout],
    ['wait', wait],
  ] as const) {
    if (text !== '' && parseGoDuration(text) === undefined)
      return reply(`argument '${name}' must be a valid golang duration or empty, got ${JSON.stringify(text)}\n`);
  }
  if (!/^-?\d*$/.test(code)) return reply(`argument 'code' must be an integer [0-127] or empty, got ${JSON.stringify(code)}\n`);
  return { kind: 'ending', atMs: task.kernel.context.now + (parseGoDuration(wait) ?? 0), code: Number(code || 0) };
}

/** What the UDP server answers; undefined is silence. */
export function netexecDatagram(task: Task, text: string, peer: { readonly ip: string }): string | undefined {
  const received = text.trim().toLowerCase();
  const client = `${peer.ip}:${clientPort}`;
  if (received === 'hostname') {
    log(task, 'Sending udp hostName response');
    return ownName(task);
  }
  if (received.startsWith('echo ')) {
    const said = received.slice('echo '.length);
    log(task, `Echoing ${said} to UDP client ${client}`);
    return said;
  }
  if (received === 'clientip') {
    log(task, `Sending clientip back to UDP client ${client}`);
    return client;
  }
  if (received !== '') log(task, `Unknown UDP command received from ${client}: ${received}`);
  return undefined;
}

function reply(body: string, status = 200): Answer {
  return { reply: goReply(status, body) };
}
