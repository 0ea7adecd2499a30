/**
 * The operators and functions that expressions may use, each with its overloads: what they take and what they give.
 * Those that compare numbers of different kinds, optional values and quantities are for expressions of 1.29 and later.
 * upstream: github.com/google/cel-go/common/stdlib/standard.go, ext/strings.go (version 0),
 * staging/src/k8s.io/apiserver/pkg/cel/library (lists.go, regex.go, urls.go, authz.go)
 */
import * as t from './types.ts';
import type { CelType } from './types.ts';

export interface Overload {
  readonly id: string;
  readonly method: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** It has parameters among its types. */
  readonly generic: boolean;
}

const opaque = (name: string): CelType => ({ kind: 'opaque', name: `kubernetes.${name}` });
export const authorizerType = opaque('authorization.Authorizer');
export const resourceCheckType = opaque('authorization.ResourceCheck');

const words: Readonly<Record<string, CelType>> = {
  dyn: t.dyn,
  bool: t.bool,
  int: t.int,
  uint: t.uint,
  double: t.double,
  string: t.text,
  bytes: t.bytes,
  timestamp: t.timestamp,
  duration: t.duration,
  A: { kind: 'param', name: 'A' },
  B: { kind: 'param', name: 'B' },
  url: opaque('URL'),
  authorizer: authorizerType,
  path: opaque('authorization.PathCheck'),
  group: opaque('authorization.GroupCheck'),
  resource: resourceCheckType,
  decision: opaque('authorization.Decision'),
};

/** `map(A,B)`, `list(string)`, `type(A)` or a word. */
function readType(text: string): CelType {
  const [, outer, inner = ''] = /^(list|map|type)\((.*)\)$/.exec(text) ?? [];
  if (outer === undefined) return words[text] ?? t.dyn;
  if (outer === 'type') return { kind: 'type', of: readType(inner) };
  if (outer === 'list') return t.listOf(readType(inner));
  const [key = '', value = ''] = inner.split(/,(.*)/);
  return t.mapOf(readType(key), readType(value));
}

/** `id string.int int -> string`: a dot behind the first type makes it a method. */
function readOverload(line: string): Overload {
  const [left = '', result = ''] = line.split('->').map((part) => part.trim());
  const [id = '', ...args] = left.split(/\s+/);
  const method = args[0]?.endsWith('.') ?? false;
  const generic = args.some((arg) => /\b[AB]\b/.test(arg));
  return { id, method, args: args.map((arg) => readType(arg.replace(/\.$/, ''))), result: readType(result), generic };
}

const numbers = { int64: 'int', uint64: 'uint', double: 'double' } as const;
const ordered = { bool: 'bool', ...numbers, string: 'string', bytes: 'bytes', timestamp: 'timestamp', duration: 'duration' } as const;

/** One overload for each of some types, named by them. */
function each(types: Readonly<Record<string, string>>, line: (name: string, type: string) => string): string {
  return Object.entries(types)
    .map(([name, type]) => line(name, type))
    .join(';');
}

function comparing(name: string): string {
  return each(ordered, (id, type) => `${name}_${id} ${type} ${type} -> bool`);
}

const moment = (name: string): string => `timestamp_to_${name} timestamp. -> int;timestamp_to_${name}_with_tz timestamp. string -> int`;
const clock = (name: string): string => `${moment(name)};duration_to_${name} duration. -> int`;
const inList = { int: 'int', uint: 'uint', double: 'double', bool: 'bool', duration: 'duration', timestamp: 'timestamp', string: 'string' };
const sortable = { ...inList, bytes: 'bytes' };

const operators: Readonly<Record<string, string>> = {
  '?:': 'conditional bool A A -> A',
  '&&': 'logical_and bool bool -> bool',
  '||': 'logical_or bool bool -> bool',
  '!': 'logical_not bool -> bool',
  '==': 'equals A A -> bool',
  '!=': 'not_equals A A -> bool',
  '<': comparing('less'),
  '<=': comparing('less_equals'),
  '>': comparing('greater'),
  '>=': comparing('greater_equals'),
  '+': `add_bytes bytes bytes -> bytes;add_double double double -> double;add_duration_duration duration duration -> duration;
    add_duration_timestamp duration timestamp -> timestamp;add_timestamp_duration timestamp duration -> timestamp;
    add_int64 int int -> int;add_list list(A) list(A) -> list(A);add_string string string -> string;add_uint64 uint uint -> uint`,
  '-': `subtract_double double double -> double;subtract_duration_duration duration duration -> duration;
    subtract_int64 int int -> int;subtract_timestamp_duration timestamp duration -> timestamp;
    subtract_timestamp_timestamp timestamp timestamp -> duration;subtract_uint64 uint uint -> uint`,
  '*': each(numbers, (id, type) => `multiply_${id} ${type} ${type} -> ${type}`),
  '/': each(numbers, (id, type) => `divide_${id} ${type} ${type} -> ${type}`),
  '%': 'modulo_int64 int int -> int;modulo_uint64 uint uint -> uint',
  '-_': 'negate_double double -> double;negate_int64 int -> int',
  '[]': 'index_list list(A) int -> A;index_map map(A,B) A -> B',
  in: 'in_list A list(A) -> bool;in_map A map(A,B) -> bool',
};

const conversions: Readonly<Record<string, string>> = {
  type: 'type A -> type(A)',
  dyn: 'to_dyn A -> dyn',
  bool: 'bool_to_bool bool -> bool;string_to_bool string -> bool',
  bytes: 'bytes_to_bytes bytes -> bytes;string_to_bytes string -> bytes',
  double: each({ double: 'double', int64: 'int', string: 'string', uint64: 'uint' }, (id, type) => `${id}_to_double ${type} -> double`),
  duration: each({ duration: 'duration', int64: 'int', string: 'string' }, (id, type) => `${id}_to_duration ${type} -> duration`),
  int: `int64_to_int64 int -> int;double_to_int64 double -> int;duration_to_int64 duration -> int;string_to_int64 string -> int;
    timestamp_to_int64 timestamp -> int;uint64_to_int64 uint -> int`,
  string: each(ordered, (id, type) => `${id}_to_string ${type} -> string`),
  timestamp: each({ timestamp: 'timestamp', int64: 'int', string: 'string' }, (id, type) => `${id}_to_timestamp ${type} -> timestamp`),
  uint: each({ uint64: 'uint', double: 'double', int64: 'int', string: 'string' }, (id, type) => `${id}_to_uint64 ${type} -> uint`),
};

const texts: Readonly<Record<string, string>> = {
  size: each(
    { string: 'string', bytes: 'bytes', list: 'list(A)', map: 'map(A,B)' },
    (id, type) => `size_${id} ${type} -> int;${id}_size ${type}. -> int`,
  ),
  contains: 'contains_string string. string -> bool',
  startsWith: 'starts_with_string string. string -> bool',
  endsWith: 'ends_with_string string. string -> bool',
  matches: 'matches string string -> bool;matches_string string. string -> bool',
  charAt: 'string_char_at_int string. int -> string',
  indexOf: `string_index_of_string string. string -> int;string_index_of_string_int string. string int -> int;
    list_a_index_of_int list(A). A -> int`,
  lastIndexOf: `string_last_index_of_string string. string -> int;string_last_index_of_string_int string. string int -> int;
    list_a_last_index_of_int list(A). A -> int`,
  join: 'list_join list(string). -> string;list_join_string list(string). string -> string',
  lowerAscii: 'string_lower_ascii string. -> string',
  upperAscii: 'string_upper_ascii string. -> string',
  trim: 'string_trim string. -> string',
  replace:
    'string_replace_string_string string. string string -> string;string_replace_string_string_int string. string string int -> string',
  split: 'string_split_string string. string -> list(string);string_split_string_int string. string int -> list(string)',
  substring: 'string_substring_int string. int -> string;string_substring_int_int string. int int -> string',
  find: 'string_find_string string. string -> string',
  findAll: 'string_find_all_string string. string -> list(string);string_find_all_string_int string. string int -> list(string)',
};

const times: Readonly<Record<string, string>> = {
  getFullYear: moment('year'),
  getMonth: moment('month'),
  getDayOfYear: moment('day_of_year'),
  getDayOfMonth: moment('day_of_month'),
  getDate: moment('day_of_month_1_based'),
  getDayOfWeek: moment('day_of_week'),
  getHours: clock('hours'),
  getMinutes: clock('minutes'),
  getSeconds: clock('seconds'),
  getMilliseconds: clock('milliseconds'),
};

const libraries: Readonly<Record<string, string>> = {
  isSorted: each(sortable, (id, type) => `list_${id}_is_sorted_bool list(${type}). -> bool`),
  sum: each(
    { int: 'int', uint: 'uint', double: 'double', duration: 'duration' },
    (id, type) => `list_${id}_sum_${id} list(${type}). -> ${type}`,
  ),
  min: each(sortable, (id, type) => `list_${id}_min_${id} list(${type}). -> ${type}`),
  max: each(sortable, (id, type) => `list_${id}_max_${id} list(${type}). -> ${type}`),
  url: 'string_to_url string -> url',
  isURL: 'is_url_string string -> bool',
  getScheme: 'url_get_scheme url. -> string',
  getHost: 'url_get_host url. -> string',
  getHostname: 'url_get_hostname url. -> string',
  getPort: 'url_get_port url. -> string',
  getEscapedPath: 'url_get_escaped_path url. -> string',
  getQuery: 'url_get_query url. -> map(string,list(string))',
  path: 'authorizer_path authorizer. string -> path',
  group: 'authorizer_group authorizer. string -> group',
  serviceAccount: 'authorizer_serviceaccount authorizer. string string -> authorizer',
  resource: 'groupcheck_resource group. string -> resource',
  subresource: 'resourcecheck_subresource resource. string -> resource',
  namespace: 'resourcecheck_namespace resource. string -> resource',
  name: 'resourcecheck_name resource. string -> resource',
  check: 'pathcheck_check path. string -> decision;resourcecheck_check resource. string -> decision',
  errored: 'decision_errored decision. -> bool',
  error: 'decision_error decision. -> string',
  allowed: 'decision_allowed decision. -> bool',
  reason: 'decision_reason decision. -> string',
};

const overloads: ReadonlyMap<string, readonly Overload[]> = new Map(
  Object.entries({ ...operators, ...conversions, ...texts, ...times, ...libraries }).map(([name, lines]) => [
    name,
    lines.split(';').map((line) => readOverload(line.trim())),
  ]),
);

export function overloadsOf(name: string): readonly Overload[] | undefined {
  return overloads.get(name);
}

const shown: Readonly<Record<string, string>> = { '!': '!_', '-_': '-_', in: '@in', '[]': '_[_]', '?:': '_?_:_' };

/** The name of a function as messages tell it. */
export function functionText(name: string): string {
  return shown[name] ?? (/^\w/.test(name) ? name : `_${name}_`);
}

const typeNames: Readonly<Record<string, CelType>> = {
  bool: t.bool,
  bytes: t.bytes,
  double: t.double,
  int: t.int,
  uint: t.uint,
  string: t.text,
  list: t.listOf(t.dyn),
  map: t.mapOf(t.dyn, t.dyn),
  null_type: t.nothing,
  type: { kind: 'type', of: t.dyn },
  'google.protobuf.Timestamp': t.timestamp,
  'google.protobuf.Duration': t.duration,
};

/** The type that a name of a type stands for. */
export function namedType(name: string): CelType | undefined {
  return Object.hasOwn(typeNames, name) ? { kind: 'type', of: typeNames[name] ?? t.dyn } : undefined;
}
