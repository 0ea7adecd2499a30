/**
 * The shell as a program: sh (ash in busybox and alpine, dash in debian) and bash. It is an interpreter with an explicit
 * stack of frames, so that it can be copied between any two of its steps.
 */
import { imageNamed } from '../process/createFs.ts';
import { isBroken, isTty, readLine, write } from '../process/files.ts';
import { scriptText } from '../process/spawn.ts';
import { sandboxOf, type Outcome, type Program, type Task } from '../process/task.ts';
import { exitShell, isSyntaxError, runTraps, syntaxFailed } from './control.ts';
import { stepFrame } from './frames.ts';
import { parseScript } from './parse.ts';
import type { ShellState, Variable } from './state.ts';
import { optionKey } from './variables.ts';

/** Steps at one moment before a shell is slowed down, and what it may do in a millisecond from then on. */
const burst = 20_000;
const stepsPerMs = 5;
const pauseMs = 200;

interface Kept extends ShellState {
  lastMs: number;
}

export const shellProgram: Program = { start, step };

function start(task: Task): Kept {
  const { proc } = task;
  const [name = 'sh', ...args] = proc.argv;
  const isBash = proc.program === 'bash';
  const base = imageNamed(task.kernel, task.container.spec.image).base;
  const shell: Kept = {
    flavour: isBash ? 'bash' : base === 'debian' ? 'dash' : 'ash',
    name: name.startsWith('-') ? name.slice(1) : name,
    params: [],
    vars: new Map(),
    functions: new Map(),
    aliases: new Map(),
    options: {},
    traps: new Map(),
    frames: [],
    status: 0,
    substituted: 0,
    lastBackground: 0,
    background: new Map(),
    shellPid: proc.pid,
    isSubshell: false,
    interactive: false,
    input: 'none',
    pendingInput: '',
    prompted: false,
    exiting: false,
    randomState: proc.pid * 7919 + Math.floor(task.kernel.context.now),
    steps: 0,
    warned: false,
    line: 0,
    lastMs: task.kernel.context.now,
  };
  importEnvironment(task, shell);
  readArguments(task, shell, args);
  return shell;
}

function importEnvironment(task: Task, shell: ShellState): void {
  const { env, cwd } = task.proc;
  for (const key of Object.keys(env))
    if (/^[A-Za-z_]\w*$/.test(key)) shell.vars.set(key, { value: env[key]!, exported: true, readonly: false });
  const set = (name: string, value: string, exported: boolean): Map<string, Variable> =>
    shell.vars.set(name, { value, exported, readonly: false });
  set('PWD', cwd, true);
  if (shell.flavour !== 'dash') set('SHLVL', String(Number(env['SHLVL'] ?? 0) + 1), true);
  set('IFS', ' \t\n', false);
  set('OPTIND', '1', false);
  set('PPID', String(task.proc.ppid), false);
  if (shell.flavour !== 'bash') return;
  set('BASH', '/bin/bash', false);
  set('BASH_VERSION', '5.2.15(1)-release', false);
  set('UID', String(task.proc.uid), false);
  set('EUID', String(task.proc.uid), false);
  set('HOSTNAME', sandboxOf(task.kernel, task.container).hostname, env['HOSTNAME'] !== undefined);
  set('SECONDS', String(task.kernel.context.now), false);
  set('OSTYPE', 'linux-gnu', false);
}

function readArguments(task: Task, shell: ShellState, args: readonly string[]): void {
  let command = false;
  let fromInput = false;
  let at = 0;
  for (; at < args.length && /^[-+]./.test(args[at]!); at += 1) {
    const arg = args[at]!;
    if (arg === '--') {
      at += 1;
      break;
    }
    if (arg.startsWith('--')) continue;
    for (const letter of arg.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 's') fromInput = true;
      else if (letter === 'i') shell.interactive = true;
      else if (letter === 'o') shell.options[optionKey(args[(at += 1)] ?? '')] = true;
      else if (letter !== 'l') shell.options[letter] = arg.startsWith('-');
    }
  }
  const rest = args.slice(at);
  if (command) {
    const script = rest[0];
    if (script === undefined) {
      write(task, 2, `${shell.name}: ${shell.flavour === 'bash' ? '-c: option requires an argument' : '-c requires an argument'}\n`);
      exitShell(task, shell, 2);
      return;
    }
    if (rest[1] !== undefined) shell.name = rest[1];
    shell.params = rest.slice(2);
    load(task, shell, script);
  } else if (rest[0] !== undefined && !fromInput) {
    const text = scriptText(task, rest[0]);
    shell.params = rest.slice(1);
    if (text === undefined) {
      write(
        task,
        2,
        shell.flavour === 'bash'
          ? `${shell.name}: ${rest[0]}: No such file or directory\n`
          : `${shell.name}: ${shell.flavour === 'dash' ? '0: ' : ''}can't open '${rest[0]}'${shell.flavour === 'ash' ? ': No such file or directory' : ''}\n`,
      );
      exitShell(task, shell, shell.flavour === 'dash' ? 2 : 127);
      return;
    }
    shell.name = rest[0];
    load(task, shell, text);
  } else {
    shell.params = rest.slice();
    shell.input = 'stdin';
    if (isTty(task, 0)) shell.interactive = true;
    if (shell.interactive) task.proc.handled.push('INT', 'TERM', 'QUIT');
  }
}

function load(task: Task, shell: ShellState, script: string): void {
  const tree = parseScript(script);
  if (isSyntaxError(tree)) {
    syntaxFailed(task, shell, tree);
    exitShell(task, shell, 2);
  } else shell.frames.push({ f: 'node', node: tree });
}

function step(task: Task): Outcome {
  const shell = task.proc.state as Kept;
  const { now } = task.kernel.context;
  shell.steps = Math.max(0, shell.steps - (now - shell.lastMs) * stepsPerMs);
  shell.lastMs = now;
  for (;;) {
    if (isBroken(task)) return 'again';
    if (task.proc.signals.length > 0 && !isHeld(task, shell)) runTraps(task, shell);
    if (shell.frames.length === 0) {
      if (shell.exiting) return { exit: shell.status };
      if (shell.input === 'none') {
        exitShell(task, shell, shell.status);
        continue;
      }
      const waiting = readInput(task, shell);
      if (waiting !== undefined) return waiting;
      continue;
    }
    if ((shell.steps += 1) > burst) return slowDown(task, shell);
    const outcome = stepFrame(task, shell);
    if (outcome !== undefined) return outcome;
    if (task.proc.full !== undefined) return 'again';
  }
}

/** A trap waits for the command that runs in the foreground. */
function isHeld(task: Task, shell: ShellState): boolean {
  const top = shell.frames.at(-1);
  const pids = top?.f === 'wait' ? [top.pid] : top?.f === 'capture' ? [top.pid] : top?.f === 'pipe' ? top.pids : [];
  return pids.some((pid) => task.container.procs.get(pid)?.exit === undefined && task.container.procs.has(pid));
}

function slowDown(task: Task, shell: Kept): Outcome {
  if (!shell.warned) write(task, 2, `${shell.name}: ${burst} steps without waiting: slowed down to ${stepsPerMs * 1000} a second\n`);
  shell.warned = true;
  return { untilMs: task.kernel.context.now + pauseMs };
}

/** Reads lines until they make a command. undefined: there is something to do. */
function readInput(task: Task, shell: ShellState): Outcome | undefined {
  if (shell.interactive && !shell.prompted) {
    write(task, 2, shell.pendingInput === '' ? prompt(task, shell) : '> ');
    shell.prompted = true;
  }
  const line = readLine(task, 0);
  if (line === undefined) return { fds: [0] };
  shell.prompted = false;
  if (line === '') {
    if (shell.interactive && shell.flavour === 'bash') write(task, 2, 'exit\n');
    else if (shell.interactive) write(task, 2, '\n');
    if (shell.pendingInput !== '') load(task, shell, shell.pendingInput);
    shell.pendingInput = '';
    shell.input = 'none';
    return undefined;
  }
  shell.pendingInput += line;
  const tree = parseScript(shell.pendingInput);
  if (isSyntaxError(tree) && tree.incomplete) return undefined;
  shell.pendingInput = '';
  if (isSyntaxError(tree)) {
    syntaxFailed(task, shell, tree);
    shell.status = 2;
    if (!shell.interactive) exitShell(task, shell, 2);
  } else shell.frames.push({ f: 'node', node: tree });
  return undefined;
}

function prompt(task: Task, shell: ShellState): string {
  const { cwd, uid } = task.proc;
  const home = shell.vars.get('HOME')?.value;
  const shown = cwd === home ? '~' : home !== undefined && home !== '/' && cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
  const mark = uid === 0 ? '#' : '$';
  if (shell.flavour === 'ash') return `${shown} ${mark} `;
  if (shell.flavour === 'dash') return `${mark} `;
  return `${uid === 0 ? 'root' : 'I have no name!'}@${sandboxOf(task.kernel, task.container).hostname}:${shown}${mark} `;
}
