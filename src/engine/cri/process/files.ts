/** Open files and descriptors: opening, closing, reading and writing, for all kinds of open file. */
import { mayWrite, readFile, isErrno, writeFile, stat, allowed } from '../fs/ops.ts';
import { nodeAt, resolvePath, type Errno } from '../fs/fs.ts';
import { absolute } from '../fs/path.ts';
import { appendLog, flushLog } from '../streams/log.ts';
import { writeTty } from '../streams/ttyOutput.ts';
import { closeSocket, sendSocket } from '../net/transfer.ts';
import type { Container, OpenFile, Proc } from '../state.ts';
import { fileOf, fsOf, wakeFile, wakePipe, type Kernel, type Task } from './task.ts';

const pipeRoom = 65_536;
const largestFile = 4_000_000;

/** Adds an open file to the container's table. */
export function addFile(container: Container, file: OpenFile): number {
  container.nextFile += 1;
  container.files.set(container.nextFile, file);
  return container.nextFile;
}

/** Gives a process a descriptor for an open file; what the number meant before is closed. */
export function setFd(task: Task, fd: number, file: number): void {
  const { container, proc } = task;
  const open = container.files.get(file);
  if (open === undefined) return;
  open.refs += 1;
  closeFd(task, fd);
  proc.fds.set(fd, file);
}

export function lowestFd(proc: Proc, from = 3): number {
  let fd = from;
  while (proc.fds.has(fd)) fd += 1;
  return fd;
}

export function closeFd(task: Task, fd: number): void {
  const { kernel, container, proc } = task;
  const id = proc.fds.get(fd);
  if (id === undefined) return;
  proc.fds.delete(fd);
  release(kernel, container, id);
}

/** One reference less; the last one closes. */
export function release(kernel: Kernel, container: Container, id: number): void {
  const open = container.files.get(id);
  if (open === undefined || (open.refs -= 1) > 0) return;
  container.files.delete(id);
  if (open.kind === 'pipe') {
    const pipe = container.pipes.get(open.pipe);
    if (pipe === undefined) return;
    if (open.end === 'read') pipe.readers -= 1;
    else pipe.writers -= 1;
    wakePipe(kernel, container, open.pipe);
    if (pipe.readers <= 0 && pipe.writers <= 0) container.pipes.delete(open.pipe);
  } else if (open.kind === 'log') flushLog(kernel, container, open);
  else if (open.kind === 'listen') kernel.state.bound.delete(open.key);
  else if (open.kind === 'socket') closeSocket(kernel, open);
}

/** A new pipe's two open files, with no descriptor yet. */
export function makePipe(container: Container): { readonly read: number; readonly write: number } {
  container.nextFile += 1;
  const pipe = container.nextFile;
  container.pipes.set(pipe, { buffer: '', readers: 1, writers: 1 });
  return {
    read: addFile(container, { kind: 'pipe', refs: 0, pipe, end: 'read' }),
    write: addFile(container, { kind: 'pipe', refs: 0, pipe, end: 'write' }),
  };
}

export type OpenMode = 'read' | 'write' | 'append' | 'both';

/** Opens a path and returns the open file's number, with no descriptor yet. */
export function openFile(task: Task, path: string, mode: OpenMode): number | { readonly errno: Errno } {
  const device = openDevice(task, path);
  if (device !== undefined) return device;
  const fs = fsOf(task);
  const found = resolvePath(fs, absolute(task.proc.cwd, path));
  if (isErrno(found)) return { errno: found };
  const node = nodeAt(fs, found.path);
  if (node?.kind === 'dir') return mode === 'read' ? addFile(task.container, plainFile(found.path, mode)) : { errno: 'EISDIR' };
  if (mode === 'read') {
    if (node === undefined) return { errno: 'ENOENT' };
    if (!allowed(node, task.proc, 4)) return { errno: 'EACCES' };
  } else {
    const refused = mayWrite(fs, found.path, task.proc);
    if (refused !== undefined) return { errno: refused };
    if (node === undefined || mode === 'write') {
      const wrong = writeFile(fs, found.path, '', task.proc);
      if (wrong !== undefined) return { errno: wrong };
    }
  }
  return addFile(task.container, plainFile(found.path, mode));
}

function plainFile(path: string, mode: OpenMode): OpenFile {
  return {
    kind: 'file',
    refs: 0,
    path,
    offset: 0,
    append: mode === 'append',
    reads: mode === 'read' || mode === 'both',
    writes: mode !== 'read',
  };
}

function openDevice(task: Task, path: string): number | undefined {
  if (!path.startsWith('/dev/') && !path.startsWith('/proc/')) return undefined;
  const name = path.slice(5);
  if (name === 'null' || name === 'zero' || name === 'full') return addFile(task.container, { kind: name, refs: 0 });
  if (name === 'random' || name === 'urandom') return addFile(task.container, { kind: 'random', refs: 0 });
  const standard = { stdin: 0, stdout: 1, stderr: 2, tty: 0 }[name];
  const own = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  const main = /^\/proc\/1\/fd\/([12])$/.exec(path);
  if (main !== null) return task.container.procs.get(1)?.fds.get(Number(main[1]));
  const fd = standard ?? (own === null ? undefined : Number(own[1]));
  return fd === undefined ? undefined : task.proc.fds.get(fd);
}

/** Reads what is there: text, '' at the end, undefined when it must be waited for. */
export function read(task: Task, fd: number, most = largestFile): string | undefined {
  const open = fileOf(task, fd);
  switch (open?.kind) {
    case 'file': {
      const text = readFile(fsOf(task), open.path);
      const part = typeof text === 'string' ? text.slice(open.offset, open.offset + most) : '';
      open.offset += part.length;
      return part;
    }
    case 'zero':
      return '\0'.repeat(Math.min(most, 4096));
    case 'pipe': {
      const pipe = task.container.pipes.get(open.pipe);
      if (pipe === undefined) return '';
      return taken(pipe.buffer, most, pipe.writers <= 0, (rest) => {
        pipe.buffer = rest;
        wakePipe(task.kernel, task.container, open.pipe);
      });
    }
    case 'input':
      return taken(open.buffer, most, open.eof, (rest) => (open.buffer = rest));
    case 'tty': {
      const tty = task.container.ttys.get(open.tty);
      if (tty === undefined) return '';
      if (tty.input === '' && tty.eof) {
        tty.eof = false;
        return '';
      }
      return taken(tty.input, most, false, (rest) => (tty.input = rest));
    }
    case 'socket':
      return taken(open.input, most, open.eof || open.phase === 'closed', (rest) => (open.input = rest));
    default:
      return '';
  }
}

function taken(buffer: string, most: number, ended: boolean, keep: (rest: string) => void): string | undefined {
  if (buffer === '') return ended ? '' : undefined;
  if (buffer.length <= most) {
    keep('');
    return buffer;
  }
  keep(buffer.slice(most));
  return buffer.slice(0, most);
}

/** One line with its newline (without, at the end of what there is), '' at the end, undefined when it must be waited for. */
export function readLine(task: Task, fd: number): string | undefined {
  const open = fileOf(task, fd);
  if (open?.kind === 'file') {
    const text = readFile(fsOf(task), open.path);
    if (typeof text !== 'string') return '';
    const end = text.indexOf('\n', open.offset);
    const line = text.slice(open.offset, end < 0 ? text.length : end + 1);
    open.offset += line.length;
    return line;
  }
  const buffer = waiting(task, open);
  const end = buffer.indexOf('\n');
  if (end >= 0) return read(task, fd, end + 1);
  return isEnded(task, open) ? read(task, fd) : undefined;
}

function waiting(task: Task, open: OpenFile | undefined): string {
  if (open?.kind === 'pipe') return task.container.pipes.get(open.pipe)?.buffer ?? '';
  if (open?.kind === 'input') return open.buffer;
  if (open?.kind === 'tty') return task.container.ttys.get(open.tty)?.input ?? '';
  return open?.kind === 'socket' ? open.input : '';
}

function isEnded(task: Task, open: OpenFile | undefined): boolean {
  if (open?.kind === 'pipe') return (task.container.pipes.get(open.pipe)?.writers ?? 0) <= 0;
  if (open?.kind === 'input') return open.eof;
  if (open?.kind === 'tty') return task.container.ttys.get(open.tty)?.eof ?? true;
  return open?.kind === 'socket' ? open.eof || open.phase === 'closed' : true;
}

/** The process has written to a pipe that nobody reads: it does nothing more, unless it has said what it does then. */
export function isBroken({ proc }: Task): boolean {
  return proc.signals.includes('PIPE') && !proc.handled.includes('PIPE');
}

function breakPipe({ proc }: Task): false {
  if (!proc.ignored.includes('PIPE')) proc.signals.push('PIPE');
  return false;
}

/** Writes text. False: nobody will ever read it (a broken pipe), or it cannot be written. */
export function write(task: Task, fd: number, text: string): boolean {
  const open = fileOf(task, fd);
  if (text === '') return open !== undefined;
  switch (open?.kind) {
    case 'file':
      return open.writes && writeAt(task, open, text);
    case 'pipe': {
      const pipe = task.container.pipes.get(open.pipe);
      if (pipe === undefined || pipe.readers <= 0) return breakPipe(task);
      pipe.buffer += text;
      if (pipe.buffer.length > pipeRoom) task.proc.full = open.pipe;
      wakePipe(task.kernel, task.container, open.pipe);
      return true;
    }
    case 'log':
      appendLog(task.kernel, task.container, open, text);
      return true;
    case 'stream':
      if (!task.kernel.state.streams.has(open.stream)) return breakPipe(task);
      task.kernel.context.stream({ stream: open.stream, type: open.from, data: text });
      return true;
    case 'capture': {
      const capture = task.kernel.state.captures.get(open.id);
      if (capture !== undefined && capture.output.length < 65_536) capture.output += text;
      return true;
    }
    case 'tty':
      writeTty(task.kernel, task.container, open.tty, text);
      return true;
    case 'socket':
      return sendSocket(task.kernel, open, text);
    case 'null':
    case 'random':
    case 'zero':
      return true;
    default:
      return false;
  }
}

function writeAt(task: Task, open: OpenFile & { kind: 'file' }, text: string): boolean {
  const fs = fsOf(task);
  const before = readFile(fs, open.path);
  const old = typeof before === 'string' ? before : '';
  const at = open.append ? old.length : open.offset;
  const content = at >= old.length ? old + '\0'.repeat(at - old.length) + text : old.slice(0, at) + text + old.slice(at + text.length);
  if (content.length > largestFile) return false;
  open.offset = at + text.length;
  const done = writeFile(fs, open.path, content) === undefined;
  if (done) notifyPath(task, open.path);
  return done;
}

/** Wakes processes of the container that wait at the end of a file that has grown. */
function notifyPath(task: Task, path: string): void {
  for (const [id, open] of task.container.files)
    if (open.kind === 'file' && open.path === path && open.reads) wakeFile(task.kernel, task.container, id);
}

/** Whether a descriptor leads to a terminal. */
export function isTty(task: Task, fd: number): boolean {
  return fileOf(task, fd)?.kind === 'tty';
}

export function isDirectoryFd(task: Task, fd: number): boolean {
  const open = fileOf(task, fd);
  if (open?.kind !== 'file') return false;
  const node = stat(fsOf(task), open.path);
  return !isErrno(node) && node.kind === 'dir';
}
