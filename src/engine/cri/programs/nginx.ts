/**
 * nginx: reads its configuration for servers and locations, serves files, returns and passes on; writes an access log.
 * upstream: github.com/nginx/nginx
 */
import { isErrno, readFile, stat } from '../fs/ops.ts';
import { absolute } from '../fs/path.ts';
import { listNames } from '../fs/fs.ts';
import { write } from '../process/files.ts';
import { signal } from '../process/signals.ts';
import { fsOf, wallMs, type Program, type Task } from '../process/task.ts';
import { calendar } from '../streams/log.ts';
import { httpDate, reasons, type HttpReply, type HttpRequest } from '../../helpers/http.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import { plainReply, serve, stepServer, type Served } from './httpServer.ts';
import { readNginxConf, type NginxLocation, type NginxServer } from './nginxConf.ts';

interface State {
  served: Served;
  /** Frozen: replaced when the configuration is read again. */
  servers: readonly NginxServer[];
  version: string;
  failed: boolean;
  /** With which code it ends when it has failed, or was only asked something. */
  code?: number;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
};

export const nginx: Program = {
  handles: ['TERM', 'QUIT', 'INT', 'HUP', 'USR1', 'WINCH'],
  start(task): State {
    const version = versionOf(task);
    const asked = asCommand(task, version);
    if (asked !== undefined) return { served: { listeners: [], connections: new Map() }, servers: [], version, failed: true, code: asked };
    const conf = readNginxConf(fsOf(task));
    if (typeof conf === 'string') return fail(task, version, `nginx: [emerg] ${conf}\n`);
    const ports = Array.from(new Set(conf.flatMap((server) => server.ports)));
    const served = serve(task, ports.length === 0 ? [80] : ports);
    if ('inUse' in served)
      return fail(task, version, `nginx: [emerg] bind() to 0.0.0.0:${served.inUse} failed (98: Address already in use)\n`);
    notice(task, 'using the "epoll" event method');
    notice(task, `nginx/${version}`);
    notice(task, 'start worker processes');
    return { served, servers: conf, version, failed: false };
  },
  step(task) {
    const state = task.proc.state as State;
    if (state.failed) return { exit: state.code ?? 1 };
    const { signals } = task.proc;
    if (signals.some((name) => name === 'TERM' || name === 'INT' || name === 'QUIT')) {
      notice(task, signals.includes('QUIT') ? 'signal 3 (SIGQUIT) received, shutting down' : 'signal 15 (SIGTERM) received, exiting');
      return { exit: 0 };
    }
    if (signals.includes('HUP')) {
      notice(task, 'signal 1 (SIGHUP) received, reconfiguring');
      const conf = readNginxConf(fsOf(task));
      if (typeof conf !== 'string') state.servers = conf;
    }
    task.proc.signals = [];
    return stepServer(task, state.served, (_, request, peer) => handle(task, state, request, peer), errorReply(state, 400, task));
  },
};

function fail(task: Task, version: string, text: string): State {
  write(task, 2, text);
  return { served: { listeners: [], connections: new Map() }, servers: [], version, failed: true };
}

/** `nginx -v`, `-t` and `-s`: an answer, and no server. */
function asCommand(task: Task, version: string): number | undefined {
  const { argv } = task.proc;
  if (argv.includes('-v') || argv.includes('-V')) {
    write(task, 2, `nginx version: nginx/${version}\n`);
    return 0;
  }
  if (argv.includes('-t')) {
    const conf = readNginxConf(fsOf(task));
    if (typeof conf === 'string') {
      write(task, 2, `nginx: [emerg] ${conf}\nnginx: configuration file /etc/nginx/nginx.conf test failed\n`);
      return 1;
    }
    write(
      task,
      2,
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
    return 0;
  }
  if (!argv.includes('-s')) return undefined;
  const name = { reload: 'HUP', quit: 'QUIT', stop: 'TERM', reopen: 'USR1' }[argv[argv.indexOf('-s') + 1] ?? ''];
  const server = Array.from(task.container.procs.values()).find((proc) => proc.program === 'nginx' && proc.pid !== task.proc.pid);
  if (name === undefined || server === undefined) {
    write(
      task,
      2,
      name === undefined
        ? 'nginx: invalid option: "-s"\n'
        : 'nginx: [error] open() "/var/run/nginx.pid" failed (2: No such file or directory)\n',
    );
    return 1;
  }
  notice(task, 'signal process started');
  signal({ ...task, proc: server }, name);
  return 0;
}

function versionOf(task: Task): string {
  const tag = task.container.spec.image.split(':')[1] ?? '';
  const match = /^(\d+\.\d+)(\.\d+)?/.exec(tag);
  return match === null ? '1.27.5' : (match[1] ?? '') + (match[2] ?? '.5');
}

function notice(task: Task, text: string): void {
  const at = calendar(Math.floor(wallMs(task) / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  write(
    task,
    2,
    `${at.year}/${two(at.month)}/${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)} [notice] ${task.proc.pid}#${task.proc.pid}: ${text}\n`,
  );
}

function handle(task: Task, state: State, request: HttpRequest, peer: { readonly ip: string; readonly port: number }): HttpReply {
  const host = (request.headers['host'] ?? '').split(':')[0] ?? '';
  const onPort = state.servers.filter((server) => server.ports.includes(peer.port));
  const server = onPort.find((one) => one.names.includes(host)) ?? onPort[0];
  const reply = server === undefined ? errorReply(state, 404, task) : answerFrom(task, state, server, request);
  const size = request.method === 'HEAD' ? 0 : byteLength(reply.body);
  const referer = request.headers['referer'] ?? '-';
  write(
    task,
    1,
    `${peer.ip} - - [${logTime(task)}] "${request.method} ${request.target} ${request.version}" ${reply.status} ${size} "${referer}" "${request.headers['user-agent'] ?? '-'}" "${request.headers['x-forwarded-for'] ?? '-'}"\n`,
  );
  return reply;
}

function answerFrom(task: Task, state: State, server: NginxServer, request: HttpRequest): HttpReply {
  const path = request.target.split('?')[0] ?? '/';
  const location = pickLocation(server, path);
  const returns = location?.returns ?? server.returns;
  if (returns !== undefined) {
    const body = returns.text
      .replaceAll('$hostname', task.proc.env['HOSTNAME'] ?? '')
      .replaceAll('$uri', path)
      .replaceAll('$request_uri', request.target)
      .replaceAll('$host', request.headers['host'] ?? '');
    if (returns.status >= 300 && returns.status < 400)
      return reply(state, task, { status: returns.status, body: errorPage(state, returns.status), type: 'text/html' }, [
        ['Location', body],
      ]);
    return reply(state, task, { status: returns.status, body, type: location?.type ?? 'application/octet-stream' });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorReply(state, 405, task);
  const file =
    location?.alias !== undefined
      ? absolute(location.alias, `.${path.slice(location.path.length)}`)
      : absolute(location?.root ?? server.root, `.${path}`);
  return fileReply(task, state, { file, path, index: location?.index ?? server.index });
}

function pickLocation(server: NginxServer, path: string): NginxLocation | undefined {
  const exact = server.locations.find((one) => one.exact && one.path === path);
  if (exact !== undefined) return exact;
  const prefixes = server.locations.filter((one) => !one.exact && path.startsWith(one.path));
  return prefixes.reduce<NginxLocation | undefined>(
    (best, one) => (best === undefined || one.path.length > best.path.length ? one : best),
    undefined,
  );
}

function fileReply(
  task: Task,
  state: State,
  { file, path, index }: { readonly file: string; readonly path: string; readonly index: readonly string[] },
): HttpReply {
  const fs = fsOf(task);
  const node = stat(fs, file);
  if (isErrno(node)) return errorReply(state, 404, task);
  if (node.kind === 'dir') {
    if (!path.endsWith('/'))
      return reply(state, task, { status: 301, body: errorPage(state, 301), type: 'text/html' }, [['Location', `${path}/`]]);
    const found = index.map((name) => absolute(file, name)).find((name) => !isErrno(stat(fs, name)));
    if (found === undefined) return errorReply(state, listNames(fs, file).length >= 0 ? 403 : 404, task);
    return fileReply(task, state, { file: found, path: found, index: [] });
  }
  const text = readFile(fs, file, task.proc);
  if (typeof text !== 'string') return errorReply(state, 403, task);
  const modified = httpDate(task.kernel.context.epochMs + node.mtimeMs);
  const etag = `"${Math.floor((task.kernel.context.epochMs + node.mtimeMs) / 1000).toString(16)}-${byteLength(text).toString(16)}"`;
  return reply(state, task, { status: 200, body: text, type: types[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream' }, [
    ['Last-Modified', modified],
    ['ETag', etag],
    ['Accept-Ranges', 'bytes'],
  ]);
}

interface Content {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

function reply(state: State, task: Task, { status, body, type }: Content, extra: readonly (readonly [string, string])[] = []): HttpReply {
  return {
    status,
    body,
    headers: [
      ['Server', `nginx/${state.version}`],
      ['Date', httpDate(wallMs(task))],
      ['Content-Type', type],
      ['Content-Length', String(byteLength(body))],
      ...extra,
    ],
  };
}

function errorReply(state: State, status: number, task: Task): HttpReply {
  return reply(state, task, { status, body: errorPage(state, status), type: 'text/html' });
}

function errorPage(state: State, status: number): string {
  const title = `${status} ${reasons[status] ?? ''}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${state.version}</center>\r\n</body>\r\n</html>\r\n`;
}

function logTime(task: Task): string {
  const at = calendar(Math.floor(wallMs(task) / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(at.day)}/${months[at.month - 1]}/${at.year}:${two(at.hour)}:${two(at.minute)}:${two(at.second)} +0000`;
}

/** Apache's httpd: its index page, or "It works!". */
export const apache: Program = {
  handles: ['TERM', 'INT', 'WINCH'],
  start(task) {
    const served = serve(task, [80]);
    write(
      task,
      2,
      "AH00558: httpd: Could not reliably determine the server's fully qualified domain name. Set the 'ServerName' directive globally to suppress this message\n",
    );
    return 'inUse' in served ? { listeners: [], connections: new Map() } : served;
  },
  step(task) {
    if (task.proc.signals.length > 0) return { exit: 0 };
    return stepServer(
      task,
      task.proc.state as Served,
      (_, request, peer) => apacheReply(task, request, peer.ip),
      plainReply(400, 'Bad Request\n'),
    );
  },
};

function apacheReply(task: Task, request: HttpRequest, ip: string): HttpReply {
  const fs = fsOf(task);
  const path = request.target.split('?')[0] ?? '/';
  const folder = ['/usr/local/apache2/htdocs', '/var/www/html'].find((one) => !isErrno(stat(fs, one))) ?? '/';
  const text = readFile(fs, absolute(folder, `.${path.endsWith('/') ? `${path}index.html` : path}`), task.proc);
  const answer =
    typeof text === 'string'
      ? plainReply(200, text, [['Server', 'Apache/2.4.62 (Unix)']], 'text/html')
      : plainReply(
          404,
          '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
          [['Server', 'Apache/2.4.62 (Unix)']],
          'text/html',
        );
  write(
    task,
    1,
    `${ip} - - [${logTime(task)}] "${request.method} ${request.target} ${request.version}" ${answer.status} ${byteLength(answer.body)}\n`,
  );
  return answer;
}
