/** busybox httpd, and agnhost's small servers. upstream: busybox networking/httpd.c, test/images/agnhost */
import { isErrno, readFile, stat } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fork } from '../../process/spawn.ts';
import { fsOf, sandboxOf, type Program, type Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';
import type { HttpReply, HttpRequest } from '../http.ts';
import { plainReply, serve, stepServer, type Served } from '../httpServer.ts';

interface State {
  served: Served | undefined;
  folder: string;
  code: number;
}

/** httpd goes into the background by itself, unless it is told to stay. */
export const httpd: Program = {
  start(task): State {
    const options = parseOptions(task.proc.argv.slice(1), ['p', 'h', 'c', 'u', 'r']);
    const port = Number((options.flags.get('p') ?? '80').split(':').at(-1));
    const state: State = { served: undefined, folder: absolute(task.proc.cwd, options.flags.get('h') ?? '.'), code: -1 };
    if (!options.flags.has('f') && !task.proc.argv.includes('-daemon')) {
      fork(task, 'httpd', [...task.proc.argv, '-daemon', '-f'], undefined);
      state.code = 0;
      return state;
    }
    const served = serve(task, [port]);
    if ('inUse' in served) {
      write(task, 2, 'httpd: bind: Address already in use\n');
      state.code = 1;
    } else state.served = served;
    return state;
  },
  step(task) {
    const state = task.proc.state as State;
    if (state.code >= 0 || state.served === undefined) return { exit: Math.max(0, state.code) };
    return stepServer(task, state.served, (_, request) => fileReply(task, state.folder, request), plainReply(400, 'Bad Request'));
  },
};

function fileReply(task: Task, folder: string, request: HttpRequest): HttpReply {
  const path = request.target.split('?')[0] ?? '/';
  const file = absolute(folder, `.${path.endsWith('/') ? `${path}index.html` : path}`);
  const text = readFile(fsOf(task), file, task.proc);
  if (typeof text === 'string') return plainReply(200, text, [['Connection', 'close']], /\.html?$/.test(file) ? 'text/html' : 'text/plain');
  const node = stat(fsOf(task), file);
  if (!isErrno(node) && node.kind === 'dir')
    return plainReply(302, '', [
      ['Location', `${path}/`],
      ['Connection', 'close'],
    ]);
  return plainReply(
    404,
    '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
    [['Connection', 'close']],
    'text/html',
  );
}

/** agnhost: pause, netexec, serve-hostname, and servers like them. */
export const agnhost: Program = {
  handles: ['TERM', 'INT'],
  start(task): State & { verb: string } {
    const [verb = 'pause', ...args] = task.proc.argv.slice(1);
    const port = Number(
      args
        .map((arg, i) => /^--?(?:http-)?port=(\d+)$/.exec(arg)?.[1] ?? (/^--?(?:http-)?port$/.test(arg) ? args[i + 1] : undefined))
        .find((one) => one !== undefined) ?? (verb === 'netexec' || verb === 'liveness' ? 8080 : 9376),
    );
    const state = { served: undefined, folder: '/', code: -1, verb };
    if (verb === 'pause' || verb === 'help') return { ...state, code: verb === 'pause' ? -1 : 0 };
    const served = serve(task, [port]);
    if (verb === 'netexec') write(task, 2, `Started HTTP server on port ${port}\n`);
    else write(task, 2, `Serving on port ${port}.\n`);
    return 'inUse' in served ? { ...state, code: 1 } : { ...state, served };
  },
  step(task) {
    const state = task.proc.state as State & { verb: string };
    if (state.code >= 0) return { exit: state.code };
    if (task.proc.signals.length > 0) return { exit: state.verb === 'pause' ? 2 : 143 };
    if (state.served === undefined) return { fds: [] };
    const seconds = (task.kernel.context.now - task.proc.startedAtMs) / 1000;
    return stepServer(
      task,
      state.served,
      (_, request, peer) => agnhostReply(task, state.verb, request, { ip: peer.ip, seconds }),
      plainReply(400, 'Bad Request'),
    );
  },
};

function agnhostReply(
  task: Task,
  verb: string,
  request: HttpRequest,
  { ip, seconds }: { readonly ip: string; readonly seconds: number },
): HttpReply {
  const host = sandboxOf(task.kernel, task.container).hostname;
  if (verb === 'liveness') return seconds > 10 ? plainReply(500, `error: ${seconds}`) : plainReply(200, 'ok');
  if (verb !== 'netexec') return plainReply(200, host);
  const [path = '/', query = ''] = request.target.split('?');
  const value = (name: string): string =>
    decodeURIComponent((query.split('&').find((pair) => pair.startsWith(`${name}=`)) ?? '').slice(name.length + 1));
  switch (path.toLowerCase()) {
    case '/hostname':
      return plainReply(200, host);
    case '/clientip':
      return plainReply(200, `${ip}:40000`);
    case '/echo':
      return plainReply(Number(value('code') || 200), value('msg'));
    case '/header':
      return plainReply(200, request.headers[value('key').toLowerCase()] ?? '');
    case '/healthz':
      return plainReply(200, '');
    default:
      return plainReply(200, `NOW: ${task.kernel.context.epochMs + task.kernel.context.now}`);
  }
}

/** The image of the liveness walk-through: healthy for ten seconds. */
export const liveness: Program = {
  ...agnhost,
  start: (task) => agnhost.start!({ ...task, proc: Object.assign(task.proc, { argv: [task.proc.argv[0] ?? '', 'liveness'] }) }),
};
