/** The servers among agnhost's commands, by name. upstream: test/images/agnhost */
import { listNames, nodeAt } from '../../fs/fs.ts';
import { readFile } from '../../fs/ops.ts';
import { fsOf, sandboxOf, type Task } from '../../process/task.ts';
import { plainReply } from '../httpServer.ts';
import { guestbookFlags, guestbookPage, register } from './guestbook.ts';
import { goReply } from './goReply.ts';
import type { Answer } from './job.ts';
import { redirect } from './redirect.ts';
import { netexecDatagram, netexecFlags, netexecPage } from './netexec.ts';
import type { Asked, Server } from './serving.ts';

const serving = (port: number): string => `Serving on port ${port}.`;
const nameOf = (task: Task): string => sandboxOf(task.kernel, task.container).hostname;
const portPattern = /^SERVE_(?:TLS_)?PORT_(\d+)$/;

export const servers: Readonly<Record<string, Server>> = {
  netexec: {
    ports: () => ({ 'http-port': 8080 }),
    flags: netexecFlags,
    page: netexecPage,
    ready: (port) => `Started HTTP server on port ${port}`,
    udp: { flag: 'udp-port', usual: 8081, answer: netexecDatagram },
  },
  guestbook: {
    ports: () => ({ 'http-port': 80 }),
    flags: guestbookFlags,
    page: guestbookPage,
    ready: serving,
    begin: register,
  },
  porter: { ports: portsOfPorter, page: porterPage, ready: serving },
  nettest: { ports: () => ({ port: 8080 }), page: nettestPage, ready: serving },
  liveness: { ports: () => ({ port: 8080 }), page: livenessPage, ready: serving },
  'grpc-health-checking': {
    ports: () => ({ port: 5000, 'http-port': 8080 }),
    page: (task) => ({ reply: plainReply(200, `${secondsOf(task)}s`) }),
    ready: (port) => `gRPC server starting to listen on :${port}`,
  },
  'serve-hostname': {
    ports: (task) => (has(task, 'tcp') || !has(task, 'http=false') ? { port: 9376 } : {}),
    flags: ['port'],
    page: (task) => ({ reply: plainReply(200, nameOf(task)) }),
    ready: serving,
    udp: { flag: 'port', usual: 9376, answer: (task) => nameOf(task), when: (task) => has(task, 'udp') },
    greeting: (task) => (has(task, 'tcp') ? nameOf(task) : undefined),
    lingerMs: 60_000,
  },
  'test-webserver': { ports: () => ({ port: 80 }), page: filePage, ready: serving },
  'fake-gitserver': { ports: () => ({ port: 8000 }), page: () => ({ reply: plainReply(200, 'I am a fake git server') }), ready: serving },
  'audit-proxy': { ports: () => ({ port: 8080 }), page: (task, asked) => auditPage(task, asked), ready: serving },
  'no-snat-test': { ports: () => ({ port: 8080 }), page: (_, { path, peer }) => whoAmI(path, peer.ip), ready: serving },
};

/** Whether a flag stands in the command line: bare, or set to true. */
function has({ proc }: Task, flag: string): boolean {
  return proc.argv.some((word) => word.replace(/^--?/, '').replace(/=true$/, '') === flag);
}

/** Each variable of the environment that names a port is a server of its own. */
function portsOfPorter(task: Task): Readonly<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const name of Object.keys(task.proc.env)) {
    const port = portPattern.exec(name)?.[1];
    if (port !== undefined) ports[name] = Number(port);
  }
  return ports;
}

function porterPage(task: Task, { request, peer }: Asked): Answer {
  const { env, argv } = task.proc;
  const body = env[`SERVE_PORT_${peer.port}`] ?? env[`SERVE_TLS_PORT_${peer.port}`] ?? '';
  if (!argv.some((word) => /^--json-response(=true)?$/.test(word))) return { reply: goReply(200, body) };
  return { reply: plainReply(200, JSON.stringify({ Method: request.method, Body: body }), [], 'application/json') };
}

/** The container's files, from the root on, as Go's file server shows them. */
function filePage(task: Task, { path }: Asked): Answer {
  const fs = fsOf(task);
  const place = decodeURI(path).replace(/(?<=.)\/$/, '');
  const node = nodeAt(fs, place);
  if (node?.kind === 'dir') {
    const names = listNames(fs, place).map((name) => `<a href="${encodeURI(name)}">${name.replaceAll('<', '&lt;')}</a>\n`);
    return { reply: plainReply(200, `<pre>\n${names.join('')}</pre>\n`, [], 'text/html; charset=utf-8') };
  }
  const text = readFile(fs, place, task.proc);
  return { reply: typeof text === 'string' ? goReply(200, text) : plainReply(404, '404 page not found\n') };
}

function auditPage(_: Task, { request }: Asked): Answer {
  return { reply: request.body === '' ? plainReply(400, '') : plainReply(200, '') };
}

function whoAmI(path: string, ip: string): Answer {
  return { reply: path === '/whoami' ? plainReply(200, ip) : plainReply(404, '404 page not found\n') };
}

function secondsOf(task: Task): number {
  return (task.kernel.context.now - task.proc.startedAtMs) / 1000;
}

function livenessPage(task: Task, { request, path, value }: Asked): Answer {
  if (path === '/started') return { reply: plainReply(200, String(secondsOf(task))) };
  if (path === '/redirect') return redirect(request.method, value('loc'), 302);
  const seconds = secondsOf(task);
  return { reply: seconds > 10 ? plainReply(500, `error: ${seconds}`) : plainReply(200, 'ok') };
}

/** Peers write who they are, and anyone reads who has written. */
function nettestPage(task: Task, { path, request, state }: Asked): Answer {
  if (path === '/write') {
    const source = /"Source"\s*:\s*"([^"]*)"/i.exec(request.body)?.[1];
    if (source === undefined) return { reply: plainReply(500, 'Warning: unable to read the source') };
    state.received[source] = (state.received[source] ?? 0) + 1;
    return { reply: plainReply(200, '{}') };
  }
  const read = { Hostname: nameOf(task), Sent: {}, Received: state.received, Errors: null, Log: [], StillContactingPeers: false };
  return { reply: plainReply(200, path === '/read' ? JSON.stringify(read) : path === '/quit' ? '' : 'pass') };
}
