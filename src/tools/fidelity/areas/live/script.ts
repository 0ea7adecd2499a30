/** The shell constructs of the recorded commands: lists, pipes, `timeout`, an editor, what runs in the background. */
import { splitCommandLine } from '#kubectl/words.ts';

export type Step =
  | { readonly do: 'kubectl'; readonly words: readonly string[]; readonly editor?: string; readonly timeoutMs?: number }
  | { readonly do: 'sed'; readonly expression: string }
  | { readonly do: 'echo'; readonly text: string }
  | { readonly do: 'cmp'; readonly files: readonly [string, string] }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'wait' };

export interface Part {
  /** Each step's output is the input of the next. */
  readonly pipe: readonly Step[];
  readonly inBackground: boolean;
  /** Only when the part before it went well. */
  readonly ifWell: boolean;
}

/** A line as its parts; undefined when it holds something that is not understood. */
export function parseScript(line: string): readonly Part[] | undefined {
  const inside = /^\(([^]*)\)$/.exec(line.trim())?.[1] ?? line;
  const parts: Part[] = [];
  let pipe: Step[] = [];
  let ifWell = false;
  for (const { text, operator } of cut(inside)) {
    const step = stepOf(text.trim());
    if (step === undefined) return undefined;
    pipe.push(step);
    if (operator === '|') continue;
    parts.push({ pipe, inBackground: operator === '&', ifWell });
    pipe = [];
    ifWell = operator === '&&';
  }
  return pipe.length === 0 ? parts : undefined;
}

/** The line cut at its operators, outside of quotes. An empty rest is left away. */
function cut(line: string): readonly { readonly text: string; readonly operator: string }[] {
  const pieces: { text: string; operator: string }[] = [];
  const token = /'[^']*'|"(?:[^"\\]|\\.)*"|\\.|&&|[|;&]|[^'"\\|;&]+/gs;
  let text = '';
  for (const [word] of line.matchAll(token)) {
    if (!['&&', '|', ';', '&'].includes(word)) {
      text += word;
      continue;
    }
    pieces.push({ text, operator: word });
    text = '';
  }
  return text.trim() === '' ? pieces : [...pieces, { text, operator: '' }];
}

function stepOf(text: string): Step | undefined {
  if (/[()<>`$]/.test(text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\\./g, ''))) return undefined;
  const editor = /^EDITOR=("(?:[^"\\]|\\.)*"|\S+) (.*)$/s.exec(text);
  const timed = /^timeout (\d+) (.*)$/s.exec(editor?.[2] ?? text);
  const [name, ...words] = splitCommandLine(timed?.[2] ?? editor?.[2] ?? text).words;
  if (name === 'kubectl')
    return {
      do: 'kubectl',
      words,
      ...(editor === null ? {} : { editor: (editor[1] ?? '').replace(/^"|"$/g, '') }),
      ...(timed === null ? {} : { timeoutMs: Number(timed[1]) * 1000 }),
    };
  if (editor !== null || timed !== null) return undefined;
  if (name === 'sed' && words.length === 1) return { do: 'sed', expression: words[0] ?? '' };
  if (name === 'echo') return { do: 'echo', text: `${words.join(' ')}\n` };
  if (name === 'cmp' && words.length === 2) return { do: 'cmp', files: [words[0] ?? '', words[1] ?? ''] };
  if (name === 'sleep') return { do: 'sleep', ms: Number(words[0]) * 1000 };
  return name === 'wait' && words.length === 0 ? { do: 'wait' } : undefined;
}

/** The little of sed that is typed: `s/from/to/`, on each line once. */
export function sed(text: string, expression: string): string {
  const match = /^s\/((?:[^/\\]|\\.)*)\/((?:[^/\\]|\\.)*)\/(g?)$/.exec(expression);
  if (match === null) return text;
  const [, from = '', to = '', flags] = match;
  const pattern = new RegExp(from.replace(/[+?(){}|]/g, '\\$&'), flags);
  return text
    .split('\n')
    .map((line) => line.replace(pattern, () => to.replace(/\\(.)/g, '$1')))
    .join('\n');
}

/** What an editor does to a text: `sed -i EXPRESSION`, or nothing. */
export function edited(text: string, editor: string): string {
  const expression = /^sed -i (.*)$/s.exec(editor)?.[1];
  return expression === undefined ? text : sed(text, expression.replace(/\\ /g, ' '));
}
