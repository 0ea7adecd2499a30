/** busybox httpd. upstream: busybox networking/httpd.c */
import { isErrno, readFile, stat } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fork } from '../../process/spawn.ts';
import { fsOf, type Program, type Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';
import type { HttpReply, HttpRequest } from '../../../helpers/http.ts';
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
