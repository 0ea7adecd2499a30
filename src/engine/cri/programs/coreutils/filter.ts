/** Programs that read lines from files or from their input. What they keep is data; lines come as they are there. */
import { errorText } from '../../fs/fs.ts';
import { closeFd, isDirectoryFd, lowestFd, openFile, read, setFd, write } from '../../process/files.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import { commandName, fail } from '../command.ts';

export interface Filter<S> {
  /** Reads the arguments: what to keep and which files to read; a number is an exit code. */
  readonly open: (task: Task, args: readonly string[]) => { readonly state: S; readonly files: readonly string[] } | number;
  /** One line without its newline. False: no more is wanted. */
  readonly line: (task: Task, state: S, line: string, source: Source) => boolean | void;
  readonly end?: (task: Task, state: S, source: Source) => number | void;
  /** Called when a file begins and when it ends. */
  readonly file?: (task: Task, state: S, name: string, isEnd: boolean) => void;
}

export interface Source {
  files: string[];
  name: string;
  fd: number;
  buffer: string;
  status: number;
  /** The last line had a newline. */
  newline: boolean;
  count: number;
}

interface Kept<S> {
  state: S;
  source: Source;
  exit: number;
}

/** Lines handled before others may go on. */
const mostLines = 2000;

export function fromFilter<S>(filter: Filter<S>): Program {
  return {
    start(task): Kept<S> {
      const opened = filter.open(task, task.proc.argv.slice(1));
      const source: Source = {
        files: typeof opened === 'number' ? [] : opened.files.length === 0 ? ['-'] : opened.files.slice(),
        name: '',
        fd: -1,
        buffer: '',
        status: 0,
        newline: true,
        count: 0,
      };
      if (typeof opened !== 'number') source.count = opened.files.length;
      return typeof opened === 'number' ? { state: undefined as S, source, exit: opened } : { state: opened.state, source, exit: -1 };
    },
    step(task) {
      const kept = task.proc.state as Kept<S>;
      return kept.exit >= 0 ? { exit: kept.exit } : pump(task, filter, kept);
    },
  };
}

function pump<S>(task: Task, filter: Filter<S>, kept: Kept<S>): Outcome {
  const { source, state } = kept;
  for (let lines = 0; ; lines += 1) {
    if (task.proc.signals.includes('PIPE') || (task.proc.full !== undefined && lines > 0) || lines > mostLines) return 'again';
    if (source.fd < 0 && !openNext(task, source)) return { exit: filter.end?.(task, state, source) ?? source.status };
    const line = nextLine(task, source);
    if (line === undefined) return { fds: [source.fd] };
    if (line === false) {
      filter.file?.(task, state, source.name, true);
      if (source.fd !== 0) closeFd(task, source.fd);
      source.fd = -1;
    } else if (filter.line(task, state, line, source) === false) return { exit: filter.end?.(task, state, source) ?? source.status };
  }
}

function openNext(task: Task, source: Source): boolean {
  for (let name = source.files.shift(); name !== undefined; name = source.files.shift()) {
    source.name = name;
    if (name === '-') {
      source.fd = 0;
      return true;
    }
    const opened = openFile(task, name, 'read');
    if (typeof opened !== 'number') {
      source.status = fail(task, missing(task, name, errorText[opened.errno]));
      continue;
    }
    source.fd = lowestFd(task.proc);
    setFd(task, source.fd, opened);
    if (!isDirectoryFd(task, source.fd)) return true;
    closeFd(task, source.fd);
    source.fd = -1;
    source.status = fail(task, commandName(task) === 'cat' ? `read error: Is a directory` : `${name}: Is a directory`);
  }
  return false;
}

/** busybox says what it could not do. */
function missing(task: Task, name: string, text: string): string {
  return commandName(task) === 'cat' || commandName(task) === 'head' || commandName(task) === 'tail'
    ? `can't open '${name}': ${text}`
    : `${name}: ${text}`;
}

/** The next line; false at the end; undefined when it must be waited for. */
function nextLine(task: Task, source: Source): string | false | undefined {
  for (;;) {
    const end = source.buffer.indexOf('\n');
    if (end >= 0) {
      const line = source.buffer.slice(0, end);
      source.buffer = source.buffer.slice(end + 1);
      source.newline = true;
      return line;
    }
    const part = read(task, source.fd, 65_536);
    if (part === undefined) return undefined;
    if (part === '') {
      const rest = source.buffer;
      source.buffer = '';
      source.newline = false;
      return rest === '' ? false : rest;
    }
    source.buffer += part;
  }
}

/** Writes a line, with a newline when it had one. */
export function emit(task: Task, line: string, source?: Source): void {
  write(task, 1, source?.newline === false ? line : `${line}\n`);
}
