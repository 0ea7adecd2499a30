/** How patches say no. Inside this folder a refusal is thrown, because it ends a deep recursion; every entry turns it into a value. */
import { digitsOf } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import { compareKeys } from '../stableJson.ts';

export type JsonMap = { readonly [key: string]: Json };
export type JsonList = readonly Json[];

/** A patched document, or the message and the HTTP code with which the server would refuse. */
export type PatchOutcome<T = Json> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: number; readonly message: string };

class Refusal extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

export function refuse(message: string, code = 500): never {
  throw new Refusal(message, code);
}

/** Runs an entry of this folder; a refusal becomes a value, anything else stays an impossible state. */
export function outcomeOf<T>(run: () => T): PatchOutcome<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is JsonList {
  return Array.isArray(value);
}

/** A value as Go's %v prints it inside messages. */
export function goValue(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (isList(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isMap(value)) return digitsOf(String(value));
  const keys = Object.keys(value).toSorted(compareKeys);
  return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}
