/** Redirections: carried out on the shell's own descriptors and undone, or kept. upstream: IEEE Std 1003.1 2.7 */
import { errorText } from '../fs/fs.ts';
import { closeFd, lowestFd, makePipe, openFile, release, setFd } from '../process/files.ts';
import type { Task } from '../process/task.ts';
import { connect } from '../net/sockets.ts';
import { addressPattern } from '../net/resolve.ts';
import type { Expanded } from './state.ts';

/** What descriptors meant before: descriptor and a spare one that still means it. */
export type Saved = [number, number | undefined][];

/** Carries out redirections. A string says what failed; what was done before it is undone by the caller. */
export function redirect(task: Task, redirects: Expanded['redirects'], saved: Saved | undefined): string | undefined {
  for (const one of redirects) {
    const fds = one.op === '&>' || one.op === '&>>' || (one.op === '>&' && !/^(\d+|-)$/.test(one.target)) ? [1, 2] : [one.fd];
    if (saved !== undefined) for (const fd of fds) keep(task, fd, saved);
    const wrong = apply(task, one, fds);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function keep(task: Task, fd: number, saved: Saved): void {
  if (saved.some(([other]) => other === fd)) return;
  const file = task.proc.fds.get(fd);
  if (file === undefined) {
    saved.push([fd, undefined]);
    return;
  }
  const spare = lowestFd(task.proc, 60);
  setFd(task, spare, file);
  saved.push([fd, spare]);
}

/** Puts descriptors back. */
export function restore(task: Task, saved: Saved): void {
  for (const [fd, spare] of saved.slice().reverse()) {
    const file = spare === undefined ? undefined : task.proc.fds.get(spare);
    if (file === undefined) closeFd(task, fd);
    else setFd(task, fd, file);
    if (spare !== undefined) closeFd(task, spare);
  }
}

function apply(task: Task, one: Expanded['redirects'][number], fds: readonly number[]): string | undefined {
  const { kernel, container, proc } = task;
  if ((one.op === '>&' || one.op === '<&') && /^(\d+|-)$/.test(one.target)) {
    if (one.target === '-') closeFd({ kernel, container, proc }, one.fd);
    else {
      const file = proc.fds.get(Number(one.target));
      if (file === undefined) return `${one.target}: Bad file descriptor`;
      setFd({ kernel, container, proc }, one.fd, file);
    }
    return undefined;
  }
  const file =
    one.op === '<<' || one.op === '<<<'
      ? textFile(task, one)
      : one.target.startsWith('/dev/tcp/')
        ? tcpFile(task, one.target)
        : pathFile(task, one);
  if (typeof file === 'string') return file;
  for (const fd of fds) setFd({ kernel, container, proc }, fd, file);
  return undefined;
}

function pathFile(task: Task, one: Expanded['redirects'][number]): number | string {
  const mode = one.op === '<' ? 'read' : one.op === '>>' || one.op === '&>>' ? 'append' : one.op === '<>' ? 'both' : 'write';
  const opened = openFile(task, one.target, mode);
  if (typeof opened === 'number') return opened;
  const isBash = task.proc.program === 'bash';
  const text = errorText[opened.errno];
  if (isBash) return `${one.target}: ${text}`;
  const reason = opened.errno === 'ENOENT' ? (mode === 'read' ? 'no such file' : 'nonexistent directory') : text;
  return `can't ${mode === 'read' ? 'open' : 'create'} ${one.target}: ${reason}`;
}

/** Text that can be read from a descriptor: a pipe that is filled and closed. */
function textFile(task: Task, one: Expanded['redirects'][number]): number {
  const { read, write: end } = makePipe(task.container);
  const pipe = task.container.files.get(read);
  if (pipe?.kind === 'pipe') {
    const buffer = task.container.pipes.get(pipe.pipe);
    if (buffer !== undefined) buffer.buffer = one.op === '<<<' ? `${one.target}\n` : one.target;
  }
  release(task.kernel, task.container, end);
  return read;
}

/** bash's `/dev/tcp/host/port`, as far as it is decided at once: inside the pod. */
function tcpFile(task: Task, path: string): number | string {
  const [, , , host = '', port = ''] = path.split('/');
  const ip = host === 'localhost' ? '127.0.0.1' : host;
  if (!addressPattern.test(ip)) return `${host}: Name or service not known`;
  const fd = connect(task, ip, Number(port), { about: `connect ${port}` });
  const file = task.proc.fds.get(fd)!;
  const open = task.container.files.get(file);
  if (open?.kind === 'socket' && open.phase === 'refused') {
    closeFd(task, fd);
    return `connect: Connection refused\nbash: line 1: ${path}: Connection refused`;
  }
  task.proc.fds.delete(fd);
  open!.refs -= 1;
  return file;
}
