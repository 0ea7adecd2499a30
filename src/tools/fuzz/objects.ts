/** Objects of any kind, drawn from the server's own types: mostly of the right form, sometimes not. */
import type { Json } from '#api/immutable.ts';
import { apiVersionOf, type SchemeRow } from '#api/scheme.ts';
import { hasStruct, structOfRow, type Type } from '#engine/apiserver/schema/types.ts';
import { below, oneIn, pick, times, type Chance } from './chance.ts';
import { hostileKey, hostileText, hostileValue, recordOf } from './hostile.ts';

export const names = ['a', 'a', 'b', 'b', 'constructor', '__proto__', ''];
export const namespaces = ['default', 'fuzz', 'fuzz', 'fuzz', 'constructor'];

/** An object that a client might send to a resource. */
export function drawObject(chance: Chance, row: SchemeRow): Json {
  const drawn = hasStruct(row) ? drawValue(chance, structOfRow(row), 6) : hostileValue(chance);
  const body = isRecord(drawn) ? drawn : {};
  const metadata = { ...(isRecord(body['metadata']) && oneIn(chance, 4) ? body['metadata'] : {}), name: pick(chance, names) };
  const kept = oneIn(chance, 10) ? body : { ...body, apiVersion: apiVersionOf(row), kind: row.kind };
  return { ...kept, metadata };
}

function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function drawValue(chance: Chance, type: Type, depth: number): Json {
  if (oneIn(chance, 60)) return hostileValue(chance);
  switch (type.kind) {
    case 'struct':
      return depth <= 0 ? {} : drawStruct(chance, type, depth);
    case 'list':
      return times(depth <= 0 ? 0 : below(chance, 3), () => drawValue(chance, type.of, depth - 1));
    case 'map':
      return recordOf(times(below(chance, 3), () => [drawKey(chance), drawValue(chance, type.of, depth - 1)]));
    default:
      return drawScalar(chance, type);
  }
}

function drawStruct(chance: Chance, type: Type & { readonly kind: 'struct' }, depth: number): Json {
  const fields = [...type.fields.values()].filter((field) => field.json !== 'managedFields' && oneIn(chance, field.always ? 2 : 4));
  const entries = fields.map((field): [string, Json] => [field.json, drawValue(chance, field.type, depth - 1)]);
  if (oneIn(chance, 15)) entries.push([hostileKey(chance), hostileValue(chance)]);
  return recordOf(entries);
}

function drawKey(chance: Chance): string {
  return oneIn(chance, 3) ? hostileKey(chance) : pick(chance, ['app', 'cpu', 'memory', 'storage', 'a.b/c', 'k']);
}

function drawScalar(chance: Chance, type: Type): Json {
  switch (type.kind) {
    case 'string':
      return oneIn(chance, 10)
        ? hostileText(chance)
        : pick(chance, ['a', 'b', 'nginx:1', 'Always', 'Exists', 'In', 'TCP', 'RollingUpdate', 'ClusterIP', '/x']);
    case 'bool':
      return oneIn(chance, 2);
    case 'int32':
    case 'int64':
      return pick(chance, [0, 1, 2, 80, 443, 30_000, -1, 2 ** 31 - 1]);
    case 'quantity':
      return pick(chance, ['1', '100m', '1Gi', '0', '1e3', '1.5', oneIn(chance, 6) ? 'x' : '1e99']);
    case 'intOrString':
      return pick(chance, [1, 0, '25%', '0%', '-1', '101%', 'http']);
    case 'time':
    case 'microTime':
      return pick(chance, ['2026-11-21T20:00:00Z', '2026-11-21T20:00:00.123456Z', null]);
    case 'bytes':
      return pick(chance, ['', 'YQ==', 'AAAA\n', oneIn(chance, 4) ? '!' : '']);
    default:
      return hostileValue(chance);
  }
}
