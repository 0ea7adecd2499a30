/** The little of a shell that the recorded commands need: quotes, `echo ... |`, a here-document, one `$(kubectl ...)`. */
import { splitCommandLine } from '#kubectl/words.ts';
import { parseScript, type Part } from './script.ts';

export interface ShellCommand {
  /** The words after `kubectl`. */
  readonly words: readonly string[];
  readonly stdin?: string;
  /** A command whose output takes the place of the word `$()`. */
  readonly inner?: readonly string[];
  /** More than one command: then there are no words. */
  readonly script?: readonly Part[];
}

export type ParsedCommand = ShellCommand | { readonly leftOut: string };

export function parseCommand(line: string): ParsedCommand {
  const documents = documentsOf(line);
  if (documents !== undefined) return { words: [], script: documents };
  const document = /^(kubectl .*) <<'?(\w+)'?\n([\s\S]*?\n)\2\n?$/.exec(line);
  if (document !== null) return withInput(document[1] ?? '', document[3] ?? '');
  const echo = /^echo ?('[^']*'|[\w-]*) \| (kubectl .*)$/.exec(line);
  if (echo !== null) return withInput(echo[2] ?? '', `${(echo[1] ?? '').replace(/^'|'$/g, '')}\n`);
  return withInput(line.replace(/^time /, ''), undefined);
}

/** Several commands, each with a here-document. */
function documentsOf(text: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const match = /^kubectl (.*) <<'?(\w+)'?\n([\s\S]*?\n)\2(?:\n|$)/.exec(rest);
    if (match === null || hasOperator(match[1] ?? '')) return undefined;
    const words = splitCommandLine(match[1] ?? '').words;
    const pipe = [{ do: 'echo', text: match[3] ?? '' } as const, { do: 'kubectl', words } as const];
    parts.push({ pipe, inBackground: false, ifWell: false });
    rest = rest.slice(match[0].length);
  }
  return parts.length > 1 ? parts : undefined;
}

function withInput(line: string, stdin: string | undefined): ParsedCommand {
  const given = stdin === undefined ? {} : { stdin };
  const inner = /\$\(kubectl ([^()]*)\)/.exec(line);
  const outer = inner === null ? line : line.replace(inner[0], '"$()"');
  if (!outer.startsWith('kubectl') || hasOperator(outer)) {
    const script = stdin === undefined && inner === null ? parseScript(line) : undefined;
    return script === undefined ? { leftOut: 'a shell construct that the replay does not know' } : { words: [], script };
  }
  const words = splitCommandLine(outer).words.slice(1);
  return { words, ...given, ...(inner === null ? {} : { inner: splitCommandLine(inner[1] ?? '').words }) };
}

/** Whether something outside quotes makes more of the line than one command. */
function hasOperator(line: string): boolean {
  const bare = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\\./g, '');
  return /[|;&<>()`\n]/.test(bare);
}
