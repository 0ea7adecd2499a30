/** JSON as values of CEL: a schema tells integers and doubles apart, without one whole numbers are integers. */
import { digitsOf, isExactInteger } from '#api/machinery/exactInteger.ts';
import { additionalOf, itemsOf, propertyOf, type Schema } from '../custom/schema.ts';
import { isRecord } from '../object.ts';
import type { CelValue } from './values.ts';

export function celValue(json: unknown, schema?: Schema): CelValue {
  if (json === null || json === undefined) return null;
  if (typeof json === 'number') return schema?.type === 'number' || !Number.isInteger(json) ? json : BigInt(json);
  if (isExactInteger(json)) return schema?.type === 'number' ? Number(digitsOf(json)) : BigInt(digitsOf(json));
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (Array.isArray(json)) {
    const items = itemsOf(schema);
    return json.map((item) => celValue(item, items));
  }
  if (!isRecord(json)) return null;
  const additional = additionalOf(schema);
  return new Map(Object.entries(json).map(([key, value]) => [key, celValue(value, propertyOf(schema, key) ?? additional)]));
}
