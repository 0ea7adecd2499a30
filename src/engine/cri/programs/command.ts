/** The simplest programs: they read their arguments, do something at once, and end. */
import { write } from '../process/files.ts';
import type { Program, Task } from '../process/task.ts';

export type Command = (task: Task, args: readonly string[]) => number;

export function fromCommand(run: Command): Program {
  return { step: (task) => ({ exit: run(task, task.proc.argv.slice(1)) }) };
}

export function out(task: Task, text: string): void {
  write(task, 1, text);
}

/** `ls: /x: No such file or directory` on standard error. The name is the command as it was called. */
export function fail(task: Task, text: string, code = 1): number {
  write(task, 2, `${commandName(task)}: ${text}\n`);
  return code;
}

export function commandName(task: Task): string {
  const name = task.proc.argv[0] ?? '';
  return name.slice(name.lastIndexOf('/') + 1);
}

export interface Options {
  /** Letter or long name -> value; '' for a flag. */
  readonly flags: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
  /** The first option that is not known. */
  readonly unknown?: string;
}

/** Reads short and long options. `withValue` lists those that take a value; `known`, when given, all letters there are. */
export function parseOptions(args: readonly string[], withValue: readonly string[] = [], known?: string): Options {
  const flags = new Map<string, string>();
  const operands: string[] = [];
  let unknown: string | undefined;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') operands.push(arg);
    else if (arg.startsWith('--')) {
      const [name = '', value] = splitLong(arg.slice(2));
      flags.set(name, value ?? (withValue.includes(name) ? (args[(i += 1)] ?? '') : ''));
    } else {
      for (let at = 1; at < arg.length; at += 1) {
        const letter = arg[at]!;
        if (known !== undefined && !known.includes(letter)) unknown ??= letter;
        if (!withValue.includes(letter)) flags.set(letter, '');
        else {
          flags.set(letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[(i += 1)] ?? ''));
          break;
        }
      }
    }
  }
  return unknown === undefined ? { flags, operands } : { flags, operands, unknown };
}

function splitLong(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The last of the flags that is given, or a value that stands for none. */
export function given(options: Options, ...names: readonly string[]): boolean {
  return names.some((name) => options.flags.has(name));
}
