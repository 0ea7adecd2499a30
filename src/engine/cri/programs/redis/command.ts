/** What redis' commands share. */
import { look, type Database, type Value } from './database.ts';
import { error } from './resp.ts';

export interface Call {
  readonly db: Database;
  /** Without the command's name. */
  readonly args: readonly string[];
  readonly nowMs: number;
}

export interface RedisCommand {
  /** As redis counts: with the name; negative is a minimum. */
  readonly arity: number;
  readonly writes: boolean;
  readonly run: (call: Call) => string;
}

export const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value');

export const notInteger = error('ERR value is not an integer or out of range');

export const syntaxError = error('ERR syntax error');

export function reads(arity: number, run: RedisCommand['run']): RedisCommand {
  return { arity, writes: false, run };
}

export function writes(arity: number, run: RedisCommand['run']): RedisCommand {
  return { arity, writes: true, run };
}

/** Redis' ranges: both ends count, negative ones from the end. */
export function range(from: string, to: string, length: number): [number, number] {
  const at = (value: string): number => (Number(value) < 0 ? Math.max(0, length + Number(value)) : Number(value));
  return [at(from), Number(to) < 0 ? length + Number(to) : Number(to)];
}

/** A value of a kind, made when it is not there; undefined when the key holds another kind. */
export function hold<T extends Value['t']>(
  call: Call,
  key: string,
  t: T,
  empty: () => Extract<Value, { t: T }>,
): Extract<Value, { t: T }> | undefined {
  const value = look(call.db, key, call.nowMs);
  if (value === undefined) {
    const made = empty();
    call.db.keys.set(key, made);
    return made;
  }
  return value.t === t ? (value as Extract<Value, { t: T }>) : undefined;
}
