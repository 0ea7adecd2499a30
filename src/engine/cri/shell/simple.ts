/** Simple commands: expanded, then a function, a builtin, or a program of the container. upstream: IEEE Std 1003.1 2.9.1 */
import { closeFd, write } from '../process/files.ts';
import { become, fork, lookUp, type Executable } from '../process/spawn.ts';
import type { Outcome, Task } from '../process/task.ts';
import type { Node } from './ast.ts';
import { isBuiltin, isSpecial } from './builtins.ts';
import { commandEnded, fatal, popFrame, say } from './control.ts';
import { expandText, expandWords, type Expansion } from './expand.ts';
import { expanding, reapBackground } from './forking.ts';
import { quote } from './quote.ts';
import { redirect, restore, type Saved } from './redirect.ts';
import type { Expanded, Frame, ShellState, Variable } from './state.ts';
import { environment, setElement, setItems, setVariable } from './variables.ts';

export function runSimple(task: Task, shell: ShellState, frame: Frame & { f: 'simple' }): Outcome | undefined {
  if (frame.memo.length === 0) shell.substituted = 0;
  const expanded = expanding(task, shell, frame.memo, (x) => expand(x, frame.node));
  if (expanded === undefined || shell.frames.at(-1) !== frame) return undefined;
  shell.frames.pop();
  if (shell.background.size > 0) reapBackground(task, shell);
  if (shell.options['x'] === true) trace(task, expanded);
  const guard = frame.guard === true;
  const [name] = expanded.fields;
  if (name === undefined) return assignOnly(task, shell, expanded, guard);
  const body = shell.functions.get(name);
  if (body !== undefined && !isSpecial(name)) {
    if (prepare(task, shell, expanded, guard)) call(shell, expanded, body);
    return undefined;
  }
  if (isBuiltin(name, shell)) return builtin(task, shell, expanded, guard);
  return program(task, shell, expanded, guard);
}

function expand(x: Expansion, node: Node & { t: 'simple' }): Expanded {
  const fields = expandWords(x, aliased(x.shell, node).words);
  const assigns = node.assigns.map((one) => {
    const value = expandText(x, one.value);
    if (fields.length === 0 && one.items === undefined && one.index === undefined && !one.append) x.sets.set(one.name, value);
    return {
      name: one.name,
      value,
      append: one.append,
      ...(one.index === undefined ? {} : { index: expandText(x, one.index) }),
      ...(one.items === undefined ? {} : { items: expandWords(x, one.items) }),
    };
  });
  return { fields, assigns, redirects: node.redirects.map((one) => ({ fd: one.fd, op: one.op, target: expandText(x, one.target) })) };
}

function aliased(shell: ShellState, node: Node & { t: 'simple' }): Node & { t: 'simple' } {
  const first = node.words[0]?.parts[0];
  const alias =
    shell.aliases.size > 0 && node.words[0]?.parts.length === 1 && first?.k === 'text' && !first.quoted
      ? shell.aliases.get(first.s)
      : undefined;
  if (alias === undefined) return node;
  const words = alias
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((s) => ({ parts: [{ k: 'text' as const, s, quoted: false }] }));
  return { ...node, words: [...words, ...node.words.slice(1)] };
}

function trace(task: Task, expanded: Expanded): void {
  const assigns = expanded.assigns.map((one) => `${one.name}=${quote(one.value)}`);
  const words = expanded.fields.map(quote);
  if (words.length > 0) write(task, 2, `+ ${[...assigns, ...words].join(' ')}\n`);
  else for (const assign of assigns) write(task, 2, `+ ${assign}\n`);
}

/** Sets variables; false when one of them may not be. */
function assign(task: Task, shell: ShellState, one: Expanded['assigns'][number]): boolean {
  const before = shell.vars.get(one.name);
  if (before?.readonly === true) {
    fatal(task, shell, shell.flavour === 'bash' ? `${one.name}: readonly variable` : `${one.name}: is read only`);
    return false;
  }
  if (one.items !== undefined) {
    if (before?.fields !== undefined) for (const item of one.items) setField(before, item);
    else
      setItems(
        shell,
        one.name,
        one.append ? [...(before?.items ?? (before === undefined ? [] : [before.value])), ...one.items] : one.items.slice(),
      );
  } else if (one.index !== undefined) setElement(shell, one.name, one.index, one.value);
  else setVariable(shell, one.name, one.append ? (before?.value ?? '') + one.value : one.value);
  return true;
}

/** `[key]=value` of an associative array's list. */
function setField(variable: Variable, item: string): void {
  const match = /^\[([^\]]*)\]=(.*)$/s.exec(item);
  if (match !== null) variable.fields?.set(match[1]!, match[2]!);
}

function assignOnly(task: Task, shell: ShellState, expanded: Expanded, guard: boolean): undefined {
  for (const one of expanded.assigns) if (!assign(task, shell, one)) return;
  const saved: Saved = [];
  const wrong = redirect(task, expanded.redirects, saved);
  restore(task, saved);
  if (wrong !== undefined) say(task, shell, wrong);
  const status = wrong === undefined ? shell.substituted : 1;
  if (guard) shell.status = status;
  else commandEnded(task, shell, status);
}

/** Sets variables for one command and says how they were before. */
function assignFor(task: Task, shell: ShellState, assigns: Expanded['assigns']): [string, Variable | undefined][] {
  return assigns
    .filter((one) => one.items === undefined)
    .map((one) => {
      const before = shell.vars.get(one.name);
      shell.vars.delete(one.name);
      if (before !== undefined) shell.vars.set(one.name, { ...before });
      assign(task, shell, one);
      const now = shell.vars.get(one.name);
      if (now !== undefined) now.exported = true;
      return [one.name, before];
    });
}

/** Sets up what a function or builtin runs under: its redirections and variables. False: it cannot run. */
function prepare(task: Task, shell: ShellState, expanded: Expanded, guard: boolean): boolean {
  const saved: Saved = [];
  const wrong = redirect(task, expanded.redirects, saved);
  const vars = wrong === undefined ? assignFor(task, shell, expanded.assigns) : [];
  if (saved.length > 0 || vars.length > 0 || guard) shell.frames.push({ f: 'restore', fds: saved, vars, guard });
  if (wrong === undefined) return true;
  say(task, shell, wrong);
  if (saved.length > 0 || guard) popFrame(task, shell);
  if (guard) shell.status = 1;
  else commandEnded(task, shell, 1);
  return false;
}

function call(shell: ShellState, expanded: Expanded, body: Node): void {
  const [name = '', ...args] = expanded.fields;
  shell.frames.push({ f: 'call', name, params: shell.params, saved: [] }, { f: 'node', node: body });
  shell.params = args;
}

function builtin(task: Task, shell: ShellState, expanded: Expanded, guard: boolean): undefined {
  const argv = expanded.fields.slice();
  if (argv[0] === 'exec') {
    runExec(task, shell, expanded);
    return;
  }
  const declares = ['export', 'local', 'readonly', 'declare', 'typeset'].includes(argv[0]!);
  if (!prepare(task, shell, declares ? { ...expanded, assigns: [] } : expanded, guard)) return;
  shell.frames.push({ f: 'builtin', argv, data: declares ? expanded.assigns : undefined });
}

/** `exec`: redirections stay, and a command takes the shell's place. */
function runExec(task: Task, shell: ShellState, expanded: Expanded): void {
  const wrong = redirect(task, expanded.redirects, undefined);
  const words = expanded.fields.slice(1);
  if (wrong !== undefined) {
    fatal(task, shell, wrong, 1);
    return;
  }
  shell.status = 0;
  if (words.length === 0) return;
  for (const one of expanded.assigns) assign(task, shell, one);
  const found = lookUp(task, words, shell.vars.get('PATH')?.value ?? '');
  if (typeof found === 'string') {
    const code = found === 'denied' ? 126 : 127;
    fatal(task, shell, `exec: ${words[0]}: ${found === 'denied' ? 'Permission denied' : 'not found'}`, code);
    return;
  }
  shell.frames = [{ f: 'builtin', argv: ['exec'], data: found }];
}

function program(task: Task, shell: ShellState, expanded: Expanded, guard: boolean): Outcome | undefined {
  const found = lookUp(
    task,
    expanded.fields,
    expanded.assigns.find((one) => one.name === 'PATH')?.value ?? shell.vars.get('PATH')?.value ?? '',
  );
  if (typeof found === 'string' && found !== 'format') {
    const status = missing(task, shell, expanded, found);
    if (guard) shell.status = status;
    else commandEnded(task, shell, status);
    return undefined;
  }
  const executable: Executable = typeof found === 'string' ? { program: task.proc.program, argv: [shell.name, ...expanded.fields] } : found;
  const saved: Saved = [];
  const inPlace = isTail(shell);
  const wrong = redirect(task, expanded.redirects, inPlace ? undefined : saved);
  if (wrong !== undefined) {
    restore(task, saved);
    say(task, shell, wrong);
    if (guard) shell.status = 1;
    else commandEnded(task, shell, 1);
    return undefined;
  }
  const env = environment(shell);
  for (const one of expanded.assigns) env[one.name] = one.value;
  if (inPlace) {
    for (const fd of Array.from(task.proc.fds.keys())) if (fd >= 20) closeFd(task, fd);
    become(task, executable, env);
    return 'again';
  }
  const child = fork(task, executable.program, executable.argv, undefined);
  restore(task, saved);
  if (child === undefined) {
    fatal(task, shell, "can't fork: Resource temporarily unavailable");
    return undefined;
  }
  child.env = Object.freeze(env);
  child.handled = Array.from(task.kernel.programs[executable.program]?.handles ?? []);
  shell.frames.push({ f: 'wait', pid: child.pid, guard });
  return undefined;
}

/** Says that a command is not there, or may not be run, and with which status. */
function missing(task: Task, shell: ShellState, expanded: Expanded, why: string): number {
  const saved: Saved = [];
  redirect(
    task,
    expanded.redirects.filter((one) => one.fd === 2),
    saved,
  );
  const name = expanded.fields[0]!;
  const isPath = name.includes('/');
  if (why === 'denied' || why === 'directory')
    say(
      task,
      shell,
      `${name}: ${why === 'directory' ? (shell.flavour === 'bash' ? 'Is a directory' : 'Permission denied') : 'Permission denied'}`,
    );
  else
    say(task, shell, `${name}: ${shell.flavour === 'bash' ? (isPath ? 'No such file or directory' : 'command not found') : 'not found'}`);
  restore(task, saved);
  return why === 'denied' || why === 'directory' ? 126 : 127;
}

/** Whether nothing is left to do after this command, so that it can take the shell's place. */
function isTail(shell: ShellState): boolean {
  if (shell.interactive || shell.exiting || shell.input !== 'none' || Array.from(shell.traps.values()).some((text) => text !== ''))
    return false;
  if (shell.background.size > 0 && !shell.isSubshell) return false;
  if (shell.flavour === 'bash' && !shell.isSubshell) return shell.frames.length === 0;
  return shell.frames.every((frame) => frame.f === 'list' && frame.i >= frame.node.items.length);
}
