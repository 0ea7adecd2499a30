/** Leaving what a shell is in the middle of: break, return, exit, errors, traps. */
import { closeFd, write } from '../process/files.ts';
import type { Task } from '../process/task.ts';
import type { Node, SyntaxError_ } from './ast.ts';
import { parseScript } from './parse.ts';
import { restore } from './redirect.ts';
import type { Frame, ShellState } from './state.ts';

/** Takes the top frame off, undoing what it had set up. */
export function popFrame(task: Task, shell: ShellState): Frame | undefined {
  const frame = shell.frames.pop();
  if (frame?.f === 'restore') {
    restore(task, frame.fds);
    for (const [name, variable] of frame.vars) {
      if (variable === undefined) shell.vars.delete(name);
      else shell.vars.set(name, variable);
    }
  } else if (frame?.f === 'call') {
    shell.params = frame.params;
    for (const [name, variable] of frame.saved.slice().reverse()) {
      if (variable === undefined) shell.vars.delete(name);
      else shell.vars.set(name, variable);
    }
  } else if (frame?.f === 'source') shell.params = frame.params ?? shell.params;
  else if (frame?.f === 'capture') closeFd(task, frame.fd);
  else if (frame?.f === 'trap') shell.status = frame.status;
  return frame;
}

const loops = ['for', 'while', 'cfor'];

/** `break n` and `continue n`. */
export function leaveLoops(task: Task, shell: ShellState, count: number, kind: 'break' | 'continue'): void {
  const inLoop = shell.frames.some((frame) => loops.includes(frame.f));
  let left = count;
  while (inLoop && shell.frames.length > 0) {
    const top = shell.frames.at(-1)!;
    if (top.f === 'call') break;
    if (loops.includes(top.f)) {
      left -= 1;
      const isOuter = !shell.frames.slice(0, -1).some((frame) => loops.includes(frame.f));
      if (left <= 0 || isOuter) {
        if (kind === 'break') popFrame(task, shell);
        return;
      }
    }
    popFrame(task, shell);
  }
}

/** `return`: the end of a function or of a sourced file. */
export function leaveCall(task: Task, shell: ShellState): void {
  while (shell.frames.length > 0) {
    const frame = popFrame(task, shell);
    if (frame?.f === 'call' || frame?.f === 'source') return;
  }
  exitShell(task, shell, shell.status);
}

/** Begins the end of the shell; its EXIT trap still runs. */
export function exitShell(task: Task, shell: ShellState, status: number): void {
  while (shell.frames.length > 0) popFrame(task, shell);
  shell.status = status & 255;
  if (shell.exiting) return;
  shell.exiting = true;
  const trap = shell.traps.get('EXIT');
  if (trap === undefined || trap === '') return;
  const tree = parseScript(trap);
  if ('message' in tree) return;
  shell.frames.push({ f: 'trap', status: shell.status }, { f: 'node', node: tree });
}

/** A command has ended with a status: with `set -e` a failure that nobody looks at ends the shell. */
export function commandEnded(task: Task, shell: ShellState, status: number): void {
  shell.status = status & 255;
  if (status === 0 || shell.options['e'] !== true || shell.frames.some((frame) => frame.guard === true)) return;
  exitShell(task, shell, status);
}

/** A mistake that a script does not survive, and a person at a prompt does. */
export function fatal(task: Task, shell: ShellState, message: string, status = shell.flavour === 'bash' ? 1 : 2): void {
  say(task, shell, message);
  if (!shell.interactive) {
    exitShell(task, shell, status);
    return;
  }
  while (shell.frames.length > 0) popFrame(task, shell);
  shell.status = status;
}

/** A line on standard error, with the shell's name before it as each flavour does. */
export function say(task: Task, shell: ShellState, message: string): void {
  write(task, 2, `${prefix(shell)}${message}\n`);
}

function prefix(shell: ShellState): string {
  const name = shell.name.replace(/^-/, '');
  if (shell.flavour === 'bash') return shell.interactive ? `${name}: ` : `${name}: line ${Math.max(1, shell.line)}: `;
  return shell.flavour === 'dash' ? `${name}: ${Math.max(1, shell.line)}: ` : `${name}: `;
}

export function isSyntaxError(tree: Node | SyntaxError_): tree is SyntaxError_ {
  return 'message' in tree;
}

/** Reports a script that cannot be read. */
export function syntaxFailed(task: Task, shell: ShellState, error: SyntaxError_): void {
  shell.line = error.line;
  const text =
    shell.flavour === 'bash'
      ? error.message.replace(/^syntax error: unexpected "(.*)"$/, "syntax error near unexpected token `$1'")
      : error.message;
  write(
    task,
    2,
    shell.flavour === 'ash'
      ? `${shell.name}: ${text}\n`
      : `${shell.name}: ${shell.flavour === 'bash' ? 'line ' : ''}${error.line}: ${text}\n`,
  );
}

/** Runs the trap of a signal that has come, or lets the signal do what it does. */
export function runTraps(task: Task, shell: ShellState): void {
  const name = task.proc.signals.shift();
  if (name === undefined) return;
  const trap = shell.traps.get(name);
  if (trap === undefined) {
    if (name === 'INT' && shell.interactive) {
      while (shell.frames.length > 0) popFrame(task, shell);
      write(task, 2, '\n');
      shell.pendingInput = '';
      shell.prompted = false;
      shell.status = 130;
    }
    return;
  }
  const tree = parseScript(trap);
  if (isSyntaxError(tree)) syntaxFailed(task, shell, tree);
  else shell.frames.push({ f: 'trap', status: shell.status }, { f: 'node', node: tree });
}
