/**
 * The machine that processes run on, as they see it. A Task is made for one step of one process and is never kept; what
 * is kept is in the state.
 */
import type { Context } from '../../client/component.ts';
import { createFs, sandboxOf } from './createFs.ts';
import type { Fs } from '../fs/fs.ts';
import type { Image } from '../images/image.ts';
import type { Container, CriState, ExecRoot, OpenFile, Proc, Wait } from '../state.ts';

/** `again` asks for another step at once: the process became another program, or gives way to others. */
export type Outcome = Wait | { readonly exit: number } | 'again';

export interface Program {
  /** Signals that it handles itself; they are put on the process and it is stepped. */
  readonly handles?: readonly string[];
  /** Called once, before the first step. */
  readonly start?: (task: Task) => unknown;
  readonly step: (task: Task) => Outcome;
}

/** What the machine tells those who asked for containers and execs. */
export interface Hooks {
  readonly containerEnded: (kernel: Kernel, container: Container, exit: { readonly code: number; readonly signal: number }) => void;
  readonly execEnded: (kernel: Kernel, root: ExecRoot, code: number) => void;
}

/** What the runtime's doings take of a machine's cores, in milliseconds of one. */
export interface Work {
  readonly cores: number;
  readonly sandboxMs: number;
  readonly containerMs: number;
  /** To see that a container has ended, and to take its sandbox away. */
  readonly exitMs: number;
  readonly teardownMs: number;
  /** What a sandbox takes to go besides, while the cores are free for others. */
  readonly lingerMs?: number;
  /** From when on how many other tasks want the cores too, in order. */
  readonly others?: readonly { readonly fromMs: number; readonly tasks: number }[];
}

export interface Kernel {
  readonly state: CriState;
  readonly context: Context;
  readonly node: string;
  readonly kubelet: string;
  readonly programs: Readonly<Record<string, Program>>;
  readonly hooks: Hooks;
  readonly work: Work;
  /** Images that were loaded onto the node by hand, by full name: they need no registry. */
  readonly loaded: ReadonlyMap<string, Image>;
  /** Signs the draft of a token that a container reads. */
  readonly signToken: (draft: string) => string;
  /** Processes to step before this message is over: container and pid. */
  readonly ready: (readonly [string, number])[];
}

export interface Task {
  readonly kernel: Kernel;
  readonly container: Container;
  readonly proc: Proc;
}

export { sandboxOf };

export function fsOf(task: Task): Fs {
  return createFs(task.kernel, task.container);
}

/** Has the process stepped before this message is over. */
export function wake(kernel: Kernel, container: Container, proc: Proc): void {
  if (proc.exit === undefined) kernel.ready.push([container.id, proc.pid]);
}

/** Wakes whoever waits for an open file. */
export function wakeFile(kernel: Kernel, container: Container, file: number): void {
  for (const proc of container.procs.values()) {
    if (proc.wait?.fds?.some((fd) => proc.fds.get(fd) === file) === true) wake(kernel, container, proc);
  }
}

/** Wakes whoever reads from, or is held back by, a pipe. */
export function wakePipe(kernel: Kernel, container: Container, pipe: number): void {
  for (const proc of container.procs.values()) {
    if (proc.full === pipe) wake(kernel, container, proc);
    else if (proc.wait?.fds?.some((fd) => isPipe(container, proc.fds.get(fd), pipe)) === true) wake(kernel, container, proc);
  }
}

function isPipe(container: Container, file: number | undefined, pipe: number): boolean {
  const open = file === undefined ? undefined : container.files.get(file);
  return open?.kind === 'pipe' && open.pipe === pipe;
}

export function fileOf(task: Task, fd: number): OpenFile | undefined {
  const id = task.proc.fds.get(fd);
  return id === undefined ? undefined : task.container.files.get(id);
}

/** Wall-clock milliseconds of the Unix epoch. */
export function wallMs(task: Task): number {
  return task.kernel.context.epochMs + task.kernel.context.now;
}
