/** One line of a terminal as a pure machine: (state, what was typed) -> (state, what to do). */

export interface Line {
  readonly text: string;
  readonly cursor: number;
  readonly history: readonly string[];
  /** Where in history we are; equal to its length on the line being written. */
  readonly at: number;
  /** What was being written before history was looked at. */
  readonly draft: string;
  /** What is looked for in history, while Ctrl+R is at work. */
  readonly sought?: string;
}

export type Act =
  | { readonly type: 'run'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'complete' }
  | { readonly type: 'clear' }
  | { readonly type: 'end' };

export const emptyLine: Line = { text: '', cursor: 0, history: [], at: 0, draft: '' };

const historyMax = 500;

export function withText(line: Line, text: string, cursor = text.length): Line {
  return { ...line, text, cursor };
}

/** Takes what was typed or pasted; text after a newline is left over and given back. */
export function type(line: Line, data: string): { readonly line: Line; readonly act?: Act; readonly rest: string } {
  let state = line;
  for (let i = 0; i < data.length;) {
    const { key, next } = keyAt(data, i);
    i = next;
    const done = press(state, key);
    state = done.line;
    if (done.act !== undefined) return { line: state, act: done.act, rest: data.slice(i) };
  }
  return { line: state, rest: '' };
}

const escapeSequence = new RegExp(`^${'\u001b'}(?:\\[[0-9;]*[A-Za-z~]|O[A-Z]|[a-zA-Z\u007f])`);

function keyAt(data: string, from: number): { readonly key: string; readonly next: number } {
  const escape = escapeSequence.exec(data.slice(from));
  if (escape !== null) return { key: escape[0], next: from + escape[0].length };
  const code = data.codePointAt(from) ?? 0;
  const size = code > 0xffff ? 2 : 1;
  return { key: data.slice(from, from + size), next: from + size };
}

type Pressed = { readonly line: Line; readonly act?: Act };

function press(line: Line, key: string): Pressed {
  if (line.sought !== undefined) return search(line, line.sought, key);
  const handler = keys[key];
  if (handler !== undefined) return handler(line);
  if (key < ' ' || key.startsWith('\u001b')) return { line };
  return { line: withText(line, line.text.slice(0, line.cursor) + key + line.text.slice(line.cursor), line.cursor + key.length) };
}

function move(line: Line, cursor: number): Pressed {
  return { line: { ...line, cursor: Math.max(0, Math.min(line.text.length, cursor)) } };
}

function cut(line: Line, from: number, to: number): Pressed {
  const start = Math.max(0, from);
  return { line: withText(line, line.text.slice(0, start) + line.text.slice(to), start) };
}

function wordLeft({ text, cursor }: Line): number {
  return text.slice(0, cursor).replace(/\S+\s*$/, '').length;
}

function wordRight({ text, cursor }: Line): number {
  return cursor + (/^\s*\S+/.exec(text.slice(cursor))?.[0].length ?? text.length - cursor);
}

function recall(line: Line, at: number): Pressed {
  if (at < 0 || at > line.history.length) return { line };
  const draft = line.at === line.history.length ? line.text : line.draft;
  const text = at === line.history.length ? draft : (line.history[at] ?? '');
  return { line: { ...line, text, cursor: text.length, at, draft } };
}

function enter(line: Line): Pressed {
  const { text } = line;
  const isNew = text.trim() !== '' && line.history.at(-1) !== text;
  const history = isNew ? [...line.history, text].slice(-historyMax) : line.history;
  return { line: { text: '', cursor: 0, history, at: history.length, draft: '' }, act: { type: 'run', text } };
}

const searchKey = '\u0012';

/** The newest line before `from` that holds the text, with the cursor where it stands; the line as it is when there is none. */
function sought(line: Line, text: string, from: number): Line {
  for (let at = Math.min(from, line.history.length - 1); at >= 0 && text !== ''; at -= 1) {
    const found = line.history[at] ?? '';
    const where = found.indexOf(text);
    if (where >= 0) return { ...line, text: found, cursor: where, at, sought: text };
  }
  return { ...line, sought: text };
}

/** While a search goes on: letters make it longer, Ctrl+R goes further back, Ctrl+G gives up; any other key takes what was found. */
function search(line: Line, text: string, key: string): Pressed {
  if (key === searchKey) return { line: sought(line, text, line.at - 1) };
  if (key === '\u007f' || key === '\b') return { line: sought(line, text.slice(0, -1), line.history.length - 1) };
  const { sought: _, ...rest } = line;
  if (key === '\u0007' || key === '\u0003')
    return { line: { ...rest, text: line.draft, cursor: line.draft.length, at: line.history.length } };
  if (key >= ' ' && !key.startsWith('\u001b')) return { line: sought(line, text + key, line.at) };
  return press({ ...rest, cursor: line.text.length }, key);
}

const left = (line: Line): Pressed => move(line, line.cursor - 1);
const right = (line: Line): Pressed => move(line, line.cursor + 1);
const home = (line: Line): Pressed => move(line, 0);
const end = (line: Line): Pressed => move(line, line.text.length);
const up = (line: Line): Pressed => recall(line, line.at - 1);
const down = (line: Line): Pressed => recall(line, line.at + 1);
/** A pair of surrogates is one character to the person. */
function backspace(line: Line): Pressed {
  if (line.cursor === 0) return { line };
  const isPair = (line.text.codePointAt(line.cursor - 2) ?? 0) > 0xffff;
  return cut(line, line.cursor - (isPair ? 2 : 1), line.cursor);
}

const cutWord = (line: Line): Pressed => cut(line, wordLeft(line), line.cursor);

const keys: Readonly<Record<string, (line: Line) => Pressed>> = {
  '\r': enter,
  '\n': enter,
  '\t': (line) => ({ line, act: { type: 'complete' } }),
  '\u007f': backspace,
  '\b': backspace,
  '\u0001': home,
  '\u0005': end,
  '\u0002': left,
  '\u0006': right,
  '\u0010': up,
  '\u000e': down,
  [searchKey]: (line) => ({ line: { ...line, draft: line.at === line.history.length ? line.text : line.draft, sought: '' } }),
  '\u000b': (line) => cut(line, line.cursor, line.text.length),
  '\u0015': (line) => cut(line, 0, line.cursor),
  '\u0017': cutWord,
  '\u001b\u007f': cutWord,
  '\u000c': (line) => ({ line, act: { type: 'clear' } }),
  '\u0003': (line) => ({ line: { ...line, text: '', cursor: 0, at: line.history.length }, act: { type: 'interrupt' } }),
  '\u0004': (line) => (line.text === '' ? { line, act: { type: 'end' } } : cut(line, line.cursor, line.cursor + 1)),
  '\u001b[A': up,
  '\u001b[B': down,
  '\u001b[C': right,
  '\u001b[D': left,
  '\u001b[H': home,
  '\u001b[F': end,
  '\u001bOH': home,
  '\u001bOF': end,
  '\u001b[1~': home,
  '\u001b[4~': end,
  '\u001b[3~': (line) => cut(line, line.cursor, line.cursor + 1),
  '\u001bb': (line) => move(line, wordLeft(line)),
  '\u001bf': (line) => move(line, wordRight(line)),
  '\u001b[1;5D': (line) => move(line, wordLeft(line)),
  '\u001b[1;5C': (line) => move(line, wordRight(line)),
};
