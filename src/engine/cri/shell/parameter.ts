/** Parameter expansion: `$x`, `${x:-y}`, `${x##*-}` and the like. upstream: IEEE Std 1003.1 2.6.2, bash(1) */
import type { Part, Word } from './ast.ts';
import type { Expansion } from './expand.ts';
import { compilePattern, matchTokens, type Token } from './pattern.ts';
import { optionLetters } from './variables.ts';

type Param = Part & { k: 'param' };

export function expandParameter(x: Expansion, part: Param): string | readonly string[] {
  if (part.indirect === true) return indirect(x, part);
  const value = rawValue(x, part);
  if (part.length === true)
    return String(Array.isArray(value) ? (value as readonly string[]).length : typeof value === 'string' ? value.length : 0);
  if (part.op === undefined || part.arg === undefined) return plain(x, part, value);
  return operate(x, part, { op: part.op, arg: part.arg }, value);
}

function indirect(x: Expansion, part: Param): string | readonly string[] {
  const index = part.index === undefined ? '' : x.inner.text(x, part.index);
  const variable = x.shell.vars.get(part.name);
  if (index === '@' || index === '*')
    return variable?.fields !== undefined ? Array.from(variable.fields.keys()) : (variable?.items ?? []).map((_, i) => String(i));
  if (part.op === '*' || part.op === '@')
    return Array.from(x.shell.vars.keys())
      .filter((name) => name.startsWith(part.name))
      .sort();
  const name = variable?.value ?? '';
  const { indirect: _indirect, ...rest } = part;
  return name === '' ? '' : expandParameter(x, { ...rest, name });
}

/** undefined: not set. */
function rawValue(x: Expansion, part: Param): string | readonly string[] | undefined {
  const { shell } = x;
  const { name } = part;
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.params[Number(name) - 1];
  switch (name) {
    case '@':
    case '*':
      return shell.params;
    case '#':
      return String(shell.params.length);
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.shellPid);
    case '!':
      return shell.lastBackground === 0 ? undefined : String(shell.lastBackground);
    case '-':
      return optionLetters(shell);
    case 'RANDOM':
      return shell.flavour === 'dash' ? x.shell.vars.get(name)?.value : random(x);
    case 'LINENO':
      return String(shell.line);
    case 'SECONDS':
      return shell.vars.has(name) ? String(Math.floor((x.fs.nowMs - Number(shell.vars.get(name)!.value)) / 1000)) : undefined;
    case 'EPOCHSECONDS':
      return String(Math.floor((x.fs.epochMs + x.fs.nowMs) / 1000));
    default:
      return variableValue(x, part);
  }
}

function variableValue(x: Expansion, part: Param): string | readonly string[] | undefined {
  const pending = x.sets.get(part.name);
  const variable = x.shell.vars.get(part.name);
  if (part.index === undefined) return pending ?? variable?.value;
  const index = x.inner.text(x, part.index);
  if (index === '@' || index === '*')
    return variable?.fields !== undefined
      ? Array.from(variable.fields.values())
      : (variable?.items ?? (variable === undefined ? [] : [variable.value]));
  if (variable?.fields !== undefined) return variable.fields.get(index);
  const at = x.inner.calculate(x, index);
  const items = variable?.items ?? (variable === undefined ? [] : [variable.value]);
  return items.at(at);
}

function random(x: Expansion): string {
  x.randomState = (Math.imul(x.randomState, 1_103_515_245) + 12_345) & 0x7fffffff;
  return String((x.randomState >>> 8) & 0x7fff);
}

/** `$*` in quotes is one text; `$@` and arrays stay apart. */
function plain(x: Expansion, part: Param, value: string | readonly string[] | undefined): string | readonly string[] {
  if (value === undefined) {
    if (x.shell.options['u'] === true && part.name !== '@' && part.name !== '*')
      x.error ??= `${part.name}: ${x.shell.flavour === 'bash' ? 'unbound variable' : 'parameter not set'}`;
    return '';
  }
  if (typeof value === 'string') return value;
  const isStar = part.name === '*' || (part.index?.parts[0]?.k === 'text' && part.index.parts[0].s === '*');
  return isStar && part.quoted ? value.join((x.shell.vars.get('IFS')?.value ?? ' ').slice(0, 1)) : value;
}

function operate(
  x: Expansion,
  part: Param,
  { op, arg }: { readonly op: string; readonly arg: Word },
  value: string | readonly string[] | undefined,
): string | readonly string[] {
  const text = value === undefined ? undefined : typeof value === 'string' ? value : value.join(' ');
  const missing = text === undefined || (op.startsWith(':') && op !== ':' && text === '');
  switch (op) {
    case ':-':
    case '-':
      return missing ? argument(x, part, arg) : plain(x, part, value);
    case ':+':
    case '+':
      return missing ? '' : argument(x, part, arg);
    case ':=':
    case '=': {
      if (!missing) return plain(x, part, value);
      const given = x.inner.text(x, arg);
      x.sets.set(part.name, given);
      return given;
    }
    case ':?':
    case '?': {
      if (!missing) return plain(x, part, value);
      const words = x.inner.text(x, arg);
      x.error ??= `${part.name}: ${words === '' ? 'parameter not set or null' : words}`;
      return '';
    }
    case ':':
      return slice(x, arg, value ?? '');
    default:
      return mapped(value ?? '', (one) => edit(x, op, arg, one));
  }
}

/** The word after an operator; without quotes it is split like any other. */
function argument(x: Expansion, part: Param, arg: Word): string | readonly string[] {
  const only = arg.parts.length === 1 ? arg.parts[0] : undefined;
  if (only?.k === 'param' && (only.name === '@' || only.index !== undefined)) return expandParameter(x, { ...only, quoted: part.quoted });
  return x.inner.text(x, arg);
}

function mapped(value: string | readonly string[], run: (one: string) => string): string | readonly string[] {
  return typeof value === 'string' ? run(value) : value.map(run);
}

function slice(x: Expansion, arg: Word, value: string | readonly string[]): string | readonly string[] {
  const [from = '0', count] = splitColon(x.inner.text(x, arg));
  const length = value.length;
  const start = x.inner.calculate(x, from);
  const isParams = value === x.shell.params;
  const base = isParams ? start - 1 : start < 0 ? Math.max(0, length + start) : start;
  const size = count === undefined ? length : x.inner.calculate(x, count);
  const end = size < 0 ? length + size : base + size;
  return typeof value === 'string' ? value.slice(base, end) : value.slice(Math.max(0, base), end);
}

function splitColon(text: string): [string, string | undefined] {
  const at = text.indexOf(':');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function edit(x: Expansion, op: string, arg: Word, value: string): string {
  if (op === '^^' || op === '^') return op === '^^' ? value.toUpperCase() : value.slice(0, 1).toUpperCase() + value.slice(1);
  if (op === ',,' || op === ',') return op === ',,' ? value.toLowerCase() : value.slice(0, 1).toLowerCase() + value.slice(1);
  if (op === '@') return value;
  const pattern = x.inner.masked(x, arg);
  if (op.startsWith('/')) return replace(x, op, arg, value);
  const tokens = compilePattern(pattern.s, pattern.mask);
  if (op === '#' || op === '##') {
    const end = longest(tokens, value, op === '##', (n) => value.slice(0, n));
    return end === undefined ? value : value.slice(end);
  }
  const size = longest(tokens, value, op === '%%', (n) => value.slice(value.length - n));
  return size === undefined ? value : value.slice(0, value.length - size);
}

/** The length of the shortest or longest piece that matches. */
function longest(tokens: readonly Token[], value: string, greedy: boolean, piece: (length: number) => string): number | undefined {
  for (let i = 0; i <= value.length; i += 1) {
    const length = greedy ? value.length - i : i;
    if (matchTokens(tokens, piece(length))) return length;
  }
  return undefined;
}

function replace(x: Expansion, op: string, arg: Word, value: string): string {
  const { pattern, replacement } = splitSlash(x, arg);
  const tokens = compilePattern(pattern.s, pattern.mask);
  if (pattern.s === '') return value;
  if (op === '/#' || op === '/%') {
    const size = longest(tokens, value, true, (n) => (op === '/#' ? value.slice(0, n) : value.slice(value.length - n)));
    if (size === undefined) return value;
    return op === '/#' ? replacement + value.slice(size) : value.slice(0, value.length - size) + replacement;
  }
  let result = '';
  let at = 0;
  while (at < value.length) {
    const rest = value.slice(at);
    const size = longest(tokens, rest, true, (n) => rest.slice(0, n));
    if (size === undefined || size === 0) {
      result += value[at];
      at += 1;
      continue;
    }
    result += replacement;
    at += size;
    if (op === '/') break;
  }
  return result + value.slice(at);
}

function splitSlash(
  x: Expansion,
  arg: Word,
): { readonly pattern: { readonly s: string; readonly mask: string }; readonly replacement: string } {
  for (const [i, part] of arg.parts.entries()) {
    const at = part.k === 'text' && !part.quoted ? part.s.indexOf('/') : part.k === 'text' && part.s === '/' && part.quoted ? 0 : -1;
    if (at < 0 || part.k !== 'text') continue;
    const pattern = x.inner.masked(x, { parts: [...arg.parts.slice(0, i), { ...part, s: part.s.slice(0, at) }] });
    return { pattern, replacement: x.inner.text(x, { parts: [{ ...part, s: part.s.slice(at + 1) }, ...arg.parts.slice(i + 1)] }) };
  }
  return { pattern: x.inner.masked(x, arg), replacement: '' };
}
