/**
 * Stepping processes: who is ready is stepped until nobody is, and the message is over. A process that works on without
 * ever waiting gets slower and slower in virtual time, so that no loop can hold up the clock.
 */
import type { Container, Proc } from '../state.ts';
import { isBroken } from './files.ts';
import { endProcess, signalNumbers } from './signals.ts';
import { wake, type Kernel, type Outcome, type Task } from './task.ts';

/** Steps of processes within one message; more are put off. */
const mostSteps = 20_000;
const putOffMs = 10;

/** Steps everyone who is ready. */
export function runReady(kernel: Kernel): void {
  for (let steps = 0; kernel.ready.length > 0; steps += 1) {
    const [id, pid] = kernel.ready.shift()!;
    const container = kernel.state.containers.get(id);
    const proc = container?.procs.get(pid);
    if (container === undefined || proc === undefined || proc.exit !== undefined) continue;
    if (steps > mostSteps) armTimer({ kernel, container, proc }, kernel.context.now + putOffMs);
    else stepProcess(kernel, container, proc);
  }
}

function stepProcess(kernel: Kernel, container: Container, proc: Proc): void {
  if (proc.full !== undefined) {
    const pipe = container.pipes.get(proc.full);
    if (pipe !== undefined && pipe.readers > 0 && pipe.buffer.length > 0) return;
    proc.full = undefined;
  }
  if (isBroken({ kernel, container, proc })) {
    endProcess({ kernel, container, proc }, 128 + signalNumbers['PIPE']!, signalNumbers['PIPE']!);
    return;
  }
  const program = kernel.programs[proc.program] ?? kernel.programs['unmodelled'];
  if (program === undefined) throw new Error(`there is no program ${proc.program}`);
  const task: Task = { kernel, container, proc };
  if (proc.state === undefined && program.start !== undefined) proc.state = program.start(task);
  proc.wait = undefined;
  settle(task, program.step(task));
}

function settle(task: Task, outcome: Outcome): void {
  const { kernel, container, proc } = task;
  if (proc.exit !== undefined) return;
  if (outcome === 'again') wake(kernel, container, proc);
  else if ('exit' in outcome) endProcess({ kernel, container, proc }, outcome.exit & 255, 0);
  else {
    proc.wait = outcome;
    if (proc.full !== undefined || proc.signals.includes('PIPE')) wake(kernel, container, proc);
    if (outcome.untilMs !== undefined) armTimer({ kernel, container, proc }, outcome.untilMs);
  }
}

/** Plans a step at a time; an earlier plan for another time is forgotten. */
function armTimer({ kernel, container, proc }: Task, atMs: number): void {
  if (proc.timer !== 0 && proc.timerAtMs === atMs) return;
  kernel.state.counter += 1;
  proc.timer = kernel.state.counter;
  proc.timerAtMs = atMs;
  kernel.context.after(Math.max(0, atMs - kernel.context.now), {
    type: 'cri/timer',
    container: container.id,
    pid: proc.pid,
    timer: proc.timer,
  } as { type: string });
}

/** A child that has ended: its pid and code. `none`: there is no such child. undefined: none has ended yet. */
export function reap(
  task: Task,
  pid?: number,
): { readonly pid: number; readonly code: number; readonly signal: number } | 'none' | undefined {
  let any = false;
  for (const child of task.container.procs.values()) {
    if (child.ppid !== task.proc.pid || (pid !== undefined && child.pid !== pid)) continue;
    any = true;
    if (child.exit === undefined) continue;
    task.container.procs.delete(child.pid);
    return { pid: child.pid, code: child.exit.code, signal: child.exit.signal };
  }
  return any ? undefined : 'none';
}
