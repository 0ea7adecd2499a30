/** What builtins share. */
import type { Task } from '../process/task.ts';
import type { Wait } from '../state.ts';
import { say } from './control.ts';
import type { Frame, ShellState } from './state.ts';

export interface Call {
  readonly task: Task;
  readonly shell: ShellState;
  readonly name: string;
  readonly args: readonly string[];
  readonly isBuiltin: (name: string) => boolean;
  readonly names: readonly string[];
  readonly frame: Frame & { f: 'builtin' };
}

/** A status; something to wait for before it is called again; or `moved` when it has changed the stack itself. */
export type Builtin = (call: Call) => number | Wait | 'moved';

export function complain(call: Call, text: string, status = 1): number {
  say(call.task, call.shell, `${call.name}: ${text}`);
  return status;
}
