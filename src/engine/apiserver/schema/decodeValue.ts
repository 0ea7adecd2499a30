/**
 * Reads a JSON value as Go would read it into a struct and write it out again: types checked, unknown fields noted,
 * zero values left out where Go leaves them out, quantities in canonical form. Answers with the same object when nothing
 * changes, and does not look into parts that are the old object's own.
 * upstream: sigs.k8s.io/json, go encoding/json
 */
import { asDouble, digitsOf, isExactInteger } from '#api/machinery/exactInteger.ts';
import type { ServedBy } from '#api/featureGates.ts';
import { canonicalQuantity, parseQuantity } from '#api/machinery/quantity.ts';
import { formatMicroTime, formatTime, parseTime } from '#api/machinery/time.ts';
import { isKnownSpec } from '../knownSpecs.ts';
import { noteEmpty } from './emptied.ts';
import type { EitherType, Field, StructType, Type } from './types.ts';

export interface DecodeReport {
  /** The first thing that cannot be read. */
  error: string | undefined;
  /** Full paths of unknown fields, in the order of the document. */
  readonly unknown: string[];
  /** What a strict reader says: of these, and of repeated fields. */
  readonly strict: string[];
  /** Paths of fields that stand twice in the text. */
  readonly repeated: ReadonlySet<string>;
  /** The feature gates that are on. */
  readonly features: ReadonlySet<ServedBy>;
  /** Where the reader stands: field names, indices as numbers, keys of maps in brackets. */
  readonly path: (string | number | readonly [string])[];
}

const noRepeats: ReadonlySet<string> = new Set();
const noFeatures: ReadonlySet<ServedBy> = new Set();

export function createReport(repeated: readonly string[] = [], features = noFeatures): DecodeReport {
  const repeats = repeated.length === 0 ? noRepeats : new Set(repeated);
  return { error: undefined, unknown: [], strict: [], repeated: repeats, features, path: [] };
}

type Values = Readonly<Record<string, unknown>>;

/** The value as it would be written out; undefined when it would be left out. */
export function decodeStruct(value: Values, type: StructType, old: Values | undefined, report: DecodeReport): Values {
  if (value === old || (type.name === 'v1.PodSpec' && isKnownSpec(value))) return value;
  let result: Record<string, unknown> | undefined;
  for (const key in value) {
    const item = value[key];
    const field = knownField(type, key, report);
    if (field !== undefined && item !== undefined && item !== null && !field.gated && item === old?.[key]) continue;
    const decoded =
      field === undefined ? unknownField(key, item, report) : decodeField(item, field, { old: old?.[key], struct: type, report });
    if (decoded === item) continue;
    result ??= { ...value };
    if (decoded !== undefined) result[key] = decoded;
    else {
      delete result[key];
      if (typeof item === 'object' && item !== null) noteEmpty(result, key);
    }
  }
  for (const field of type.always) {
    const have = result ?? value;
    if (have[field.json] !== undefined && (have[field.json] !== null || zeroOf(field) === null)) continue;
    result ??= { ...value };
    result[field.json] = zeroOf(field);
  }
  return result ?? value;
}

function unknownField(key: string, item: unknown, report: DecodeReport): undefined {
  if (item === undefined) return undefined;
  const path = pathText([...report.path, key]);
  report.unknown.push(path);
  sayStrict(report, `unknown field "${path}"`);
  return undefined;
}

function pathText(path: DecodeReport['path']): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? String(step) : `.${String(step)}`;
  return text;
}

function sayStrict({ strict }: DecodeReport, message: string): void {
  if (!strict.includes(message)) strict.push(message);
}

function noteRepeated(report: DecodeReport): void {
  const path = pathText(report.path);
  if (report.repeated.has(path)) sayStrict(report, `duplicate field "${path}"`);
}

function knownField(type: StructType, key: string, { features }: DecodeReport): Field | undefined {
  const field = type.fields.get(key);
  return field?.later === undefined || features.has(field.later) ? field : undefined;
}

interface Place {
  readonly old: unknown;
  readonly struct: StructType;
  readonly report: DecodeReport;
}

function decodeField(item: unknown, field: Field, place: Place): unknown {
  const { report } = place;
  if (item === null || item === undefined) return field.always && zeroOf(field) === null ? null : undefined;
  report.path.push(field.json);
  const decoded = decodeValue(item, field.type, place);
  if (report.repeated.size > 0) noteRepeated(report);
  report.path.pop();
  if (field.gated) return undefined;
  return field.always || field.pointer || !isZero(decoded, field.type) ? decoded : undefined;
}

function isZero(value: unknown, type: Type): boolean {
  if (value === undefined) return true;
  if (type.kind === 'either' || type.kind === 'any') return false;
  if (value === '' || value === 0 || value === false) return true;
  if (type.kind === 'list') return (value as readonly unknown[]).length === 0;
  if (type.kind !== 'map') return false;
  for (const _key in value as object) return false;
  return true;
}

const zeros = new Map<Type, unknown>();

function zeroOf({ type, pointer }: Field): unknown {
  if (pointer) return null;
  if (!zeros.has(type)) zeros.set(type, Object.freeze(zeroOfType(type)));
  return zeros.get(type);
}

function zeroOfType(type: Type): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'struct':
      return decodeStruct({}, type, undefined, createReport());
    default:
      return null;
  }
}

function decodeValue(value: unknown, type: Type, place: Place): unknown {
  switch (type.kind) {
    case 'struct':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return mismatch(value, type, place);
      return decodeStruct(value as Values, type, recordOf(place.old), place.report);
    case 'list':
      return Array.isArray(value) ? decodeList(value, type.of, place) : mismatch(value, type, place);
    case 'map':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return mismatch(value, type, place);
      return value === place.old ? value : decodeMap(value as Values, type.of, place);
    case 'string':
      return typeof value === 'string' && !isExactInteger(value) ? value : mismatch(value, type, place);
    case 'bool':
      return typeof value === 'boolean' ? value : mismatch(value, type, place);
    case 'int32':
    case 'int64':
      return decodeInteger(value, type, place);
    case 'float64':
      return typeof value === 'number' ? value : isExactInteger(value) ? asDouble(value) : mismatch(value, type, place);
    case 'bytes':
      return decodeBytes(value, type, place);
    case 'either':
      return decodeEither(value, type, place);
    default:
      return type.kind === 'any' ? value : decodeSpecial(value, type, place);
  }
}

/** A record is the struct; what can be neither is said as Go's own unmarshalling of these types says it. */
function decodeEither(value: unknown, type: EitherType, place: Place): unknown {
  if (recordOf(value) !== undefined) return decodeValue(value, type.of, place);
  if (type.or.kind === 'bool' && typeof value !== 'boolean') return say(place.report, 'boolean or JSON schema expected');
  return decodeValue(value, type.or, place);
}

function recordOf(value: unknown): Values | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : undefined;
}

function decodeList(list: readonly unknown[], of: Type, place: Place): readonly unknown[] {
  if (list === place.old) return list;
  const old = Array.isArray(place.old) ? (place.old as readonly unknown[]) : undefined;
  let result: unknown[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i];
    if (item === old?.[i] && item !== undefined && item !== null) continue;
    place.report.path.push(i);
    const decoded = item === null ? zeroOfType(of) : (decodeValue(item, of, { ...place, old: old?.[i] }) ?? zeroOfType(of));
    place.report.path.pop();
    if (decoded === item) continue;
    result ??= [...list];
    result[i] = decoded;
  }
  return result ?? list;
}

function decodeMap(map: Values, of: Type, place: Place): Values {
  let result: Record<string, unknown> | undefined;
  for (const key in map) {
    const item = map[key];
    place.report.path.push([key]);
    const decoded = item === null ? zeroOfType(of) : (decodeValue(item, of, { ...place, old: undefined }) ?? zeroOfType(of));
    if (place.report.repeated.size > 0) noteRepeated(place.report);
    place.report.path.pop();
    if (decoded === item) continue;
    result ??= { ...map };
    result[key] = decoded;
  }
  return result ?? map;
}

function say(report: DecodeReport, message: string): undefined {
  report.error ??= message;
  return undefined;
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof asDouble(value);
}

function mismatch(value: unknown, type: Pick<Type, 'name'>, { struct, report }: Place, shown = jsonKind(value)): undefined {
  const at = report.path.filter((step) => typeof step === 'string').join('.');
  const owner = struct.name.slice(struct.name.indexOf('.') + 1);
  return say(report, `json: cannot unmarshal ${shown} into Go struct field ${owner}.${at} of type ${type.name.split('@')[0]}`);
}

const MAX_INT32 = 2_147_483_647;

/** The doubles next to the ends of 64 bits: beyond them no client could read what it said. */
const MAX_DOUBLE64 = 2 ** 63 - 1024;

function decodeInteger(item: unknown, type: Type, place: Place): unknown {
  if (isExactInteger(item) && type.kind === 'int64') return Math.max(-(2 ** 63), Math.min(MAX_DOUBLE64, Number(digitsOf(item))));
  const value = asDouble(item);
  if (typeof value !== 'number') return mismatch(value, type, place);
  const fits =
    Number.isInteger(value) && (type.kind === 'int64' ? Math.abs(value) < 2 ** 63 : value <= MAX_INT32 && value >= -MAX_INT32 - 1);
  return fits ? value : mismatch(value, type, place, `number ${digitsOf(String(item))}`);
}

function decodeBytes(value: unknown, type: Type, place: Place): unknown {
  if (typeof value !== 'string' || isExactInteger(value)) return mismatch(value, type, place);
  const text = value.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(text)?.index ?? (/=[^=]/.exec(text)?.index !== undefined ? text.indexOf('=') + 1 : undefined);
  if (bad !== undefined) return say(place.report, `illegal base64 data at input byte ${bad}`);
  if (text.length % 4 !== 0) return say(place.report, `illegal base64 data at input byte ${text.length - (text.length % 4)}`);
  return value;
}

const canonical = new Map<string | number, string>();
const CANONICAL_MAX = 10_000;

function decodeSpecial(value: unknown, type: Type, place: Place): unknown {
  switch (type.kind) {
    case 'quantity':
      return decodeQuantity(value, place.report);
    case 'intOrString':
      if (typeof value === 'string' && !isExactInteger(value)) return value;
      if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INT32) return value;
      return mismatch(
        value,
        { name: 'int32' },
        place,
        typeof asDouble(value) === 'number' ? `number ${digitsOf(String(value))}` : jsonKind(value),
      );
    default:
      return decodeTime(value, type, place);
  }
}

function decodeQuantity(value: unknown, report: DecodeReport): unknown {
  const key = typeof value === 'string' ? digitsOf(value) : typeof value === 'number' ? value : JSON.stringify(value);
  const known = canonical.get(key);
  if (known !== undefined) return known;
  const parsed = parseQuantity(String(key).trim());
  if (!parsed.ok) return say(report, parsed.message);
  const text = canonicalQuantity(key);
  if (canonical.size >= CANONICAL_MAX) canonical.clear();
  canonical.set(key, text);
  return text;
}

/** Times that were read before: everything that happens now carries the same few. */
const wellFormed = new Set<string>();

function decodeTime(value: unknown, type: Type, place: Place): unknown {
  const { report } = place;
  if (typeof value !== 'string' || isExactInteger(value)) return mismatch(value, { name: 'string' }, place);
  const layout = type.kind === 'time' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00';
  if (wellFormed.has(value) && value.length === (type.kind === 'time' ? 20 : 27)) return value;
  const at = parseTime(value);
  if (at === undefined) return say(report, `parsing time "${value}" as "${layout}": cannot parse "${value}" as "2006"`);
  const text = type.kind === 'time' ? formatTime(at) : formatMicroTime(at);
  if (wellFormed.size >= CANONICAL_MAX) wellFormed.clear();
  wellFormed.add(text);
  return text;
}
