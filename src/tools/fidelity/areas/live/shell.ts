/** The little of a shell that the recorded commands need: quotes, `echo ... |`, a here-document, one `$(kubectl ...)`. */
import { splitCommandLine } from '#kubectl/words.ts';

export interface ShellCommand {
  /** The words after `kubectl`. */
  readonly words: readonly string[];
  readonly stdin?: string;
  /** A command whose output takes the place of the word `$()`. */
  readonly inner?: readonly string[];
}

export type ParsedCommand = ShellCommand | { readonly leftOut: string };

export function parseCommand(line: string): ParsedCommand {
  const document = /^(kubectl .*) <<'?(\w+)'?\n([\s\S]*?\n)\2\n?$/.exec(line);
  if (document !== null) return withInput(document[1] ?? '', document[3] ?? '');
  const echo = /^echo ?('[^']*'|[\w-]*) \| (kubectl .*)$/.exec(line);
  if (echo !== null) return withInput(echo[2] ?? '', `${(echo[1] ?? '').replace(/^'|'$/g, '')}\n`);
  return withInput(line.replace(/^time /, ''), undefined);
}

function withInput(line: string, stdin: string | undefined): ParsedCommand {
  const given = stdin === undefined ? {} : { stdin };
  const inner = /\$\(kubectl ([^()]*)\)/.exec(line);
  const outer = inner === null ? line : line.replace(inner[0], '"$()"');
  if (!outer.startsWith('kubectl') || hasOperator(outer))
    return { leftOut: 'a shell construct: the terminal is given one kubectl command at a time' };
  const words = splitCommandLine(outer).words.slice(1);
  return { words, ...given, ...(inner === null ? {} : { inner: splitCommandLine(inner[1] ?? '').words }) };
}

/** Whether something outside quotes makes more of the line than one command. */
function hasOperator(line: string): boolean {
  const bare = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\\./g, '');
  return /[|;&<>()`\n]/.test(bare);
}
