/** agnhost netexec: an HTTP server that tells who asked and does as it is told. upstream: test/images/agnhost/netexec */
import { sandboxOf, wallMs, type Task } from '../../process/task.ts';
import type { HttpReply } from '../http.ts';
import { plainReply } from '../httpServer.ts';
import { dateTime } from '../../streams/log.ts';
import type { Answer, Asked } from './serving.ts';
import { log } from './log.ts';

type Page = (task: Task, asked: Asked) => Answer;

const hostname: Page = (task) => reply(sandboxOf(task.kernel, task.container).hostname);
const pages: Readonly<Record<string, Page>> = {
  '/hostname': hostname,
  '/hostName': hostname,
  '/clientip': (_, { peer }) => reply(`${peer.ip}:40000`),
  '/header': (_, { request, value }) => reply(request.headers[value('key').toLowerCase()] ?? ''),
  '/healthz': () => reply(''),
  '/echo': (_, { value }) => reply(value('msg'), Number(value('code') || 200)),
  '/redirect': (_, { value }) => ({ reply: plainReply(Number(value('code') || 302), '', [['Location', value('location')]]) }),
  '/exit': (_, { value }) => ({ ...reply(''), exit: Number(value('code') || 0) }),
  '/shutdown': () => ({ ...reply(''), exit: 0 }),
};

export function netexecPage(task: Task, asked: Asked): Answer {
  const { path, value } = asked;
  if (path === '/echo') log(task, `GET /echo?msg=${value('msg')}&code=${value('code')}`);
  else log(task, `GET ${pages[path] === undefined ? '/' : path}`);
  return pages[path]?.(task, asked) ?? reply(`NOW: ${dateTime(Math.floor(wallMs(task) / 1000)).replace('T', ' ')} +0000 UTC`);
}

function reply(body: string, status = 200): { readonly reply: HttpReply } {
  return { reply: plainReply(status, body) };
}
