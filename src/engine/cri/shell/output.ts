/** Builtins that print, test and move about: echo, printf, test, cd, pwd, umask, ulimit. */
import { errorText } from '../fs/fs.ts';
import { isErrno, stat } from '../fs/ops.ts';
import { absolute } from '../fs/path.ts';
import { isBroken, write } from '../process/files.ts';
import { fileOf, fsOf } from '../process/task.ts';
import { complain, type Builtin, type Call } from './builtin.ts';
import { formatted, unescape } from './printf.ts';
import { setItems, setVariable } from './variables.ts';
import { evaluateTest } from './test.ts';

function print(call: Call, text: string): number {
  if (write(call.task, 1, text)) return 0;
  if (isBroken(call.task)) return 1;
  const kind = fileOf(call.task, 1)?.kind;
  return complain(call, `write error: ${kind === 'pipe' || kind === 'stream' ? 'Broken pipe' : 'Bad file descriptor'}`);
}

/** The words of echo as text. dash reads backslashes always, the others with -e. */
export function echoText(args: readonly string[], always: boolean): string {
  let [newline, escapes, at] = [true, always, 0];
  const options = always ? /^-n$/ : /^-[neE]+$/;
  for (; at < args.length && options.test(args[at]!); at += 1) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const joined = args.slice(at).join(' ');
  if (!escapes) return joined + (newline ? '\n' : '');
  const { text, stop } = unescape(joined, true);
  return text + (newline && !stop ? '\n' : '');
}

const printf: Builtin = (call) => {
  let args = call.args;
  const into = args[0] === '-v' ? args[1] : undefined;
  if (into !== undefined) args = args.slice(2);
  if (args[0] === '--') args = args.slice(1);
  if (args[0] === undefined) return complain(call, 'usage: printf [-v var] format [arguments]', 2);
  const { text, invalid } = formatted(args[0], args.slice(1));
  if (into !== undefined) setVariable(call.shell, into, text);
  else if (print(call, text) !== 0) return 1;
  return invalid === undefined
    ? 0
    : complain(call, call.shell.flavour === 'bash' ? `${invalid}: invalid number` : `invalid number '${invalid}'`);
};

const test: Builtin = (call) => {
  let { args } = call;
  if (call.name === '[') {
    if (args.at(-1) !== ']') return complain(call, 'missing ]', 2);
    args = args.slice(0, -1);
  }
  const result = evaluateTest(call.task, args);
  if (typeof result === 'string') return complain(call, result, 2);
  return result ? 0 : 1;
};

const cd: Builtin = (call) => {
  const { shell, task } = call;
  const words = call.args.filter((arg) => arg !== '-P' && arg !== '-L' && arg !== '--');
  const old = shell.vars.get('OLDPWD')?.value;
  const target = words[0] === '-' ? old : (words[0] ?? shell.vars.get('HOME')?.value);
  if (target === undefined) return complain(call, words[0] === '-' ? 'OLDPWD not set' : 'HOME not set');
  const path = absolute(task.proc.cwd, target);
  const node = stat(fsOf(task), path);
  const wrong = isErrno(node) ? errorText[node] : node.kind === 'dir' ? undefined : errorText.ENOTDIR;
  if (wrong !== undefined)
    return complain(
      call,
      shell.flavour === 'bash' ? `${target}: ${wrong}` : `can't cd to ${target}${shell.flavour === 'ash' ? `: ${wrong}` : ''}`,
      shell.flavour === 'bash' ? 1 : 2,
    );
  setVariable(shell, 'OLDPWD', task.proc.cwd);
  setVariable(shell, 'PWD', path);
  task.proc.cwd = path;
  return words[0] === '-' ? print(call, `${path}\n`) : 0;
};

const stack: Builtin = (call) => {
  const { shell, task } = call;
  const folders = shell.vars.get('DIRSTACK')?.items ?? [];
  if (call.name === 'popd') {
    const last = folders.at(-1);
    if (last === undefined) return complain(call, 'directory stack empty');
    setItems(shell, 'DIRSTACK', folders.slice(0, -1));
    return cd({ ...call, args: [last] });
  }
  const from = task.proc.cwd;
  const status = cd(call);
  if (status === 0) setItems(shell, 'DIRSTACK', [...folders, from]);
  return status === 0 ? print(call, `${task.proc.cwd} ${from}\n`) : status;
};

export const outputBuiltins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  echo: (call) => print(call, echoText(call.args, call.shell.flavour === 'dash')),
  printf,
  test,
  '[': test,
  cd,
  pushd: stack,
  popd: stack,
  pwd: (call) => print(call, `${call.task.proc.cwd}\n`),
  umask: (call) => (call.args[0] === undefined ? print(call, '0022\n') : 0),
  ulimit: (call) => print(call, call.args.includes('-n') ? '1048576\n' : 'unlimited\n'),
  times: (call) => print(call, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n'),
};
