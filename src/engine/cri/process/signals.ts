/** Signals: which end a process, which it handles, which pid 1 is spared. upstream: linux kernel/signal.c */
import { endProcess } from './run.ts';
import { wake, type Kernel } from './task.ts';
import type { Container, Proc } from '../state.ts';

export const signalNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, ILL: 4, TRAP: 5, ABRT: 6, FPE: 8, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, PIPE: 13, ALRM: 14, TERM: 15, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, WINCH: 28 };
const harmless = new Set(['CHLD', 'CONT', 'WINCH', 'STOP', 'TSTP', 'TTIN', 'TTOU']);

/** `15`, `TERM` and `SIGTERM` are the same signal; undefined when there is none of that name. */
export function signalName(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name in signalNumbers) return name;
  return Object.keys(signalNumbers).find((key) => String(signalNumbers[key]) === text);
}

/** Delivers a signal. The kernel spares a container's pid 1 from signals that it has no handler for, except KILL from outside. */
export function signal(kernel: Kernel, container: Container, proc: Proc, name: string, fromOutside = false): void {
  if (proc.exit !== undefined) return;
  if (name !== 'KILL') {
    if (proc.ignored.includes(name)) return;
    if (proc.handled.includes(name)) {
      proc.signals.push(name);
      wake(kernel, container, proc);
      return;
    }
    if (harmless.has(name) || proc.pid === 1) return;
  } else if (proc.pid === 1 && !fromOutside) return;
  endProcess(kernel, container, proc, 128 + (signalNumbers[name] ?? 0), signalNumbers[name] ?? 0);
}

/** Ctrl-C and the like: to every process on the terminal. Shells with a prompt handle it and live on. */
export function signalForeground(kernel: Kernel, container: Container, tty: number, name: string): void {
  for (const proc of Array.from(container.procs.values())) {
    const id = proc.fds.get(0);
    const open = id === undefined ? undefined : container.files.get(id);
    if (open?.kind === 'tty' && open.tty === tty) signal(kernel, container, proc, name);
  }
}
