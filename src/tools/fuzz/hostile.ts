/** Values that break careless code, and ways to break a good value. */
import type { Json } from '#api/immutable.ts';
import { below, oneIn, pick, times, type Chance } from './chance.ts';

const words = [
  '',
  ' ',
  '\0',
  '\n',
  '-',
  '.',
  '/',
  '~1',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'null',
  'true',
  '0',
  '-1',
  '1e9999',
  '9'.repeat(400),
  '1.5Gi',
  '100000000000000000000Ei',
  '-0m',
  'a'.repeat(300),
  'a'.repeat(70_000),
  'a.'.repeat(150),
  `${'a'.repeat(63)}.b`,
  '\u{1f600}',
  '\ud800',
  '\u202e',
  '{{.x}}',
  '$(HOME)',
  '../../etc/passwd',
  '%s%n',
  '=HYPERLINK()',
  '2026-13-41T99:99:99Z',
  '0001-01-01T00:00:00Z',
  '10.0.0.1',
  '::1',
  '300.1.1.1/99',
  'tcp',
  'TCP',
  '*',
  '!x,y in (a,,b),z notin (),w>1,v<x',
  'metadata.name=a,,b==c,d!=e\\=f',
];

/** Patterns that take for ever where a text is matched with backtracking. */
const catastrophic = [`${'a'.repeat(5_000)}!`, '(a+)+$', `${'0'.repeat(5_000)}x`, `${'-'.repeat(5_000)}`, `${'a-'.repeat(2_500)}`];

const numbers = [0, -0, 1, -1, 0.5, 1e-7, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, -(2 ** 63), 1e21, 1.7e308, 65_536, 80];

export const keys = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', '', '.', 'a/b', '$patch', '$retainKeys'];

export function hostileText(chance: Chance): string {
  return oneIn(chance, 12) ? pick(chance, catastrophic) : pick(chance, words);
}

export function hostileValue(chance: Chance, depth = 3): Json {
  switch (below(chance, depth <= 0 ? 4 : 8)) {
    case 0:
      return null;
    case 1:
      return pick(chance, numbers);
    case 2:
      return oneIn(chance, 2);
    case 3:
      return hostileText(chance);
    case 4:
      return oneIn(chance, 20) ? nested(chance, pick(chance, [50, 900, 20_000])) : [];
    case 5:
      return times(below(chance, 4), () => hostileValue(chance, depth - 1));
    default:
      return recordOf(times(below(chance, 4), () => [hostileKey(chance), hostileValue(chance, depth - 1)]));
  }
}

export function hostileKey(chance: Chance): string {
  return oneIn(chance, 2) ? pick(chance, keys) : hostileText(chance);
}

/** A record with the keys as they are: `__proto__` is one like any other. */
export function recordOf(entries: readonly (readonly [string, Json])[]): { readonly [key: string]: Json } {
  return Object.fromEntries(entries);
}

function nested(chance: Chance, depth: number): Json {
  const inList = oneIn(chance, 2);
  let value: Json = 1;
  for (let i = 0; i < depth; i += 1) value = inList ? [value] : { a: value };
  return value;
}

/** The value with one thing in it broken. */
export function mutate(chance: Chance, value: Json): Json {
  if (typeof value !== 'object' || value === null || oneIn(chance, 6)) return hostileValue(chance);
  if (Array.isArray(value)) return mutateList(chance, value as readonly Json[]);
  const entries = Object.entries(value as { readonly [key: string]: Json });
  if (entries.length === 0 || oneIn(chance, 5)) return recordOf([...entries, [hostileKey(chance), hostileValue(chance)]]);
  const at = below(chance, entries.length);
  if (oneIn(chance, 6)) return recordOf(entries.filter((_, i) => i !== at));
  return recordOf(entries.map(([key, item], i) => [key, i === at ? mutate(chance, item) : item]));
}

function mutateList(chance: Chance, list: readonly Json[]): Json {
  const at = below(chance, list.length + 1);
  const item = list[at];
  if (item === undefined) return [...list, hostileValue(chance)];
  if (oneIn(chance, 5)) return [...list, item];
  return oneIn(chance, 6) ? list.toSpliced(at, 1) : list.with(at, mutate(chance, item));
}

/** The text with a piece cut out, doubled or replaced. */
export function mutateText(chance: Chance, text: string): string {
  const from = below(chance, text.length + 1);
  const to = Math.min(text.length, from + below(chance, 12));
  const piece = text.slice(from, to);
  const instead = pick(chance, [
    '',
    piece + piece,
    hostileText(chance).slice(0, 300),
    pick(chance, ['\t', '"', "'", ': ', '- ', '&a ', '*a', '<<: ', '{', ']', '|', '>-', '!!binary ', '---\n', '#', '\u0000']),
  ]);
  return text.slice(0, from) + instead + text.slice(to);
}
