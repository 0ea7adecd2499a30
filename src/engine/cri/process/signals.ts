/** Signals: which end a process, which it handles, which pid 1 is spared. upstream: linux kernel/signal.c */
import { closeFd } from './files.ts';
import { wake, type Kernel, type Task } from './task.ts';
import type { Container, Proc } from '../state.ts';

export const signalNumbers: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  WINCH: 28,
};
const harmless = new Set(['CHLD', 'CONT', 'WINCH', 'STOP', 'TSTP', 'TTIN', 'TTOU']);

/** `15`, `TERM` and `SIGTERM` are the same signal; undefined when there is none of that name. */
export function signalName(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name in signalNumbers) return name;
  return Object.keys(signalNumbers).find((key) => String(signalNumbers[key]) === text);
}

/** Delivers a signal. The kernel spares a container's pid 1 from signals that it has no handler for, except KILL from outside. */
export function signal(task: Task, name: string, fromOutside = false): void {
  const { kernel, container, proc } = task;
  if (proc.exit !== undefined) return;
  const isSpared = proc.pid === 1 && container.spec.sharesProcesses !== true;
  if (name !== 'KILL') {
    if (proc.ignored.includes(name)) return;
    if (proc.handled.includes(name)) {
      proc.signals.push(name);
      wake(kernel, container, proc);
      return;
    }
    if (harmless.has(name) || isSpared) return;
  } else if (isSpared && !fromOutside) return;
  endProcess(task, 128 + (signalNumbers[name] ?? 0), signalNumbers[name] ?? 0);
}

/** A process has done what it may not (a bad address, an abort): it handles that, or it ends; it cannot ignore it. */
export function fault(task: Task, name: string): void {
  const { kernel, container, proc } = task;
  if (proc.exit !== undefined) return;
  if (!proc.handled.includes(name)) return endProcess(task, 128 + (signalNumbers[name] ?? 0), signalNumbers[name] ?? 0);
  proc.signals.push(name);
  wake(kernel, container, proc);
}

/** Ctrl-C and the like: to every process on the terminal. Shells with a prompt handle it and live on. */
export function signalForeground(kernel: Kernel, container: Container, tty: number, name: string): void {
  for (const proc of Array.from(container.procs.values())) {
    const id = proc.fds.get(0);
    const open = id === undefined ? undefined : container.files.get(id);
    if (open?.kind === 'tty' && open.tty === tty) signal({ kernel, container, proc }, name);
  }
}

/** Ends a process: its files are closed, its children go to pid 1, its parent is told. */
export function endProcess(task: Task, code: number, signalNumber: number): void {
  const { kernel, container, proc } = task;
  if (proc.exit !== undefined) return;
  proc.exit = Object.freeze({ code, signal: signalNumber });
  proc.wait = undefined;
  proc.timer = 0;
  proc.state = undefined;
  for (const fd of Array.from(proc.fds.keys())) closeFd(task, fd);
  if (proc.pid === 1) {
    for (const other of Array.from(container.procs.values())) signal({ kernel, container, proc: other }, 'KILL', true);
    kernel.hooks.containerEnded(kernel, container, proc.exit);
    return;
  }
  if (container.phase === 'running') adopt(kernel, container, proc);
  if (proc.root !== undefined) {
    container.procs.delete(proc.pid);
    kernel.hooks.execEnded(kernel, proc.root, code);
    return;
  }
  const parent = container.procs.get(proc.ppid);
  if (parent === undefined || parent.exit !== undefined || !canReap(parent)) container.procs.delete(proc.pid);
  else if (parent.wait?.child === true) wake(kernel, container, parent);
}

function adopt(kernel: Kernel, container: Container, proc: Proc): void {
  for (const child of Array.from(container.procs.values())) {
    if (child.ppid !== proc.pid) continue;
    child.ppid = 1;
    if (child.exit !== undefined) container.procs.delete(child.pid);
  }
  const main = container.procs.get(1);
  if (main?.wait?.child === true) wake(kernel, container, main);
}

/** Children of programs that never wait for them are taken away at once. */
function canReap(parent: Proc): boolean {
  return (
    parent.program === 'sh' ||
    parent.program === 'ash' ||
    parent.program === 'bash' ||
    parent.program === 'xargs' ||
    parent.program === 'find' ||
    parent.program === 'timeout' ||
    parent.program === 'time' ||
    parent.program === 'watch' ||
    parent.program === 'agnhost'
  );
}
