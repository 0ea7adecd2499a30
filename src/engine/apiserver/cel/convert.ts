/** Conversions between the types of CEL. upstream: github.com/google/cel-go/common/stdlib */
import { goDurationFault } from '#api/machinery/duration.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { CelError } from './ast.ts';
import { int, noOverload, uint } from './operators.ts';
import { isListValue, isMapValue, typeName, type CelValue } from './values.ts';

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** upstream: go time.ParseDuration */
export function durationOf(text: string): bigint {
  const sign = text.startsWith('-') ? -1n : 1n;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0n;
  if (!/^(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(body))
    throw new CelError(goDurationFault(text));
  let total = 0n;
  for (const [, whole = '', part = '', unit = ''] of body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|ms|s|m|h)/g)) {
    const size = units[unit] ?? 1n;
    total += BigInt(whole === '' ? '0' : whole) * size;
    if (part !== '') total += (BigInt(part) * size) / 10n ** BigInt(part.length);
  }
  return sign * total;
}

export function timestampOf(text: string): bigint {
  const at = parseTime(text);
  if (at === undefined) throw new CelError(`type conversion error from 'string' to 'google.protobuf.Timestamp'`);
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const whole = BigInt(Math.floor(at / 1000)) * units['s']!;
  return whole + BigInt(fraction.slice(0, 9).padEnd(9, '0') || '0');
}

function secondsText(value: bigint): string {
  const negative = value < 0n;
  const abs = negative ? -value : value;
  const rest = (abs % units['s']!).toString().padStart(9, '0').replace(/0+$/, '');
  return `${negative ? '-' : ''}${abs / units['s']!}${rest === '' ? '' : `.${rest}`}s`;
}

function toText(value: CelValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || isListValue(value) || isMapValue(value)) throw noOverload('string', [value]);
  if (value.kind === 'duration') return secondsText(value.value);
  if (value.kind === 'timestamp') return formatTime(Number(value.value / 1_000_000n));
  return String(value.value);
}

function toInt(value: CelValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw new CelError(`type conversion error from 'string' to 'int'`);
    return int(BigInt(value.replace('+', '')));
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) throw new CelError('integer overflow');
    return BigInt(Math.trunc(value));
  }
  const kind = typeName(value);
  const { value: inner } = (value ?? {}) as { readonly value?: unknown };
  if (kind === 'uint') return int(inner as bigint);
  if (kind === 'google.protobuf.Timestamp') return (inner as bigint) / units['s']!;
  throw noOverload('int', [value]);
}

function toDouble(value: CelValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value);
  if (typeName(value) === 'uint') return Number((value as { readonly value: bigint }).value);
  throw noOverload('double', [value]);
}

function toBool(value: CelValue): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'True' || value === 'TRUE' || value === 't' || value === '1') return true;
  if (value === 'false' || value === 'False' || value === 'FALSE' || value === 'f' || value === '0') return false;
  throw new CelError(`type conversion error from '${typeName(value)}' to 'bool'`);
}

/** The names of the conversion functions. */
export const convertNames: ReadonlySet<string> = new Set([
  'string',
  'int',
  'uint',
  'double',
  'bool',
  'bytes',
  'dyn',
  'type',
  'duration',
  'timestamp',
]);

/** The value of a conversion function; undefined for a name that is none. */
export function convert(name: string, value: CelValue): CelValue | undefined {
  switch (name) {
    case 'string':
      return toText(value);
    case 'int':
      return toInt(value);
    case 'uint':
      return typeName(value) === 'uint' ? value : uint(toInt(value));
    case 'double':
      return toDouble(value);
    case 'bool':
      return toBool(value);
    case 'bytes':
      return typeof value === 'string' ? { kind: 'bytes', value } : value;
    case 'dyn':
      return value;
    case 'type':
      return { kind: 'type', value: typeName(value) };
    case 'duration':
      return typeof value === 'string' ? { kind: 'duration', value: durationOf(value) } : value;
    case 'timestamp':
      return typeof value === 'string' ? { kind: 'timestamp', value: timestampOf(value) } : value;
    default:
      return undefined;
  }
}
