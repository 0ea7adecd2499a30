/**
 * Where in `{a: b}` and `[a, b]` a place of the text is, half written as it may be. Owns nothing: lines and a place in, what leads on
 * from the line where the outermost bracket opens out.
 */
export interface FlowPlace {
  /** The line and column of the outermost bracket that is open. */
  readonly line: number;
  readonly column: number;
  /** What leads on from there; `[]` stands for an item of a list. */
  readonly path: readonly string[];
  readonly key: string | undefined;
  readonly inValue: boolean;
  readonly siblings: readonly string[];
  /** The innermost bracket. */
  readonly inside: 'map' | 'list';
}

interface Frame {
  readonly opener: '{' | '[';
  readonly keys: string[];
  /** The key of the entry that is being read, and where the entry begins. */
  key: string | undefined;
  from: number;
}

/** A flow is seldom longer than this, and what is further up is asked in vain. */
const linesMost = 60;
const opening = /(?:^\s*|:\s+|-\s+)([{[])/;

/** Undefined when no bracket is open at the place. */
export function flowAt(lines: readonly string[], at: number, column: number): FlowPlace | undefined {
  let found: FlowPlace | undefined;
  for (let line = at; line >= Math.max(0, at - linesMost); line -= 1) {
    const opened = opening.exec(lines[line] ?? '');
    const start = opened === null ? -1 : opened.index + opened[0].length - 1;
    if (start < 0 || (line === at && start >= column)) continue;
    const text = [...lines.slice(line, at), (lines[at] ?? '').slice(0, column)].join('\n').slice(start);
    const frames = open(text);
    const rest = [(lines[at] ?? '').slice(column), ...lines.slice(at + 1)].join('\n');
    if (frames.length > 0) found = { line, column: start, ...placeIn(frames, text, rest) };
  }
  return found;
}

/** The brackets that are open at the end of a text, the outermost first. */
function open(text: string): readonly Frame[] {
  const frames: Frame[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const top = frames.at(-1);
    const char = text[i]!;
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, i + 1);
      if (end < 0) break;
      i = end;
    } else if (char === '#' && /\s/.test(text[i - 1] ?? ' ')) i = text.indexOf('\n', i) < 0 ? text.length : text.indexOf('\n', i);
    else if (char === '{' || char === '[') frames.push({ opener: char, keys: [], key: undefined, from: i + 1 });
    else if (char === '}' || char === ']') {
      frames.pop();
      // What follows the outermost bracket is no part of it.
      if (frames.length === 0) return [];
    } else if (char === ',' && top !== undefined) endEntry(top, i + 1);
    else if (char === ':' && top?.opener === '{' && top.key === undefined && /[\s"'{[]|^$/.test(text[i + 1] ?? ''))
      top.key = plainKey(text.slice(top.from, i));
  }
  return frames;
}

function endEntry(frame: Frame, from: number): void {
  if (frame.key !== undefined) frame.keys.push(frame.key);
  frame.key = undefined;
  frame.from = from;
}

function plainKey(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/, '$2');
}

function placeIn(frames: readonly Frame[], text: string, rest: string): Omit<FlowPlace, 'line' | 'column'> {
  const top = frames.at(-1)!;
  const path = frames.flatMap((frame) => (frame.opener === '[' ? ['[]'] : frame === top || frame.key === undefined ? [] : [frame.key]));
  if (top.opener === '[') return { path, key: undefined, inValue: false, siblings: [], inside: 'list' };
  const inValue = top.key !== undefined;
  const ahead = inValue ? undefined : /^([\w./"'-]*)\s*:(?=[\s"'{[]|$)/.exec(rest);
  const key = top.key ?? (ahead === null || ahead === undefined ? undefined : plainKey(text.slice(top.from) + ahead[1]!));
  return { path, key, inValue, siblings: [...top.keys, ...keysBehind(rest)], inside: 'map' };
}

/** The keys of the entries that follow in the same bracket. */
function keysBehind(rest: string): readonly string[] {
  const first = /^[^,{}[\]\n]*/.exec(rest)?.[0].length ?? 0;
  if (rest[first] !== ',') return [];
  const frame: Frame = { opener: '{', keys: [], key: undefined, from: 0 };
  let depth = 0;
  for (let i = first; i < rest.length && depth >= 0; i += 1) {
    const char = rest[i]!;
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (depth > 0) continue;
    else if (char === ',') endEntry(frame, i + 1);
    else if (char === ':' && frame.key === undefined) frame.key = plainKey(rest.slice(frame.from, i));
  }
  endEntry(frame, 0);
  return frame.keys;
}
