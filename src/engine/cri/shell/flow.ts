/** Builtins that change where the shell is: exit, return, eval, source, trap, wait, kill, command. */
import { reap } from '../process/run.ts';
import { signal, signalName, signalNumbers } from '../process/signals.ts';
import { lookUp, scriptText } from '../process/spawn.ts';
import { write } from '../process/files.ts';
import { complain, type Builtin, type Call } from './builtin.ts';
import { exitShell, isSyntaxError, leaveCall, leaveLoops, syntaxFailed } from './control.ts';
import { reapBackground } from './forking.ts';
import { parseScript } from './parse.ts';
import { quote } from './quote.ts';

function numberArgument(call: Call, otherwise: number): number | undefined {
  const text = call.args[0];
  if (text === undefined) return otherwise;
  if (/^-?\d+$/.test(text)) return Number(text);
  complain(call, `${call.shell.flavour === 'bash' ? `${text}: numeric argument required` : `Illegal number: ${text}`}`);
  return undefined;
}

function dropOwn(call: Call): void {
  call.shell.frames.splice(call.shell.frames.indexOf(call.frame), 1);
}

const exit: Builtin = (call) => {
  const status = numberArgument(call, call.shell.status) ?? 2;
  const trap = call.shell.frames.findLast((frame) => frame.f === 'trap');
  exitShell(call.task, call.shell, call.args[0] === undefined && trap?.f === 'trap' ? trap.status : status);
  return 'moved';
};

const back: Builtin = (call) => {
  call.shell.status = (numberArgument(call, call.shell.status) ?? 2) & 255;
  dropOwn(call);
  leaveCall(call.task, call.shell);
  return 'moved';
};

const loop: Builtin = (call) => {
  const count = numberArgument(call, 1) ?? 1;
  dropOwn(call);
  call.shell.status = 0;
  leaveLoops(call.task, call.shell, count, call.name === 'break' ? 'break' : 'continue');
  return 'moved';
};

const evaluate: Builtin = (call) => {
  const tree = parseScript(call.args.join(' '));
  if (isSyntaxError(tree)) {
    syntaxFailed(call.task, call.shell, tree);
    return 2;
  }
  dropOwn(call);
  call.shell.status = 0;
  call.shell.frames.push({ f: 'node', node: tree });
  return 'moved';
};

const source: Builtin = (call) => {
  const path = call.args[0];
  if (path === undefined) return complain(call, 'filename argument required', 2);
  const text = scriptText(call.task, path);
  if (text === undefined) {
    complain(
      call,
      call.shell.flavour === 'bash' ? `${path}: No such file or directory` : `can't open '${path}': No such file or directory`,
    );
    if (call.shell.flavour !== 'bash' && !call.shell.interactive) exitShell(call.task, call.shell, 2);
    return call.shell.flavour === 'bash' ? 1 : 2;
  }
  const tree = parseScript(text);
  if (isSyntaxError(tree)) {
    syntaxFailed(call.task, { ...call.shell, name: path }, tree);
    return 2;
  }
  dropOwn(call);
  const hasOwn = call.args.length > 1;
  call.shell.frames.push({ f: 'source', params: hasOwn ? call.shell.params : undefined }, { f: 'node', node: tree });
  if (hasOwn) call.shell.params = call.args.slice(1);
  return 'moved';
};

const trap: Builtin = (call) => {
  const { shell, task, args } = call;
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, text] of shell.traps)
      write(task, 1, `trap -- ${quote(text)} ${shell.flavour === 'bash' && name !== 'EXIT' ? `SIG${name}` : name}\n`);
    return 0;
  }
  if (args[0] === '-l') return 0;
  const words = args[0] === '--' ? args.slice(1) : args;
  const resets = words.length === 1 || /^\d+$/.test(words[0] ?? '');
  const text = resets ? '-' : words[0]!;
  for (const name of resets ? words : words.slice(1)) {
    const key =
      name === '0' || name.toUpperCase() === 'EXIT'
        ? 'EXIT'
        : name === 'ERR' || name === 'DEBUG' || name === 'RETURN'
          ? name
          : signalName(name);
    if (key === undefined) return complain(call, shell.flavour === 'bash' ? `${name}: invalid signal specification` : `${name}: bad trap`);
    setTrap(call, key, text);
  }
  return 0;
};

function setTrap({ shell, task }: Call, key: string, text: string): void {
  const { proc } = task;
  proc.handled = proc.handled.filter((name) => name !== key || (shell.interactive && name === 'INT'));
  proc.ignored = proc.ignored.filter((name) => name !== key);
  if (text === '-') shell.traps.delete(key);
  else shell.traps.set(key, text);
  if (!(key in signalNumbers) || text === '-') return;
  if (text === '') proc.ignored.push(key);
  else proc.handled.push(key);
}

const wait: Builtin = (call) => {
  const { shell, task } = call;
  reapBackground(task, shell);
  const asked = call.args.filter((arg) => !arg.startsWith('-')).map((arg) => Number(arg.replace('%', '')));
  const pids = asked.length > 0 ? asked : Array.from(shell.background.keys());
  const open = pids.filter((pid) => shell.background.has(pid) && shell.background.get(pid) === undefined);
  if (call.args[0] === '-n' && open.length < pids.length) return 0;
  const pending = task.proc.signals.find((name) => shell.traps.has(name));
  if (pending !== undefined && open.length > 0) return 128 + (signalNumbers[pending] ?? 0);
  if (open.length > 0) return { child: true };
  if (asked.length === 0) {
    shell.background.clear();
    return 0;
  }
  return shell.background.get(asked.at(-1)!) ?? 127;
};

const kill: Builtin = (call) => {
  const { task, args, shell } = call;
  let name = 'TERM';
  let rest = args;
  if (args[0] === '-l') {
    write(task, 1, `${Object.keys(signalNumbers).join(' ')}\n`);
    return 0;
  }
  if (args[0] === '-s' || args[0] === '-n') [name, rest] = [signalName(args[1] ?? '') ?? '', args.slice(2)];
  else if (args[0]?.startsWith('-') === true && args[0] !== '--')
    [name, rest] = [args[0] === '-0' ? '0' : (signalName(args[0].slice(1)) ?? ''), args.slice(1)];
  if (name === '') return complain(call, `invalid signal ${args[0]}`);
  let status = 0;
  for (const word of rest.filter((one) => one !== '--')) {
    const pid = Number(word.replace('%', ''));
    const proc = task.container.procs.get(Math.abs(pid));
    if (proc === undefined || proc.exit !== undefined) {
      status = complain(call, shell.flavour === 'bash' ? `(${word}) - No such process` : `can't kill pid ${word}: No such process`);
    } else if (name !== '0') signal({ ...task, proc: proc }, name);
  }
  return status;
};

/** `command`, `type`, `hash`: what a name means. */
const command: Builtin = (call) => {
  const { shell, task, args } = call;
  const words = args.filter((arg) => !/^-[pvV]+$/.test(arg));
  const asks = args.some((arg) => /^-[p]*[vV]/.test(arg));
  if (asks) return words.map((word) => tell(call, word, args[0]!.includes('V') ? 'long' : 'short')).every(Boolean) ? 0 : 127;
  if (words.length === 0) return 0;
  const at = shell.frames.indexOf(call.frame);
  if (call.isBuiltin(words[0]!)) shell.frames[at] = { f: 'builtin', argv: words.slice(), data: undefined };
  else
    shell.frames[at] = {
      f: 'simple',
      memo: [],
      node: { t: 'simple', assigns: [], redirects: [], words: words.map((s) => ({ parts: [{ k: 'text', s, quoted: true }] })) },
    };
  if (shell.functions.has(words[0]!) && !call.isBuiltin(words[0]!)) return typeof lookUp(task, words) === 'string' ? 127 : 'moved';
  return 'moved';
};

function tell({ shell, task, name, isBuiltin }: Call, word: string, form: 'short' | 'long'): boolean {
  const isShort = form === 'short' && name === 'command';
  const say = (text: string): boolean => write(task, 1, `${text}\n`);
  if (shell.aliases.has(word))
    return say(isShort ? `alias ${word}='${shell.aliases.get(word)}'` : `${word} is an alias for ${shell.aliases.get(word)}`);
  if (shell.functions.has(word)) return say(isShort ? word : `${word} is a function`);
  if (isBuiltin(word)) return say(isShort ? word : `${word} is a shell builtin`);
  const folder = (shell.vars.get('PATH')?.value ?? '').split(':').find((one) => typeof lookUp(task, [`${one}/${word}`]) !== 'string');
  const path = word.includes('/')
    ? typeof lookUp(task, [word]) === 'string'
      ? undefined
      : word
    : folder === undefined
      ? undefined
      : `${folder}/${word}`;
  if (path !== undefined) return say(isShort ? path : `${word} is ${path}`);
  if (!isShort)
    write(
      task,
      shell.flavour === 'bash' ? 2 : 1,
      shell.flavour === 'bash' ? `bash: line 1: type: ${word}: not found\n` : `${word}: not found\n`,
    );
  return false;
}

const type: Builtin = (call) => {
  const words = call.args.filter((arg) => !arg.startsWith('-'));
  return words.map((word) => tell(call, word, 'long')).every(Boolean) ? 0 : call.shell.flavour === 'bash' ? 1 : 127;
};

const jobs: Builtin = ({ shell, task }) => {
  reapBackground(task, shell);
  Array.from(shell.background).forEach(([pid, status], i) =>
    write(
      task,
      1,
      `[${i + 1}]${i === shell.background.size - 1 ? '+' : ' '}  ${status === undefined ? 'Running' : 'Done'}                    ${task.container.procs.get(pid)?.argv.join(' ') ?? ''}\n`,
    ),
  );
  return 0;
};

const bring: Builtin = (call) => {
  const pid = Array.from(call.shell.background.keys()).at(-1);
  if (pid === undefined) return complain(call, 'no current job');
  const ended = reap(call.task, pid);
  if (ended === undefined) return { child: true };
  return ended === 'none' ? 0 : ended.code;
};

export const flowBuiltins: Readonly<Record<string, Builtin>> = {
  exit,
  return: back,
  break: loop,
  continue: loop,
  eval: evaluate,
  '.': source,
  source,
  trap,
  wait,
  kill,
  command,
  builtin: command,
  type,
  hash: () => 0,
  jobs,
  fg: bring,
  bg: () => 0,
  disown: () => 0,
  help: ({ task, names }) => (write(task, 1, `Built-in commands:\n------------------\n\t${names.join(' ')}\n`) ? 0 : 1),
};
