/** Making processes: fork with the parent's files, and becoming another program. upstream: linux fs/exec.c */
import { copyState } from '#sim/copy.ts';
import { executableMark } from '../fs/base.ts';
import { allowed, isErrno, readFile, stat, type Who } from '../fs/ops.ts';
import { absolute } from '../fs/path.ts';
import type { Fs } from '../fs/fs.ts';
import type { Container, Proc } from '../state.ts';
import { fsOf, wake, type Kernel, type Task } from './task.ts';

export interface Executable {
  readonly program: string;
  readonly argv: readonly string[];
}

export type NoExecutable = 'not-found' | 'no-file' | 'denied' | 'directory' | 'format';

export const mostProcesses = 512;

/** From where an executable is looked for, and as whom. */
export interface SearchFrom {
  readonly cwd: string;
  readonly path: string;
  readonly who: Who;
  /** Interpreters followed so far. */
  readonly depth?: number;
}

/** Finds what a command line runs, through PATH and the first line of scripts. */
export function findExecutable(fs: Fs, argv: readonly string[], from: SearchFrom): Executable | NoExecutable {
  const name = argv[0] ?? '';
  if (name === '') return 'not-found';
  if (name.includes('/')) return openExecutable(fs, absolute(from.cwd, name), argv, from);
  let best: NoExecutable = 'not-found';
  for (const folder of from.path.split(':')) {
    const found = openExecutable(fs, absolute(from.cwd, `${folder === '' ? '.' : folder}/${name}`), argv, from);
    if (typeof found !== 'string') return found;
    if (found === 'denied') best = 'denied';
  }
  return best;
}

function openExecutable(fs: Fs, path: string, argv: readonly string[], from: SearchFrom): Executable | NoExecutable {
  const depth = from.depth ?? 0;
  const node = stat(fs, path);
  if (isErrno(node)) return node === 'EACCES' ? 'denied' : 'no-file';
  if (node.kind === 'dir') return 'directory';
  if (!allowed(node, from.who, 1)) return 'denied';
  if (node.content.startsWith(executableMark)) return { program: node.content.slice(executableMark.length).trim(), argv };
  if (!node.content.startsWith('#!')) return depth === 0 ? 'format' : 'no-file';
  const [interpreter = '', ...given] = node.content
    .slice(2, node.content.indexOf('\n') + 1 || undefined)
    .trim()
    .split(/\s+/);
  const viaEnv = interpreter.endsWith('/env') && given[0] !== undefined;
  const words = viaEnv ? given : [interpreter, ...given];
  const next = [...words, path, ...argv.slice(1)];
  if (depth > 3) return 'no-file';
  if (viaEnv) return findExecutable(fs, next, { ...from, depth: depth + 1 });
  return openExecutable(fs, absolute('/', interpreter), next, { ...from, depth: depth + 1 });
}

/** The container's words for a command that cannot be started, as runc says them. */
export function cannotStart(name: string, why: NoExecutable): string {
  const quoted = JSON.stringify(name);
  if (why === 'not-found') return `exec: ${quoted}: executable file not found in $PATH: unknown`;
  if (why === 'no-file') return `exec: ${quoted}: stat ${name}: no such file or directory: unknown`;
  if (why === 'directory') return `exec: ${quoted}: is a directory: unknown`;
  if (why === 'format') return `exec ${name}: exec format error: unknown`;
  return `exec: ${quoted}: permission denied: unknown`;
}

/** A bare process without files. */
export function addProcess(
  kernel: Kernel,
  container: Container,
  about: Pick<Proc, 'ppid' | 'argv' | 'env' | 'cwd' | 'uid' | 'gid' | 'groups' | 'program'>,
): Proc {
  const pid = container.nextPid;
  container.nextPid += 1;
  const proc: Proc = {
    pid,
    ppid: about.ppid,
    argv: Object.freeze(about.argv),
    env: Object.freeze(about.env),
    cwd: about.cwd,
    uid: about.uid,
    gid: about.gid,
    groups: Object.freeze(about.groups),
    program: about.program,
    fds: new Map(),
    state: undefined,
    wait: undefined,
    timer: 0,
    timerAtMs: 0,
    signals: [],
    handled: kernel.programs[about.program]?.handles?.slice() ?? [],
    ignored: [],
    exit: undefined,
    full: undefined,
    root: undefined,
    startedAtMs: kernel.context.now,
    busy: 0,
  };
  container.procs.set(pid, proc);
  return proc;
}

/** A child with the same files. It is ready to run, in the given program and state. undefined: there are too many. */
export function fork(task: Task, program: string, argv: readonly string[], state: unknown): Proc | undefined {
  const { kernel, container, proc } = task;
  if (container.procs.size >= mostProcesses) return undefined;
  const { env, cwd, uid, gid, groups } = proc;
  const child = addProcess(kernel, container, { ppid: proc.pid, argv, env, cwd, uid, gid, groups, program });
  child.ignored = proc.ignored.slice();
  for (const [fd, file] of proc.fds) {
    // Descriptors from here on are the shell's own: spare copies and the ends of pipes that it reads.
    if (fd >= 20) continue;
    child.fds.set(fd, file);
    const open = container.files.get(file);
    if (open !== undefined) open.refs += 1;
  }
  child.state = copyState(state);
  wake(kernel, container, child);
  return child;
}

/** The process becomes another program; its files, pid and ignored signals stay. */
export function become(task: Task, found: Executable, env?: Readonly<Record<string, string>>): void {
  const { proc, kernel } = task;
  proc.program = found.program;
  proc.argv = Object.freeze(found.argv);
  proc.state = undefined;
  proc.signals = [];
  proc.handled = Array.from(kernel.programs[found.program]?.handles ?? []).filter((name) => !proc.ignored.includes(name));
  if (env !== undefined) proc.env = Object.freeze(env);
}

/** Finds a command for a process, with its own PATH unless another is given. */
export function lookUp(
  task: Task,
  argv: readonly string[],
  path = task.proc.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
): Executable | NoExecutable {
  return findExecutable(fsOf(task), argv, { cwd: task.proc.cwd, path, who: task.proc });
}

/** The script's text when a file is run by a shell although it has no first line for it. */
export function scriptText(task: Task, path: string): string | undefined {
  const text = readFile(fsOf(task), absolute(task.proc.cwd, path), task.proc);
  return typeof text === 'string' ? text : undefined;
}
