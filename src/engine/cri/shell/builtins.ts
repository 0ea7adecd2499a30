/** Commands that are part of the shell. upstream: IEEE Std 1003.1 2.14 */
import { closeFd } from '../process/files.ts';
import { become, type Executable } from '../process/spawn.ts';
import type { Outcome, Task } from '../process/task.ts';
import type { Builtin } from './builtin.ts';
import { commandEnded } from './control.ts';
import { declarationBuiltins } from './declarations.ts';
import { flowBuiltins } from './flow.ts';
import { outputBuiltins } from './output.ts';
import type { Frame, ShellState } from './state.ts';
import { environment } from './variables.ts';

const table: Readonly<Record<string, Builtin>> = { ...flowBuiltins, ...declarationBuiltins, ...outputBuiltins };
const names = Object.keys(table).sort();
const special = new Set([
  'break',
  ':',
  'continue',
  '.',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'trap',
  'unset',
]);
const bashOnly = new Set([
  'declare',
  'typeset',
  'shopt',
  'mapfile',
  'readarray',
  'source',
  'pushd',
  'popd',
  'let',
  'disown',
  'compgen',
  'complete',
  'builtin',
  'enable',
]);

export function isSpecial(name: string): boolean {
  return special.has(name);
}

export function isBuiltin(name: string, shell: ShellState): boolean {
  if (name === 'exec') return true;
  return (
    Object.hasOwn(table, name) &&
    (shell.flavour === 'bash' ||
      !bashOnly.has(name) ||
      (name === 'source' && shell.flavour === 'ash') ||
      (name === 'let' && shell.flavour === 'ash'))
  );
}

export function runBuiltin(task: Task, shell: ShellState, frame: Frame & { f: 'builtin' }): Outcome | undefined {
  const [name = '', ...args] = frame.argv;
  if (name === 'exec') {
    for (const fd of Array.from(task.proc.fds.keys())) if (fd >= 20) closeFd(task, fd);
    become(task, frame.data as Executable, environment(shell));
    return 'again';
  }
  const builtin = table[name];
  if (builtin === undefined) throw new Error(`there is no builtin ${name}`);
  const result = builtin({ task, shell, name, args, frame, names, isBuiltin: (other) => isBuiltin(other, shell) });
  if (result === 'moved') return undefined;
  if (typeof result !== 'number') return result;
  const at = shell.frames.indexOf(frame);
  if (at >= 0 && at === shell.frames.length - 1) {
    shell.frames.pop();
    // The guard lies on the frame below, so it is looked at before that frame goes.
    commandEnded(task, shell, result);
  }
  return undefined;
}
