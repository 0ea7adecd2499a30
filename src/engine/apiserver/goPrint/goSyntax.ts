/**
 * Values of the server's own types as %#v prints them inside refusals. What a pointer points at is not told, only where it is:
 * an address that no two servers share, so all addresses here are one.
 * upstream: go fmt (%#v), apimachinery/pkg/util/validation/field/errors.go
 */
import type { Json } from '#api/immutable.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { parseTime } from '#api/machinery/time.ts';
import { internalType } from './internalTypes.ts';
import { elements, entries, fields, isNil, isStruct, scalarText, type GoValue } from './value.ts';

const ADDRESS = '0xc000000000';
const zeroTime = 'time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)';
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export interface Printed {
  readonly printed: string;
}

/** A value of a field as a refusal tells it: a pointer is followed, and one to nothing is "null". */
export function goSyntax(typeName: string, json: unknown): Printed {
  if ((json === undefined || json === null) && typeName.startsWith('*')) return { printed: '"null"' };
  return { printed: print({ type: internalType(typeName.replace(/^\*/, '')), json: json as Json | undefined, fresh: true }) };
}

function print(value: GoValue): string {
  const { type } = value;
  switch (type.kind) {
    case 'pointer':
      if (type.of.kind === 'time') return isNil(value) ? '<nil>' : timeText(value);
      return `(${type.name})(${isNil(value) ? 'nil' : ADDRESS})`;
    case 'list':
      return isNil(value) ? `${type.name}(nil)` : `${type.name}{${elements(value).map(print).join(', ')}}`;
    case 'map':
      return isNil(value) ? `${type.name}(nil)` : `${type.name}{${entries(value).map(printEntry).join(', ')}}`;
    case 'time':
      return timeText(value);
    case 'text':
      return goQuote(scalarText(value));
    case 'number':
    case 'boolean':
      return scalarText(value);
    default:
      return isStruct(value) ? `${type.name}{${printFields(value)}}` : scalarText(value);
  }
}

function printEntry({ key, value }: { readonly key: string; readonly value: GoValue }): string {
  return `${goQuote(key)}:${print(value)}`;
}

function printFields(value: GoValue): string {
  const told = fields(value).map((field) => `${field.key}:${print(field.value)}`);
  if (value.type.kind === 'quantity') told.splice(1, 0, 'd:resource.infDecAmount{Dec:(*inf.Dec)(nil)}');
  return told.join(', ');
}

function timeText({ json }: GoValue): string {
  if (typeof json !== 'string' || parseTime(json) === undefined) return zeroTime;
  const [year, month, day, hour, minute, second] = json.split(/[-T:Z.]/).map(Number);
  return `time.Date(${year ?? 1}, time.${months[(month ?? 1) - 1] ?? ''}, ${day ?? 1}, ${hour ?? 0}, ${minute ?? 0}, ${second ?? 0}, 0, time.Local)`;
}
