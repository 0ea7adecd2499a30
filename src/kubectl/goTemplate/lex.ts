/** Go templates as tokens. upstream: Go text/template/parse/lex.go */

export type TokenKind = 'text' | 'open' | 'close' | 'field' | 'variable' | 'word' | 'string' | 'number' | 'mark';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Whether a blank stood before it: `.a .b` is two fields, `.a.b` one path. */
  readonly spaced: boolean;
  readonly line: number;
  /** Where it stands in the template. */
  readonly at: number;
}

export class TemplateError extends Error {}

export function templateError(line: number, message: string): TemplateError {
  return new TemplateError(`template: output:${line}: ${message}`);
}

/** Every token of a template; it throws a TemplateError for what cannot be one. */
export function lex(template: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    const end = open < 0 ? template.length : open;
    const trimsLeft = open >= 0 && /^\{\{-\s/.test(template.slice(open, open + 4));
    let text = template.slice(at, end);
    if (trimNext) text = text.replace(/^[ \t\r\n]+/, '');
    if (trimsLeft) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') tokens.push({ kind: 'text', text, spaced: false, line: lineAt(template, at), at });
    if (open < 0) break;
    const action = lexAction(template, open + (trimsLeft ? 3 : 2));
    tokens.push(...action.tokens);
    trimNext = action.trims;
    at = action.end;
  }
  return tokens;
}

function lineAt(template: string, at: number): number {
  return template.slice(0, at).split('\n').length;
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`)/],
  ['string', /^'(?:[^'\\\n]|\\.)+'/],
  ['number', /^[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)/],
  ['field', /^\.[A-Za-z_][A-Za-z0-9_]*/],
  ['variable', /^\$[A-Za-z0-9_]*/],
  ['word', /^[A-Za-z_][A-Za-z0-9_]*/],
  ['mark', /^(?::=|[.=|(),])/],
];

interface Action {
  readonly tokens: readonly Token[];
  readonly end: number;
  /** Whether blanks after it are left out. */
  readonly trims: boolean;
}

function lexAction(template: string, start: number): Action {
  const comment = /^\s*\/\*[\s\S]*?\*\/(\s+-)?\s*\}\}/.exec(template.slice(start));
  if (comment !== null) return { tokens: [], end: start + comment[0].length, trims: comment[1] !== undefined };
  const tokens: Token[] = [{ kind: 'open', text: '{{', spaced: false, line: lineAt(template, start), at: start }];
  let at = start;
  for (;;) {
    const rest = template.slice(at);
    const line = lineAt(template, at);
    const close = /^(?:(\s+-)|\s*)\}\}/.exec(rest);
    if (close !== null) {
      tokens.push({ kind: 'close', text: '}}', spaced: false, line, at });
      return { tokens, end: at + close[0].length, trims: close[1] !== undefined };
    }
    const blank = /^\s+/.exec(rest)?.[0] ?? '';
    if (blank === rest) throw templateError(line, 'unclosed action');
    const found = readToken(rest.slice(blank.length), line);
    tokens.push({ ...found, spaced: blank !== '', at: at + blank.length });
    at += blank.length + found.text.length;
  }
}

function readToken(rest: string, line: number): Omit<Token, 'spaced' | 'at'> {
  for (const [kind, pattern] of patterns) {
    const match = pattern.exec(rest);
    if (match !== null) return { kind, text: match[0], line };
  }
  if (rest.startsWith('"')) throw templateError(line, 'unterminated quoted string');
  if (rest.startsWith('`')) throw templateError(line, 'unterminated raw quoted string');
  const char = rest.charAt(0);
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw templateError(line, `unexpected bad character U+${code} '${char}' in command`);
}
