/** Shell patterns: `*`, `?`, `[...]`. Matching goes over the text once, with one way back. upstream: IEEE Std 1003.1 2.13 */
import { classes, inSet } from '../text/characterSet.ts';

export type Token =
  | { readonly k: 'letter'; readonly c: string }
  | { readonly k: 'any' | 'star' }
  | { readonly k: 'set'; readonly negated: boolean; readonly has: string };

/** A pattern's tokens. In `mask`, a letter marked `q` stands for itself. */
export function compilePattern(pattern: string, mask: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const c = pattern[i]!;
    if (mask[i] === 'q') tokens.push({ k: 'letter', c });
    else if (c === '*') {
      if (tokens.at(-1)?.k !== 'star') tokens.push({ k: 'star' });
    } else if (c === '?') tokens.push({ k: 'any' });
    else if (c === '[') {
      const set = readSet(pattern, i);
      if (set === undefined) tokens.push({ k: 'letter', c });
      else {
        tokens.push(set.token);
        i = set.end;
      }
    } else tokens.push({ k: 'letter', c });
  }
  return tokens;
}

function readSet(pattern: string, at: number): { readonly token: Token; readonly end: number } | undefined {
  let i = at + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i += 1;
  let has = '';
  const first = i;
  for (; i < pattern.length; i += 1) {
    if (pattern[i] === ']' && i > first) return { token: { k: 'set', negated, has }, end: i };
    const named = pattern.startsWith('[:', i) ? /^\[:(\w+):\]/.exec(pattern.slice(i, i + 12)) : null;
    if (named !== null) {
      has += classes[named[1]!] ?? '';
      i += named[0].length - 1;
    } else has += pattern[i];
  }
  return undefined;
}

function fits(token: Token, letter: string): boolean {
  if (token.k === 'letter') return token.c === letter;
  return token.k === 'any' || (token.k === 'set' && inSet(token.has, letter) !== token.negated);
}

export function matchTokens(tokens: readonly Token[], text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    const token = tokens[p];
    if (token?.k === 'star') {
      star = p;
      from = t;
      p += 1;
    } else if (token !== undefined && fits(token, text[t]!)) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      from += 1;
      t = from;
    } else return false;
  }
  while (tokens[p]?.k === 'star') p += 1;
  return p >= tokens.length;
}

export function matchPattern(pattern: string, mask: string, text: string): boolean {
  return matchTokens(compilePattern(pattern, mask), text);
}

/** A plain pattern in which a backslash quotes the next letter, as `find -name` and `case` of a variable have it. */
export function matchGlob(pattern: string, text: string): boolean {
  let letters = '';
  let mask = '';
  for (let i = 0; i < pattern.length; i += 1) {
    const isQuoted = pattern[i] === '\\' && i + 1 < pattern.length;
    if (isQuoted) i += 1;
    letters += pattern[i];
    mask += isQuoted ? 'q' : 'u';
  }
  return matchPattern(letters, mask, text);
}

export function isPattern(pattern: string, mask: string): boolean {
  for (let i = 0; i < pattern.length; i += 1) if (mask[i] === 'u' && '*?['.includes(pattern[i]!)) return true;
  return false;
}
