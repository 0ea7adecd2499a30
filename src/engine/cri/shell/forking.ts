/** Shells that a shell forks off: subshells, background commands, command substitutions. */
import { lowestFd, makePipe, setFd } from '../process/files.ts';
import { reap } from '../process/run.ts';
import { fork } from '../process/spawn.ts';
import { fsOf, type Task } from '../process/task.ts';
import type { Node } from './ast.ts';
import { fatal } from './control.ts';
import { startExpansion, type Expansion } from './expand.ts';
import type { ShellState } from './state.ts';
import { setVariable } from './variables.ts';

/** The state of a shell that is forked off to run a node. */
function subshell(shell: ShellState, node: Node): ShellState {
  return {
    ...shell,
    frames: [{ f: 'node', node }],
    isSubshell: true,
    interactive: false,
    input: 'none',
    traps: new Map(Array.from(shell.traps).filter(([, text]) => text === '')),
    background: new Map(),
    exiting: false,
    pendingInput: '',
  };
}

export function forkShell(task: Task, shell: ShellState, node: Node): number | undefined {
  const child = fork(task, task.proc.program, task.proc.argv, subshell(shell, node));
  if (child === undefined) {
    fatal(task, shell, "can't fork: Resource temporarily unavailable");
    return undefined;
  }
  child.handled = [];
  return child.pid;
}

/** Runs an expansion with what is known so far. undefined: a command must run first, or the shell has given up. */
export function expanding<T>(task: Task, shell: ShellState, memo: readonly string[], run: (x: Expansion) => T): T | undefined {
  const x = startExpansion(shell, fsOf(task), task.proc.cwd, memo);
  const value = run(x);
  if (x.need !== undefined) {
    capture(task, shell, x.need);
    return undefined;
  }
  if (x.error !== undefined) {
    fatal(task, shell, x.error);
    return undefined;
  }
  for (const [name, text] of x.sets) setVariable(shell, name, text);
  shell.randomState = x.randomState;
  return value;
}

function capture(task: Task, shell: ShellState, node: Node): void {
  const pipe = makePipe(task.container);
  const pid = forkShell(task, shell, node);
  const child = pid === undefined ? undefined : task.container.procs.get(pid);
  if (pid === undefined || child === undefined) return;
  setFd({ ...task, proc: child }, 1, pipe.write);
  const fd = lowestFd(task.proc, 20);
  setFd(task, fd, pipe.read);
  shell.frames.push({ f: 'capture', pid, fd, text: '' });
}

/** Records background commands that have ended. */
export function reapBackground(task: Task, shell: ShellState): void {
  for (const [pid, status] of shell.background) {
    if (status !== undefined) continue;
    const ended = reap(task, pid);
    if (ended !== undefined) shell.background.set(pid, ended === 'none' ? 127 : ended.code);
  }
  if (shell.background.size > 100)
    for (const [pid, status] of Array.from(shell.background).slice(0, 50)) if (status !== undefined) shell.background.delete(pid);
}
