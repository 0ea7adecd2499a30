/**
 * Functions of CEL and of the libraries that Kubernetes 1.28 adds to it.
 * upstream: github.com/google/cel-go/ext/strings.go, staging/src/k8s.io/apiserver/pkg/cel/library (lists.go, regex.go, urls.go)
 */
import { findPattern, matchesPattern, patternError } from '#api/machinery/re2/re2.ts';
import { CelError } from './ast.ts';
import { authorizerFunctions } from './authorizer.ts';
import { calendarFunctions } from './calendar.ts';
import { noOverload, operate } from './operators.ts';
import { compare, equal, isListValue, isMapValue, type CelList, type CelValue } from './values.ts';

type Fn = (args: readonly CelValue[]) => CelValue;

function text(value: CelValue | undefined, name: string): string {
  if (typeof value !== 'string') throw noOverload(name, [value ?? null]);
  return value;
}

function place(value: CelValue | undefined, length: number): number {
  const at = Number(value as bigint);
  if (at < 0 || at > length) throw new CelError(`index out of range: ${at}`);
  return at;
}

function size([of]: readonly CelValue[]): CelValue {
  if (typeof of === 'string') return BigInt([...of].length);
  if (of !== undefined && of !== null && isListValue(of)) return BigInt(of.length);
  if (of !== undefined && of !== null && isMapValue(of)) return BigInt(of.size);
  if (typeof of === 'object' && of !== null && 'kind' in of && of.kind === 'bytes') return BigInt(of.value.length);
  throw noOverload('size', [of ?? null]);
}

function matches([of, pattern]: readonly CelValue[]): CelValue {
  const regex = text(pattern, 'matches');
  const wrong = patternError(regex);
  if (wrong !== undefined) throw new CelError(wrong);
  return matchesPattern(regex, text(of, 'matches'));
}

function list(value: CelValue | undefined, name: string): CelList {
  if (value === undefined || value === null || !isListValue(value)) throw noOverload(name, [value ?? null]);
  return value;
}

function indexOf([of, what, from]: readonly CelValue[]): CelValue {
  if (of !== null && of !== undefined && isListValue(of)) return BigInt(of.findIndex((item) => equal(item, what ?? null)));
  const characters = [...text(of, 'indexOf')];
  const wanted = [...text(what, 'indexOf')];
  const start = from === undefined ? 0 : place(from, characters.length);
  for (let i = start; i <= characters.length - wanted.length; i += 1) if (wanted.every((c, j) => characters[i + j] === c)) return BigInt(i);
  return -1n;
}

function lastIndexOf([of, what, from]: readonly CelValue[]): CelValue {
  if (of !== null && of !== undefined && isListValue(of)) return BigInt(of.findLastIndex((item) => equal(item, what ?? null)));
  const characters = [...text(of, 'lastIndexOf')];
  const wanted = [...text(what, 'lastIndexOf')];
  const last = characters.length - wanted.length;
  for (let i = from === undefined ? last : Math.min(last, place(from, characters.length)); i >= 0; i -= 1)
    if (wanted.every((c, j) => characters[i + j] === c)) return BigInt(i);
  return -1n;
}

function substring([of, start, end]: readonly CelValue[]): CelValue {
  const characters = [...text(of, 'substring')];
  const from = place(start, characters.length);
  const to = end === undefined ? characters.length : place(end, characters.length);
  if (from > to) throw new CelError(`invalid substring range. start: ${from}, end: ${to}`);
  return characters.slice(from, to).join('');
}

function replace([of, old, fresh, limit]: readonly CelValue[]): CelValue {
  const parts = text(of, 'replace').split(text(old, 'replace'));
  const most = limit === undefined || (limit as bigint) < 0n ? parts.length : Number(limit as bigint);
  const joiner = text(fresh, 'replace');
  return parts.reduce((result, part, i) => `${result}${i === 0 ? '' : i <= most ? joiner : String(old)}${part}`, '');
}

function split([of, by, limit]: readonly CelValue[]): CelValue {
  const separator = text(by, 'split');
  const parts = separator === '' ? [...text(of, 'split')] : text(of, 'split').split(separator);
  if (limit === undefined || (limit as bigint) < 0n) return parts;
  const most = Number(limit as bigint);
  if (most === 0) return [];
  return parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

function ends(items: CelList, name: string, least: boolean): CelValue {
  const [first, ...others] = items;
  if (first === undefined) throw new CelError(`${name} called on empty list`);
  return others.reduce((best, item) => ((compare(item, best) ?? 0) < 0 === least && !equal(item, best) ? item : best), first);
}

function isSorted(items: CelList): boolean {
  return items.every((item, i) => i === 0 || (compare(items[i - 1] ?? null, item) ?? 0) <= 0);
}

function sum(items: CelList): CelValue {
  const [first, ...others] = items;
  return others.reduce((total, item) => operate('+', [total, item]) ?? total, first ?? 0n);
}

function findAll([of, pattern, limit]: readonly CelValue[]): CelValue {
  const characters = [...text(of, 'findAll')];
  const regex = text(pattern, 'findAll');
  const wrong = patternError(regex);
  if (wrong !== undefined) throw new CelError(wrong);
  const most = limit === undefined || (limit as bigint) < 0n ? Infinity : Number(limit as bigint);
  const found: string[] = [];
  for (let from = 0; found.length < most;) {
    const match = findPattern(regex, characters, from);
    if (match === undefined) break;
    found.push(characters.slice(match.start, match.end).join(''));
    from = match.end > match.start ? match.end : match.end + 1;
  }
  return found;
}

const urlForm = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?$|^()()(\/[^?#]*)(\?[^#]*)?$/;

function url([of]: readonly CelValue[]): CelValue {
  const value = text(of, 'url');
  if (!urlForm.test(value))
    throw new CelError(`URL parse error during conversion from string: parse ${JSON.stringify(value)}: invalid URI for request`);
  return { kind: 'url', value };
}

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

function urlParts(value: CelValue | undefined): UrlParts {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'url')
    throw noOverload('getHost', [value ?? null]);
  const match = urlForm.exec(value.value) ?? [];
  return { scheme: match[1] ?? '', host: match[2] ?? '', path: match[3] ?? match[7] ?? '', query: (match[4] ?? match[8] ?? '').slice(1) };
}

function queryOf({ query }: UrlParts): CelValue {
  const found = new Map<CelValue, CelValue>();
  for (const pair of query.split('&').filter((it) => it !== '')) {
    const [key = '', value = ''] = pair.split('=');
    found.set(key, [...((found.get(key) as CelList | undefined) ?? []), value]);
  }
  return found;
}

/** Every function by its name; methods get what they are called on as their first argument. */
export const functions: Readonly<Record<string, Fn>> = {
  size,
  matches,
  contains: ([of, what]) => text(of, 'contains').includes(text(what, 'contains')),
  startsWith: ([of, what]) => text(of, 'startsWith').startsWith(text(what, 'startsWith')),
  endsWith: ([of, what]) => text(of, 'endsWith').endsWith(text(what, 'endsWith')),
  charAt: ([of, at]) => [...text(of, 'charAt')][place(at, [...text(of, 'charAt')].length)] ?? '',
  indexOf,
  lastIndexOf,
  substring,
  replace,
  split,
  join: ([of, by]) =>
    list(of, 'join')
      .map((item) => text(item, 'join'))
      .join(by === undefined ? '' : text(by, 'join')),
  lowerAscii: ([of]) => text(of, 'lowerAscii').replace(/[A-Z]/g, (c) => c.toLowerCase()),
  upperAscii: ([of]) => text(of, 'upperAscii').replace(/[a-z]/g, (c) => c.toUpperCase()),
  trim: ([of]) => text(of, 'trim').trim(),
  isSorted: ([of]) => isSorted(list(of, 'isSorted')),
  sum: ([of]) => sum(list(of, 'sum')),
  min: ([of]) => ends(list(of, 'min'), 'min', true),
  max: ([of]) => ends(list(of, 'max'), 'max', false),
  find: ([of, pattern]) => (findAll([of ?? null, pattern ?? null, 1n]) as CelList)[0] ?? '',
  findAll,
  url,
  isURL: ([of]) => urlForm.test(text(of, 'isURL')),
  getScheme: ([of]) => urlParts(of).scheme,
  getHost: ([of]) => urlParts(of).host,
  getHostname: ([of]) =>
    urlParts(of)
      .host.replace(/:\d*$/, '')
      .replace(/^\[|\]$/g, ''),
  getPort: ([of]) => /:(\d*)$/.exec(urlParts(of).host)?.[1] ?? '',
  getEscapedPath: ([of]) => urlParts(of).path,
  getQuery: ([of]) => queryOf(urlParts(of)),
  ...calendarFunctions,
  ...authorizerFunctions,
};
