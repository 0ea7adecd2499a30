/** Programs that run other programs: xargs, timeout, nohup, busybox, time, watch, yes, tail. upstream: busybox */
import { errorText } from '../../fs/fs.ts';
import { readFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { lowestFd, openFile, read, setFd, write } from '../../process/files.ts';
import { reap } from '../../process/run.ts';
import { fork, lookUp } from '../../process/spawn.ts';
import { signal } from '../../process/signals.ts';
import { fileOf, fsOf, type Outcome, type Program, type Task } from '../../process/task.ts';
import { outOfMemory } from '../../lifecycle.ts';
import { fail, given, parseOptions } from '../command.ts';
import { durationMs } from '../time.ts';
import { oldCount } from './text.ts';
import { runInPlace } from './system.ts';

interface XargsState {
  text: string;
  batches: string[][] | undefined;
  pid: number;
  code: number;
}

export const xargs: Program = {
  start: (): XargsState => ({ text: '', batches: undefined, pid: 0, code: 0 }),
  step(task) {
    const state = task.proc.state as XargsState;
    for (;;) {
      if (state.pid !== 0) {
        const ended = reap(task, state.pid);
        if (ended === undefined) return { child: true };
        state.pid = 0;
        if (ended !== 'none' && ended.code !== 0) state.code = 123;
      }
      if (state.batches === undefined) {
        const part = read(task, 0);
        if (part === undefined) return { fds: [0] };
        state.text += part;
        if (part === '') state.batches = batchesOf(task, state.text);
        continue;
      }
      const argv = state.batches.shift();
      if (argv === undefined) return { exit: state.code };
      const found = lookUp(task, argv);
      if (typeof found === 'string') return { exit: fail(task, `${argv[0]}: ${errorText.ENOENT}`, 127) };
      state.pid = fork(task, found.program, found.argv, undefined)?.pid ?? 0;
    }
  },
};

function batchesOf(task: Task, text: string): string[][] {
  const args = task.proc.argv.slice(1);
  let at = 0;
  const values: Record<string, string> = {};
  for (; at < args.length && args[at]!.startsWith('-'); at += 1) {
    const letter = args[at]![1]!;
    values[letter] = 'nIPLdEs'.includes(letter) ? args[at]!.slice(2) || (args[(at += 1)] ?? '') : '';
  }
  const command = at < args.length ? args.slice(at) : ['echo'];
  const place = values['I'];
  const words =
    '0' in values
      ? text.split('\0')
      : place !== undefined
        ? text.split('\n').map((line) => line.trim())
        : (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const items = words.filter((word) => word !== '');
  if (place !== undefined) return items.map((item) => command.map((word) => word.replaceAll(place, item)));
  const size = Number(values['n'] ?? values['L'] ?? 5000);
  if (items.length === 0) return 'r' in values ? [] : [command];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => [...command, ...items.slice(i * size, (i + 1) * size)]);
}

interface TimeoutState {
  pid: number;
  untilMs: number;
  late: boolean;
  name: string;
}

export const timeout: Program = {
  start(task): TimeoutState {
    const args = task.proc.argv.slice(1);
    let at = 0;
    let name = 'TERM';
    for (; args[at]?.startsWith('-') === true; at += 1) {
      if (args[at] === '-s') name = (args[(at += 1)] ?? 'TERM').replace('SIG', '');
      else if (args[at] === '-k' || args[at] === '-t') at += 1;
    }
    const isOld = args[at - 2] === '-t';
    const ms = durationMs((isOld ? args[at - 1] : args[at]) ?? '') ?? 0;
    const argv = args.slice(isOld ? at : at + 1);
    const found = lookUp(task, argv);
    if (typeof found === 'string') return { pid: -1, untilMs: 0, late: false, name: argv[0] ?? '' };
    return { pid: fork(task, found.program, found.argv, undefined)?.pid ?? 0, untilMs: task.kernel.context.now + ms, late: false, name };
  },
  step(task) {
    const state = task.proc.state as TimeoutState;
    if (state.pid < 0) return { exit: fail(task, `can't execute '${state.name}': ${errorText.ENOENT}`, 127) };
    const ended = reap(task, state.pid);
    if (ended !== undefined)
      return { exit: state.late ? (task.container.spec.image.includes('busybox') ? 143 : 124) : ended === 'none' ? 0 : ended.code };
    const child = task.container.procs.get(state.pid);
    if (task.kernel.context.now >= state.untilMs && child !== undefined && !state.late) {
      state.late = true;
      signal({ ...task, proc: child }, state.name);
      return 'again';
    }
    return state.late ? { child: true } : { child: true, untilMs: state.untilMs };
  },
};

/** nohup, busybox, nice and time: the command that follows takes the place. */
export const prefixed: Program = {
  step(task) {
    const args = task.proc.argv.slice(1);
    const at = args.findIndex((arg) => !arg.startsWith('-'));
    if (at < 0) {
      write(task, 1, 'BusyBox v1.36.1 (2023-05-18 22:34:17 UTC) multi-call binary.\n');
      return { exit: 0 };
    }
    return runInPlace(task, args.slice(at));
  },
};

export const yes: Program = {
  step(task) {
    const line = `${task.proc.argv.slice(1).join(' ') || 'y'}\n`;
    if (!write(task, 1, line.repeat(200))) return 'again';
    return task.proc.full === undefined ? { untilMs: task.kernel.context.now + 100 } : 'again';
  },
};

interface TailState {
  follow: boolean;
  fd: number;
  text: string;
  code: number;
  path: string;
  size: number;
  shown: boolean;
  outOfMemoryAt: number;
}

const followMs = 1000;
/** Reading without an end fills memory this fast. */
const fillMs = 40;

export const tail: Program = {
  start(task): TailState {
    const options = parseOptions(oldCount(task.proc.argv.slice(1)), ['n', 'c', 's', 'lines', 'pid']);
    const state: TailState = {
      follow: given(options, 'f', 'F', 'follow'),
      fd: 0,
      text: '',
      code: -1,
      path: '',
      size: 0,
      shown: false,
      outOfMemoryAt: 0,
    };
    const path = options.operands[0];
    if (path !== undefined && path !== '-') {
      const opened = openFile(task, path, 'read');
      if (typeof opened === 'number') {
        state.fd = lowestFd(task.proc);
        setFd(task, state.fd, opened);
        state.path = absolute(task.proc.cwd, path);
      } else {
        state.code = fail(task, `can't open '${path}': ${errorText[opened.errno]}`);
        if (state.follow) fail(task, 'no files');
      }
    }
    return state;
  },
  step(task) {
    const state = task.proc.state as TailState;
    if (state.code >= 0) return { exit: state.code };
    const kind = fileOf(task, state.fd)?.kind;
    if (kind === 'zero') return fillMemory(task, state);
    if (!state.shown) {
      for (;;) {
        const part = read(task, state.fd);
        if (part === undefined) return { fds: [state.fd] };
        if (part === '') break;
        state.text += part;
      }
      write(task, 1, lastPart(task, state.text));
      state.shown = true;
      state.text = '';
    }
    if (!state.follow) return { exit: 0 };
    if (kind === 'null') return { fds: [] };
    return followFile(task, state);
  },
};

function lastPart(task: Task, text: string): string {
  const options = parseOptions(oldCount(task.proc.argv.slice(1)), ['n', 'c', 's', 'lines', 'pid']);
  const bytes = options.flags.get('c');
  if (bytes !== undefined)
    return bytes.startsWith('+') ? text.slice(Number(bytes) - 1) : Number(bytes) === 0 ? '' : text.slice(-Math.abs(Number(bytes)));
  const count = options.flags.get('n') ?? options.flags.get('lines') ?? '10';
  const lines = text.split('\n');
  const tail_ = lines.at(-1) === '' ? lines.pop() : undefined;
  const shown = count.startsWith('+') ? lines.slice(Number(count) - 1) : Number(count) === 0 ? [] : lines.slice(-Math.abs(Number(count)));
  return shown.length === 0 ? '' : shown.join('\n') + (tail_ === '' ? '\n' : '');
}

/** Waits for the file to grow: woken by writers in the container, and looking once a second on volumes that others write. */
function followFile(task: Task, state: TailState): Outcome {
  const part = read(task, state.fd);
  if (part !== undefined && part !== '') write(task, 1, part);
  const open = fileOf(task, state.fd);
  if (open?.kind === 'file') {
    const text = readFile(fsOf(task), open.path);
    if (typeof text === 'string' && text.length < open.offset) open.offset = 0;
    const isShared = task.container.spec.mounts.some((mount) => open.path.startsWith(mount.containerPath));
    return isShared ? { fds: [state.fd], untilMs: task.kernel.context.now + followMs } : { fds: [state.fd] };
  }
  return { fds: [state.fd] };
}

/** Without an end in sight tail keeps everything, until the memory is used up. */
function fillMemory(task: Task, state: TailState): Outcome {
  const { now } = task.kernel.context;
  if (state.outOfMemoryAt === 0)
    state.outOfMemoryAt = now + fillMs + Math.floor((task.container.spec.memoryLimit ?? 4_000_000_000) / 1_000_000);
  if (now < state.outOfMemoryAt) return { untilMs: state.outOfMemoryAt };
  outOfMemory(task.kernel, task.container, task.proc);
  return { fds: [] };
}
