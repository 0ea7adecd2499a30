/** Redis' commands on data. upstream: github.com/redis/redis src/t_string.c, t_list.c, t_hash.c, t_set.c, db.c, expire.c */
import { notInteger, range, reads, syntaxError, writes, wrongType, type Call, type RedisCommand } from './command.ts';
import { forget, look, matches, type Database } from './database.ts';
import { collectionCommands } from './collections.ts';
import { array, bulk, error, integer, nil, ok, status } from './resp.ts';

/** The text of a key; `false` when it holds something else. */
function text({ db, nowMs }: Call, key: string): string | undefined | false {
  const value = look(db, key, nowMs);
  return value === undefined ? undefined : value.t === 'string' ? value.v : false;
}

function put(db: Database, key: string, v: string): void {
  db.keys.set(key, { t: 'string', v });
  db.dirty += 1;
}

function set(call: Call): string {
  const [key = '', value = '', ...options] = call.args;
  const words = options.map((word) => word.toUpperCase());
  const at = (name: string): number | undefined => (words.includes(name) ? Number(options[words.indexOf(name) + 1]) : undefined);
  const before = look(call.db, key, call.nowMs);
  const unknown = words.filter(
    (word, i) => !['NX', 'XX', 'EX', 'PX', 'KEEPTTL', 'GET'].includes(word) && !['EX', 'PX'].includes(words[i - 1] ?? ''),
  );
  if (unknown.length > 0) return syntaxError;
  if ((words.includes('NX') && before !== undefined) || (words.includes('XX') && before === undefined)) return nil;
  const seconds = at('EX');
  const ms = seconds === undefined ? at('PX') : seconds * 1000;
  if (ms !== undefined && !Number.isInteger(ms)) return notInteger;
  if (ms !== undefined && ms <= 0) return error("ERR invalid expire time in 'set' command");
  if (!words.includes('KEEPTTL')) call.db.expires.delete(key);
  put(call.db, key, value);
  if (ms !== undefined) call.db.expires.set(key, call.nowMs + ms);
  return words.includes('GET') ? bulk(before?.t === 'string' ? before.v : undefined) : ok;
}

function add(call: Call, by: number): string {
  const key = call.args[0]!;
  const before = text(call, key);
  if (before === false) return wrongType;
  if (!/^-?\d{1,18}$/.test(before ?? '0') || !Number.isInteger(by)) return notInteger;
  const value = Number(before ?? 0) + by;
  put(call.db, key, String(value));
  return integer(value);
}

function addFloat(call: Call): string {
  const before = text(call, call.args[0]!);
  const value = Number(before === false ? Number.NaN : (before ?? 0)) + Number(call.args[1]);
  if (before === false) return wrongType;
  if (Number.isNaN(value)) return error('ERR value is not a valid float');
  put(call.db, call.args[0]!, String(value));
  return bulk(String(value));
}

function remove({ db, args, nowMs }: Call): string {
  const gone = args.filter((key) => look(db, key, nowMs) !== undefined && forget(db, key)).length;
  db.dirty += gone;
  return integer(gone);
}

function expire(call: Call, unitMs: number, absolute = false): string {
  const [key = '', amount = ''] = call.args;
  if (!/^-?\d+$/.test(amount)) return notInteger;
  if (look(call.db, key, call.nowMs) === undefined) return integer(0);
  call.db.expires.set(key, Number(amount) * unitMs + (absolute ? 0 : call.nowMs));
  call.db.dirty += 1;
  return integer(1);
}

function timeLeft({ db, args, nowMs }: Call, unitMs: number): string {
  const key = args[0]!;
  if (look(db, key, nowMs) === undefined) return integer(-2);
  const expires = db.expires.get(key);
  return integer(expires === undefined ? -1 : Math.round((expires - nowMs) / unitMs));
}

function keys({ db, args, nowMs }: Call): string[] {
  return Array.from(db.keys.keys()).filter((key) => look(db, key, nowMs) !== undefined && matches(args[0] ?? '*', key));
}

function rename(call: Call): string {
  const [from = '', to = ''] = call.args;
  const value = look(call.db, from, call.nowMs);
  if (value === undefined) return error('ERR no such key');
  forget(call.db, from);
  call.db.keys.set(to, value);
  call.db.dirty += 1;
  return ok;
}

function flush({ db }: Call): string {
  db.dirty += db.keys.size;
  db.keys.clear();
  db.expires.clear();
  return ok;
}

function mset(call: Call): string {
  if (call.args.length % 2 !== 0) return error('ERR wrong number of arguments for MSET');
  for (let i = 0; i < call.args.length; i += 2) put(call.db, call.args[i]!, call.args[i + 1]!);
  return ok;
}

function getRange(call: Call): string {
  const value = text(call, call.args[0]!);
  if (value === false) return wrongType;
  const [from, to] = range(call.args[1]!, call.args[2]!, (value ?? '').length);
  return bulk((value ?? '').slice(from, to + 1));
}

export const dataCommands: Readonly<Record<string, RedisCommand>> = {
  get: reads(2, (call) => {
    const value = text(call, call.args[0]!);
    return value === false ? wrongType : bulk(value);
  }),
  set: writes(-3, set),
  setnx: writes(3, (call) => {
    if (look(call.db, call.args[0]!, call.nowMs) !== undefined) return integer(0);
    put(call.db, call.args[0]!, call.args[1]!);
    return integer(1);
  }),
  setex: writes(4, (call) => set({ ...call, args: [call.args[0]!, call.args[2]!, 'EX', call.args[1]!] })),
  getset: writes(3, (call) => {
    const before = text(call, call.args[0]!);
    if (before === false) return wrongType;
    put(call.db, call.args[0]!, call.args[1]!);
    return bulk(before);
  }),
  mset: writes(-3, mset),
  mget: reads(-2, (call) => array(call.args.map((key) => bulk(text(call, key) || undefined)))),
  append: writes(3, (call) => {
    const before = text(call, call.args[0]!);
    if (before === false) return wrongType;
    put(call.db, call.args[0]!, (before ?? '') + call.args[1]!);
    return integer((before ?? '').length + call.args[1]!.length);
  }),
  strlen: reads(2, (call) => {
    const value = text(call, call.args[0]!);
    return value === false ? wrongType : integer((value ?? '').length);
  }),
  getrange: reads(4, getRange),
  incr: writes(2, (call) => add(call, 1)),
  decr: writes(2, (call) => add(call, -1)),
  incrby: writes(3, (call) => add(call, Number(call.args[1]))),
  decrby: writes(3, (call) => add(call, -Number(call.args[1]))),
  incrbyfloat: writes(3, addFloat),
  del: writes(-2, remove),
  unlink: writes(-2, remove),
  exists: reads(-2, ({ db, args, nowMs }) => integer(args.filter((key) => look(db, key, nowMs) !== undefined).length)),
  type: reads(2, ({ db, args, nowMs }) => status(look(db, args[0]!, nowMs)?.t ?? 'none')),
  keys: reads(2, (call) => array(keys(call).map(bulk))),
  scan: reads(-2, (call) => {
    const at = call.args.findIndex((word) => word.toUpperCase() === 'MATCH');
    return array([bulk('0'), array(keys({ ...call, args: [at < 0 ? '*' : (call.args[at + 1] ?? '*')] }).map(bulk))]);
  }),
  randomkey: reads(1, (call) => bulk(keys({ ...call, args: ['*'] })[0])),
  dbsize: reads(1, (call) => integer(keys({ ...call, args: ['*'] }).length)),
  rename: writes(3, rename),
  expire: writes(-3, (call) => expire(call, 1000)),
  pexpire: writes(-3, (call) => expire(call, 1)),
  expireat: writes(-3, (call) => expire(call, 1000, true)),
  ttl: reads(2, (call) => timeLeft(call, 1000)),
  pttl: reads(2, (call) => timeLeft(call, 1)),
  persist: writes(2, ({ db, args }) => integer(db.expires.delete(args[0]!) ? 1 : 0)),
  flushall: writes(-1, flush),
  flushdb: writes(-1, flush),
  ...collectionCommands(),
};
