/** Sets of characters in patterns. upstream: go regexp/syntax (perl_groups.go, parse.go) */
import { fail, type Reader } from './reader.ts';

export interface CharSet {
  readonly ranges: readonly (readonly [number, number])[];
  /** Names such as `L` or `Greek`, with whether they are negated. */
  readonly properties: readonly (readonly [RegExp, boolean])[];
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

function of(...ranges: readonly (readonly [number, number])[]): CharSet {
  return { ranges, properties: [], negated: false, ignoreCase: false };
}

const LAST = 0x10ffff;
const digits = [48, 57] as const;
const words = [digits, [65, 90], [95, 95], [97, 122]] as const;
const spaces = [
  [9, 10],
  [12, 13],
  [32, 32],
] as const;

const named: Readonly<Record<string, CharSet>> = {
  any: of([0, LAST]),
  notNewline: of([0, 9], [11, LAST]),
  d: of(digits),
  w: of(...words),
  s: of(...spaces),
};

const posix: Readonly<Record<string, CharSet>> = {
  alnum: of(digits, [65, 90], [97, 122]),
  alpha: of([65, 90], [97, 122]),
  ascii: of([0, 127]),
  blank: of([9, 9], [32, 32]),
  cntrl: of([0, 31], [127, 127]),
  digit: of(digits),
  graph: of([33, 126]),
  lower: of([97, 122]),
  print: of([32, 126]),
  punct: of([33, 47], [58, 64], [91, 96], [123, 126]),
  space: of([9, 13], [32, 32]),
  upper: of([65, 90]),
  word: of(...words),
  xdigit: of(digits, [65, 70], [97, 102]),
};

export function namedSet(name: string): CharSet {
  return named[name] ?? of();
}

function negate(set: CharSet): CharSet {
  if (set.properties.length > 0) return { ...set, properties: set.properties.map(([test, no]) => [test, !no] as const) };
  let from = 0;
  const ranges: [number, number][] = [];
  for (const [a, b] of set.ranges.toSorted((x, y) => x[0] - y[0])) {
    if (a > from) ranges.push([from, a - 1]);
    from = Math.max(from, b + 1);
  }
  if (from <= LAST) ranges.push([from, LAST]);
  return { ...set, ranges };
}

const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 };

/** What stands behind a backslash. */
export function escapedSet(reader: Reader): CharSet {
  const c = reader.source[reader.at];
  if (c === undefined) fail('trailing backslash at end of expression: ``');
  reader.at += 1;
  const small = c.toLowerCase();
  if (small === 'd' || small === 'w' || small === 's') return c === small ? namedSet(small) : negate(namedSet(small));
  if (small === 'p') return property(reader, c === 'P');
  const code = controls[c] ?? (c === 'x' ? hexadecimal(reader) : octalOr(c, reader));
  return of([code, code]);
}

function hexadecimal(reader: Reader): number {
  const rest = reader.source.slice(reader.at, reader.at + 10).join('');
  const match = /^([0-9a-f]{2})|^\{([0-9a-f]{1,6})\}/i.exec(rest);
  if (match === null) return fail(`invalid escape sequence: \`\\x${rest.slice(0, 1)}\``);
  reader.at += match[0].length;
  return Number.parseInt(match[1] ?? match[2] ?? '0', 16);
}

function octalOr(c: string, reader: Reader): number {
  if (c === '0') {
    const octal = /^[0-7]{0,2}/.exec(reader.source.slice(reader.at, reader.at + 2).join(''))?.[0] ?? '';
    reader.at += octal.length;
    return Number.parseInt(`0${octal}`, 8);
  }
  if (/[A-Za-z0-9]/.test(c)) return fail(`invalid escape sequence: \`\\${c}\``);
  return c.codePointAt(0) ?? 0;
}

function property(reader: Reader, negated: boolean): CharSet {
  const rest = reader.source.slice(reader.at, reader.at + 40).join('');
  const match = /^\{(\^?)(\w+)\}|^(\w)/.exec(rest);
  const name = match?.[2] ?? match?.[3] ?? '';
  if (match === null) return fail(`invalid character class range: \`\\p${rest.slice(0, 1)}\``);
  reader.at += match[0].length;
  const test = propertyTest(name) ?? fail(`invalid character class range: \`\\p{${name}}\``);
  return { ranges: [], properties: [[test, negated !== (match[1] === '^')]], negated: false, ignoreCase: false };
}

function propertyTest(name: string): RegExp | undefined {
  for (const form of [name, `Script=${name}`]) {
    try {
      return new RegExp(`^\\p{${form}}$`, 'u');
    } catch {
      // The next form.
    }
  }
  return undefined;
}

/** A set in brackets; the reader stands behind the opening one. */
export function readClass(reader: Reader): CharSet {
  const start = reader.at - 1;
  const negated = reader.source[reader.at] === '^';
  if (negated) reader.at += 1;
  const ranges: (readonly [number, number])[] = [];
  const properties: (readonly [RegExp, boolean])[] = [];
  for (let first = true; first || reader.source[reader.at] !== ']'; first = false) {
    if (reader.at >= reader.source.length) fail(`missing closing ]: \`${reader.source.slice(start).join('')}\``);
    const item = classItem(reader);
    properties.push(...item.properties);
    ranges.push(...rangeFrom(item, reader));
  }
  reader.at += 1;
  return { ranges, properties, negated, ignoreCase: reader.ignoreCase };
}

function classItem(reader: Reader): CharSet {
  const c = reader.source[reader.at] ?? '';
  if (c === '[' && reader.source[reader.at + 1] === ':') {
    const match = /^\[:(\^?)(\w+):\]/.exec(reader.source.slice(reader.at, reader.at + 14).join(''));
    const set = match === null ? undefined : posix[match[2] ?? ''];
    if (match !== null && set !== undefined) {
      reader.at += match[0].length;
      return match[1] === '^' ? negate(set) : set;
    }
  }
  reader.at += 1;
  if (c === '\\') return escapedSet(reader);
  const code = c.codePointAt(0) ?? 0;
  return of([code, code]);
}

/** One character may begin a range. */
function rangeFrom(item: CharSet, reader: Reader): CharSet['ranges'] {
  const [from] = item.ranges;
  const single = item.ranges.length === 1 && from !== undefined && from[0] === from[1];
  if (!single || reader.source[reader.at] !== '-' || reader.source[reader.at + 1] === ']') return item.ranges;
  reader.at += 1;
  const to = classItem(reader).ranges[0]?.[1] ?? 0;
  if (to < from[0]) fail('invalid character class range');
  return [[from[0], to]];
}

export function setHas(set: CharSet, c: string): boolean {
  return (isIn(set, c) || (set.ignoreCase && (isIn(set, c.toLowerCase()) || isIn(set, c.toUpperCase())))) !== set.negated;
}

function isIn({ ranges, properties }: CharSet, c: string): boolean {
  const code = c.codePointAt(0) ?? 0;
  for (const [from, to] of ranges) if (code >= from && code <= to) return true;
  return properties.some(([test, negated]) => test.test(c) !== negated);
}
