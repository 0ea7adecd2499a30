/** redis-cli: one command, commands from its input, or a prompt. upstream: github.com/redis/redis src/redis-cli.c */
import { redisVersion } from '../../images/redis.ts';
import { startConnection, stepConnection, type Connection } from '../../net/connection.ts';
import { closeFd, isTty, read, readLine, write } from '../../process/files.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import { command, splitWords, takeReply, type Reply } from './resp.ts';

interface State {
  host: string;
  port: number;
  raw: boolean;
  auth: string;
  words: string[];
  interactive: boolean;
  prompted: boolean;
  /** The prompt stands there and waits. */
  asking: boolean;
  connection: Connection | undefined;
  fd: number;
  buffer: string;
  /** Commands that are sent, or wait to be, oldest first; the answer to `hidden` is not shown. */
  queue: { words: string[]; sent: boolean; hidden: boolean }[];
  failedExit: number;
  version: string;
}

const valued = ['-h', '-p', '-a', '-n', '-u', '-r', '-i', '-s', '--user', '--pass'];

export const redisCli: Program = {
  start(task): State {
    const args = task.proc.argv.slice(1);
    const options: Record<string, string> = {};
    let at = 0;
    for (; at < args.length && args[at]!.startsWith('-'); at += 1) {
      const name = args[at]!;
      options[name] = valued.includes(name) ? (args[(at += 1)] ?? '') : '';
    }
    const words = args.slice(at);
    const isRaw = '--raw' in options || (!isTty(task, 1) && !('--no-raw' in options));
    const state: State = {
      host: options['-h'] ?? '127.0.0.1',
      port: Number(options['-p'] ?? 6379),
      raw: isRaw,
      auth: options['-a'] ?? options['--pass'] ?? task.proc.env['REDISCLI_AUTH'] ?? '',
      words,
      interactive: words.length === 0,
      prompted: false,
      asking: false,
      connection: undefined,
      fd: -1,
      buffer: '',
      queue: [],
      failedExit: 0,
      version: redisVersion(task.container.spec.image.split(':')[1] ?? ''),
    };
    if ('-a' in options && !('--no-auth-warning' in options) && state.version >= '4')
      write(task, 2, "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n");
    if ('-n' in options) state.queue.push({ words: ['select', options['-n']!], sent: false, hidden: true });
    if (words.length > 0) state.queue.push({ words, sent: false, hidden: false });
    if ('-v' in options || '--version' in options) {
      write(task, 1, `redis-cli ${state.version}\n`);
      state.failedExit = -1;
    }
    return state;
  },
  step(task) {
    const state = task.proc.state as State;
    return state.failedExit < 0 ? { exit: 0 } : stepCli(task, state);
  },
};

function stepCli(task: Task, state: State): Outcome {
  for (;;) {
    const linked = link(task, state);
    if (linked !== undefined) return linked;
    if (state.fd >= 0) {
      const waiting = exchange(task, state);
      if (waiting !== undefined) return waiting;
    }
    if (state.queue.length > 0) continue;
    if (!state.interactive) return { exit: state.failedExit };
    const next = nextLine(task, state);
    if (next !== undefined) return next;
  }
}

/** Connects when that is needed: what to wait for, or the end. */
function link(task: Task, state: State): Outcome | undefined {
  const isNeeded = state.fd < 0 && (state.queue.length > 0 || !state.prompted);
  if (!isNeeded) return undefined;
  state.connection ??= startConnection(task, state.host, state.port, {
    about: `redis ${state.words.join(' ') || state.queue[0]?.words.join(' ') || 'connect'}`,
  });
  const linked = stepConnection(task, state.connection);
  if ('fd' in linked) {
    state.fd = linked.fd;
    state.connection = undefined;
    if (state.auth !== '') state.queue.unshift({ words: ['auth', state.auth], sent: false, hidden: true });
    return undefined;
  }
  if (!('failed' in linked)) return linked;
  state.connection = undefined;
  write(
    task,
    isTty(task, 1) && state.interactive ? 1 : 2,
    `Could not connect to Redis at ${state.host}:${state.port}: ${failure(task, linked.failed)}\n`,
  );
  if (!state.interactive || !isTty(task, 0)) return { exit: 1 };
  state.queue = [];
  state.prompted = true;
  return undefined;
}

function failure(task: Task, failed: string): string {
  const isMusl = task.container.spec.image.includes('alpine');
  if (failed === 'name') return isMusl ? 'Name does not resolve' : 'Name or service not known';
  if (failed === 'name-timeout') return isMusl ? 'Try again' : 'Temporary failure in name resolution';
  if (failed === 'unreachable') return 'No route to host';
  return failed === 'refused' ? 'Connection refused' : isMusl ? 'Operation timed out' : 'Connection timed out';
}

/** Sends what is to be sent and shows what has come: what to wait for, or undefined when nothing is outstanding. */
function exchange(task: Task, state: State): Outcome | undefined {
  const first = state.queue[0];
  if (first === undefined) return undefined;
  if (!first.sent) {
    first.sent = true;
    write(task, state.fd, command(first.words));
  }
  const part = read(task, state.fd);
  state.buffer += part ?? '';
  const taken = takeReply(state.buffer);
  if (taken !== undefined) {
    state.buffer = state.buffer.slice(taken.end);
    state.queue.shift();
    if (!first.hidden) write(task, 1, state.raw ? `${rawText(taken.reply)}\n` : shown(taken.reply, state.version));
    else if (taken.reply.kind === 'error')
      write(task, 1, first.words[0] === 'auth' ? `AUTH failed: ${taken.reply.text}\n` : `${taken.reply.text}\n`);
    if (taken.reply.kind === 'error' && !first.hidden && !state.interactive) state.failedExit = state.version >= '7' ? 1 : 0;
    return undefined;
  }
  if (part !== '') return { fds: [state.fd] };
  closeFd(task, state.fd);
  state.fd = -1;
  state.queue.shift();
  if (first.words[0]?.toLowerCase() === 'shutdown' || first.words[0]?.toLowerCase() === 'quit')
    return state.interactive && first.words[0].toLowerCase() === 'shutdown' ? undefined : { exit: 0 };
  write(task, 2, 'Error: Server closed the connection\n');
  return state.interactive ? undefined : { exit: 1 };
}

/** Prompts and reads a line; undefined when a command was put on the queue. */
function nextLine(task: Task, state: State): Outcome | undefined {
  if (!state.prompted && isTty(task, 0)) state.prompted = true;
  if (isTty(task, 0) && !state.asking) {
    write(task, 1, state.fd < 0 ? 'not connected> ' : `${state.host}:${state.port}> `);
    state.asking = true;
  }
  const line = readLine(task, 0);
  if (line === undefined) return { fds: [0] };
  state.asking = false;
  state.prompted = true;
  if (line === '') {
    if (isTty(task, 0)) write(task, 1, '\n');
    return { exit: 0 };
  }
  const words = splitWords(line.trim());
  if (words === undefined) write(task, 1, 'Invalid argument(s)\n');
  else if (words[0] === 'quit' || words[0] === 'exit') return { exit: 0 };
  else if (words[0] === 'clear') write(task, 1, '\u001b[H\u001b[2J');
  else if (words[0] !== undefined) state.queue.push({ words, sent: false, hidden: false });
  return undefined;
}

function rawText(reply: Reply): string {
  switch (reply.kind) {
    case 'status':
    case 'bulk':
      return reply.text;
    case 'error':
      return `${reply.text}\n`;
    case 'integer':
      return String(reply.value);
    case 'nil':
      return '';
    case 'array':
      return reply.items.map(rawText).join('\n');
  }
}

function shown(reply: Reply, version: string, prefix = ''): string {
  switch (reply.kind) {
    case 'status':
      return `${reply.text}\n`;
    case 'error':
      return `(error) ${reply.text}\n`;
    case 'integer':
      return `(integer) ${reply.value}\n`;
    case 'nil':
      return '(nil)\n';
    case 'bulk':
      return /[\r\n]/.test(reply.text) && reply.text.startsWith('# ') ? `${reply.text}\n` : `${quoted(reply.text)}\n`;
    case 'array': {
      if (reply.items.length === 0) return version < '6' ? '(empty list or set)\n' : '(empty array)\n';
      const width = String(reply.items.length).length;
      return reply.items
        .map(
          (item, i) =>
            `${i === 0 ? '' : prefix}${String(i + 1).padStart(width)}) ${shown(item, version, `${prefix}${' '.repeat(width + 2)}`)}`,
        )
        .join('');
    }
  }
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"\n\r\t]/g, (letter) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[letter] ?? letter)}"`;
}
