/** wget and curl. upstream: busybox networking/wget.c, curl */
import { readFile, writeFile } from '../../fs/ops.ts';
import { absolute, nameOf } from '../../fs/path.ts';
import { startConnection, stepConnection, type Connection } from '../../net/connection.ts';
import { closeFd, read, write } from '../../process/files.ts';
import { fsOf, type Outcome, type Program, type Task } from '../../process/task.ts';
import { fail, parseOptions } from '../command.ts';
import { requestText, takeReply } from '../../../helpers/http.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import { durationMs } from '../time.ts';
import { checkServer } from './checkServer.ts';

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function parseUrl(text: string): Url | undefined {
  const match = /^(?:(\w+):\/\/)?(\[[^\]]+\]|[^/:?]+)(?::(\d+))?([/?].*)?$/.exec(text);
  if (match === null) return undefined;
  const scheme = match[1] ?? 'http';
  const path = match[4] ?? '/';
  return {
    scheme,
    host: match[2]!,
    port: Number(match[3] ?? (scheme === 'https' ? 443 : 80)),
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

interface State {
  kind: 'wget' | 'curl';
  urls: string[];
  url: Url | undefined;
  text: string;
  flags: Record<string, string>;
  headers: string[];
  connection: Connection | undefined;
  fd: number;
  ip: string;
  buffer: string;
  hops: number;
  untilMs: number;
  code: number;
  connected: boolean;
  /** How much of a stream's body is printed already. */
  printed: number;
}

/** Options that take a value. */
const withValue: Readonly<Record<State['kind'], readonly string[]>> = {
  curl: [
    ...'oXdHmwAuxbceEFrT',
    ...'data request header max-time connect-timeout output write-out retry retry-delay resolve user-agent cacert url data-binary interface noproxy proxy cert key form range retry-max-time max-redirs data-raw data-urlencode connect-to limit-rate capath cert-type key-type'.split(
      ' ',
    ),
  ],
  wget: ['O', 'T', 't', 'P', 'U', 'Y', 'post-data', 'header', 'timeout', 'tries', 'output-document', 'ca-certificate'],
};

function start(task: Task, kind: State['kind']): State {
  const args = task.proc.argv.slice(1);
  const options = parseOptions(args, withValue[kind]);
  const flags = Object.fromEntries(options.flags);
  const headers = args.flatMap((arg, i) =>
    args[i - 1] === '-H' || args[i - 1] === '--header' ? [arg] : arg.startsWith('--header=') ? [arg.slice(9)] : [],
  );
  const seconds = flags['m'] ?? flags['max-time'] ?? flags['connect-timeout'] ?? flags['T'] ?? flags['timeout'];
  const untilMs = seconds === undefined ? (kind === 'wget' ? 900_000 : Infinity) : (durationMs(seconds) ?? 0);
  const urls = options.operands.slice();
  if (flags['url'] !== undefined) urls.push(flags['url']);
  return {
    kind,
    urls,
    url: undefined,
    text: '',
    flags,
    headers,
    connection: undefined,
    fd: -1,
    ip: '',
    buffer: '',
    hops: 0,
    untilMs: untilMs + task.kernel.context.now,
    code: 0,
    connected: false,
    printed: 0,
  };
}

function has(state: State, ...names: readonly string[]): boolean {
  return names.some((name) => state.flags[name] !== undefined);
}

function step(task: Task): Outcome {
  const state = task.proc.state as State;
  for (;;) {
    if (state.url === undefined) {
      const next = state.urls.shift();
      if (next === undefined) return { exit: state.text === '' && state.code === 0 ? usage(task, state) : state.code };
      const url = parseUrl(next);
      if (url === undefined)
        return {
          exit: fail(
            task,
            state.kind === 'curl' ? '(3) URL rejected: Malformed input to a URL function' : `bad address '${next}'`,
            state.kind === 'curl' ? 3 : 1,
          ),
        };
      begin(task, state, next, url);
    }
    const url = state.url!;
    if (state.fd < 0) {
      const linked = stepConnection(task, state.connection!);
      if ('failed' in linked) return { exit: failed(task, state, url, linked) };
      if (!('fd' in linked)) return linked;
      [state.fd, state.ip] = [linked.fd, linked.ip];
      const refused = url.scheme === 'https' ? checkServer(task, state, url.host) : undefined;
      if (refused !== undefined) return { exit: refused };
      sendRequest(task, state, url);
    }
    const waiting = receive(task, state, url);
    if (waiting !== undefined) return waiting;
  }
}

function begin(task: Task, state: State, text: string, url: Url): void {
  state.text = text;
  state.url = url;
  state.buffer = '';
  state.connected = false;
  state.printed = 0;
  const method = methodOf(state);
  const left = state.untilMs - task.kernel.context.now;
  state.connection = startConnection(task, url.host, url.port, {
    about: `${method} ${url.path}`,
    isSecure: url.scheme === 'https',
    ...(Number.isFinite(left) ? { timeoutMs: left } : {}),
  });
}

const bodyFlags = ['d', 'data', 'data-binary', 'data-raw', 'post-data'];

/** What is sent; with curl `@file` stands for a file's content. */
function bodyOf(task: Task, { flags, kind }: State): string {
  const name = bodyFlags.find((flag) => flags[flag] !== undefined);
  const text = name === undefined ? '' : (flags[name] ?? '');
  if (kind !== 'curl' || name === 'data-raw' || !text.startsWith('@')) return text;
  const file = readFile(fsOf(task), absolute(task.proc.cwd, text.slice(1)));
  if (typeof file !== 'string') return '';
  return name === 'data-binary' ? file : file.replace(/[\r\n]/g, '');
}

function methodOf(state: State): string {
  const given = state.flags['X'] ?? state.flags['request'];
  if (given !== undefined) return given;
  if (has(state, 'I', 'head', 'spider')) return 'HEAD';
  return bodyFlags.some((name) => has(state, name)) ? 'POST' : 'GET';
}

function sendRequest(task: Task, state: State, url: Url): void {
  const port = url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`;
  const body = bodyOf(task, state);
  const isHostSet = state.headers.some((line) => /^host:/i.test(line));
  const extra = [
    ...state.headers.filter((line) => !/^host:/i.test(line)),
    ...(state.kind === 'curl' ? ['Accept: */*'] : []),
    ...(body !== '' && !state.headers.some((line) => /^content-type/i.test(line))
      ? ['Content-Type: application/x-www-form-urlencoded']
      : []),
  ];
  const host = isHostSet
    ? state.headers
        .find((line) => /^host:/i.test(line))!
        .slice(5)
        .trim()
    : url.host + port;
  const agent = state.flags['A'] ?? state.flags['user-agent'] ?? state.flags['U'] ?? (state.kind === 'curl' ? 'curl/7.88.1' : 'Wget');
  if (state.kind === 'curl' && has(state, 'v', 'verbose')) verbose(task, state, url, { host, agent });
  if (state.kind === 'wget' && !has(state, 'q')) write(task, 2, `Connecting to ${url.host}${`:${url.port}`} (${state.ip}:${url.port})\n`);
  write(task, state.fd, requestText({ method: methodOf(state), path: url.path, host, agent, headers: extra, body }));
}

function verbose(task: Task, state: State, url: Url, { host, agent }: { readonly host: string; readonly agent: string }): void {
  write(
    task,
    2,
    `*   Trying ${state.ip}:${url.port}...\n* Connected to ${url.host} (${state.ip}) port ${url.port} (#0)\n> ${methodOf(state)} ${url.path} HTTP/1.1\n> Host: ${host}\n> User-Agent: ${agent}\n> Accept: */*\n> \n`,
  );
}

function receive(task: Task, state: State, url: Url): Outcome | undefined {
  const part = read(task, state.fd);
  state.buffer += part ?? '';
  const reply = takeReply(state.buffer, part === '', methodOf(state) === 'HEAD');
  if (reply === undefined && part !== '') printStream(task, state);
  if (reply === undefined && part !== '') {
    if (task.kernel.context.now < state.untilMs)
      return Number.isFinite(state.untilMs) ? { fds: [state.fd], untilMs: state.untilMs } : { fds: [state.fd] };
    return { exit: failed(task, state, url, { failed: 'timeout', ip: state.ip }) };
  }
  closeFd(task, state.fd);
  state.fd = -1;
  state.url = undefined;
  if (reply === undefined)
    return {
      exit:
        state.buffer === ''
          ? fail(task, state.kind === 'curl' ? '(52) Empty reply from server' : 'error getting response', state.kind === 'curl' ? 52 : 1)
          : fail(task, state.kind === 'curl' ? '(1) Received HTTP/0.9 when not allowed' : 'error getting response: Invalid argument', 1),
    };
  const location = reply.headers['location'];
  const follows =
    location !== undefined && reply.status >= 300 && reply.status < 400 && (state.kind === 'wget' || has(state, 'L', 'location'));
  if (follows && (state.hops += 1) < 10) {
    const next = /^\w+:/.test(location) ? location : `${url.scheme}://${url.host}:${url.port}${location}`;
    const parsed = parseUrl(next);
    if (parsed !== undefined) begin(task, state, next, parsed);
    return undefined;
  }
  const code = state.kind === 'curl' ? curlDone(task, state, reply, url) : wgetDone(task, state, reply, url);
  if (code !== 0) state.code = code;
  return undefined;
}

type Reply = NonNullable<ReturnType<typeof takeReply>>;

/** curl prints a body of unknown length as it comes. */
function printStream(task: Task, state: State): void {
  const soFar = state.kind === 'curl' && !has(state, 'o', 'output', 'i', 'include', 'O') ? takeReply(state.buffer, true) : undefined;
  if (soFar === undefined || soFar.status >= 300 || soFar.headers['content-length'] !== undefined) return;
  write(task, 1, soFar.body.slice(state.printed));
  state.printed = soFar.body.length;
}

function curlDone(task: Task, state: State, reply: Reply, url: Url): number {
  if (has(state, 'v', 'verbose'))
    write(
      task,
      2,
      `${reply.head
        .split(/\r?\n/)
        .map((line) => `< ${line}\n`)
        .join('')}< \n* Closing connection 0\n`,
    );
  const isFailure = reply.status >= 400 && has(state, 'f', 'fail');
  const target = state.flags['o'] ?? state.flags['output'] ?? (has(state, 'O', 'remote-name') ? nameOf(url.path) : undefined);
  const shown = (has(state, 'i', 'I', 'include', 'head') ? `${reply.head}\r\n\r\n` : '') + (isFailure ? '' : reply.body);
  if (target === undefined || target === '-') write(task, 1, shown.slice(state.printed));
  else if (target !== '/dev/null') writeFile(fsOf(task), absolute(task.proc.cwd, target), shown, task.proc);
  const format = state.flags['w'] ?? state.flags['write-out'];
  if (format !== undefined)
    write(
      task,
      1,
      format
        .replace(
          /%\{(\w+)\}/g,
          (_, name: string) =>
            ({
              http_code: String(reply.status),
              response_code: String(reply.status),
              time_total: '0.002',
              remote_ip: state.ip,
              size_download: String(byteLength(reply.body)),
            })[name] ?? '',
        )
        .replace(/\\n/g, '\n')
        .replace(/\\t/g, '\t'),
    );
  if (!isFailure) return 0;
  if (!has(state, 's', 'silent') || has(state, 'S', 'show-error')) fail(task, `(22) The requested URL returned error: ${reply.status}`);
  return 22;
}

function wgetDone(task: Task, state: State, reply: Reply, url: Url): number {
  if (has(state, 'S', 'server-response'))
    write(
      task,
      2,
      reply.head
        .split(/\r?\n/)
        .map((line) => `  ${line}\n`)
        .join(''),
    );
  if (reply.status >= 400) return fail(task, `server returned error: ${reply.first}`);
  if (has(state, 'spider')) {
    if (!has(state, 'q')) write(task, 2, 'remote file exists\n');
    return 0;
  }
  const target =
    state.flags['O'] ?? state.flags['output-document'] ?? (url.path.endsWith('/') ? 'index.html' : nameOf(url.path.split('?')[0]!));
  const length = byteLength(reply.body);
  const progress = (name: string): string =>
    `${name.padEnd(20).slice(0, 20)} 100% |********************************| ${String(length).padStart(5)}  0:00:00 ETA\n`;
  if (target === '-') {
    if (!has(state, 'q')) write(task, 2, `writing to stdout\n`);
    write(task, 1, reply.body);
    if (!has(state, 'q')) write(task, 2, `${progress('-')}written to stdout\n`);
    return 0;
  }
  const wrong = target === '/dev/null' ? undefined : writeFile(fsOf(task), absolute(task.proc.cwd, target), reply.body, task.proc);
  if (wrong !== undefined) return fail(task, `can't open '${target}'`);
  if (!has(state, 'q')) write(task, 2, `saving to '${target}'\n${progress(target)}'${target}' saved\n`);
  return 0;
}

function failed(task: Task, state: State, url: Url, { failed: why, ip }: { readonly failed: string; readonly ip: string }): number {
  if (state.kind === 'wget') {
    if (why === 'name' || why === 'name-timeout') return fail(task, `bad address '${url.host}${url.port === 80 ? '' : `:${url.port}`}'`);
    if (!has(state, 'q')) write(task, 2, `Connecting to ${url.host}:${url.port} (${ip}:${url.port})\n`);
    if (why === 'timeout') return fail(task, 'download timed out');
    return fail(task, `can't connect to remote host (${ip}): ${why === 'refused' ? 'Connection refused' : 'No route to host'}`);
  }
  const code = why === 'name' || why === 'name-timeout' ? 6 : why === 'timeout' ? 28 : 7;
  if (has(state, 's', 'silent') && !has(state, 'S', 'show-error')) return writeCode(task, state, code);
  const text =
    code === 6
      ? `Could not resolve host: ${url.host}`
      : code === 28 && state.buffer !== ''
        ? `Operation timed out after ${Math.max(1, Math.round(task.kernel.context.now - task.proc.startedAtMs))} milliseconds with ${state.printed} bytes received`
        : code === 28
          ? `Connection timed out after ${Math.max(1, Math.round(task.kernel.context.now - task.proc.startedAtMs))} milliseconds`
          : `Failed to connect to ${url.host} port ${url.port} after ${Math.round(task.kernel.context.now - task.proc.startedAtMs)} ms: Couldn't connect to server`;
  fail(task, `(${code}) ${text}`);
  return writeCode(task, state, code);
}

function writeCode(task: Task, state: State, code: number): number {
  const format = state.flags['w'] ?? state.flags['write-out'];
  if (format !== undefined) write(task, 1, format.replace(/%\{(http_code|response_code)\}/g, '000').replace(/\\n/g, '\n'));
  return code;
}

function usage(task: Task, state: State): number {
  write(
    task,
    2,
    state.kind === 'curl'
      ? "curl: try 'curl --help' or 'curl --manual' for more information\n"
      : 'BusyBox v1.36.1 (2023-05-18 22:34:17 UTC) multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [-T SEC] URL...\n',
  );
  return state.kind === 'curl' ? 2 : 1;
}

export const wget: Program = { start: (task) => start(task, 'wget'), step };
export const curl: Program = { start: (task) => start(task, 'curl'), step };
