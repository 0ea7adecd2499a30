/** Redis' lists, hashes, sets and sorted sets. upstream: github.com/redis/redis src/t_list.c, t_hash.c, t_set.c, t_zset.c */
import { hold, range, reads, writes, wrongType, type Call, type RedisCommand } from './command.ts';
import { forget, look, type Value } from './database.ts';
import { array, bulk, error, integer, nil, ok } from './resp.ts';

function seen<T extends Value['t']>(call: Call, t: T): Extract<Value, { t: T }> | undefined | false {
  const value = look(call.db, call.args[0]!, call.nowMs);
  if (value === undefined) return undefined;
  return value.t === t ? (value as Extract<Value, { t: T }>) : false;
}

/** A reader that knows what a missing key and a key of another kind answer. */
function reading<T extends Value['t']>(
  arity: number,
  t: T,
  missing: string,
  run: (value: Extract<Value, { t: T }>, call: Call) => string,
): RedisCommand {
  return reads(arity, (call) => {
    const value = seen(call, t);
    return value === false ? wrongType : value === undefined ? missing : run(value, call);
  });
}

function push(call: Call, side: 'left' | 'right'): string {
  const list = hold(call, call.args[0]!, 'list', () => ({ t: 'list', v: [] }));
  if (list === undefined) return wrongType;
  for (const item of call.args.slice(1)) {
    if (side === 'left') list.v.unshift(item);
    else list.v.push(item);
    call.db.dirty += 1;
  }
  return integer(list.v.length);
}

function pop(call: Call, side: 'left' | 'right'): string {
  const list = seen(call, 'list');
  if (list === false) return wrongType;
  if (list === undefined) return nil;
  const item = side === 'left' ? list.v.shift() : list.v.pop();
  call.db.dirty += 1;
  if (list.v.length === 0) forget(call.db, call.args[0]!);
  return bulk(item);
}

function hset(call: Call, reply: 'count' | 'ok'): string {
  const pairs = call.args.slice(1);
  if (pairs.length === 0 || pairs.length % 2 !== 0)
    return error(`ERR wrong number of arguments for '${reply === 'ok' ? 'hmset' : 'hset'}' command`);
  const hash = hold(call, call.args[0]!, 'hash', () => ({ t: 'hash', v: new Map() }));
  if (hash === undefined) return wrongType;
  let added = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    if (!hash.v.has(pairs[i]!)) added += 1;
    hash.v.set(pairs[i]!, pairs[i + 1]!);
    call.db.dirty += 1;
  }
  return reply === 'ok' ? ok : integer(added);
}

function dropFrom(call: Call, t: 'hash' | 'set' | 'zset'): string {
  const value = seen(call, t);
  if (value === false) return wrongType;
  if (value === undefined) return integer(0);
  const gone = call.args.slice(1).filter((name) => value.v.delete(name)).length;
  call.db.dirty += gone;
  if (value.v.size === 0) forget(call.db, call.args[0]!);
  return integer(gone);
}

function sadd(call: Call): string {
  const set = hold(call, call.args[0]!, 'set', () => ({ t: 'set', v: new Set() }));
  if (set === undefined) return wrongType;
  const before = set.v.size;
  for (const item of call.args.slice(1)) set.v.add(item);
  call.db.dirty += set.v.size - before;
  return integer(set.v.size - before);
}

function zadd(call: Call): string {
  const zset = hold(call, call.args[0]!, 'zset', () => ({ t: 'zset', v: new Map() }));
  if (zset === undefined) return wrongType;
  const before = zset.v.size;
  for (let i = 1; i + 1 < call.args.length; i += 2) {
    if (Number.isNaN(Number(call.args[i]))) return error('ERR value is not a valid float');
    zset.v.set(call.args[i + 1]!, Number(call.args[i]));
    call.db.dirty += 1;
  }
  return integer(zset.v.size - before);
}

function ranked(zset: Extract<Value, { t: 'zset' }>): [string, number][] {
  return Array.from(zset.v).sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
}

function zrange(zset: Extract<Value, { t: 'zset' }>, call: Call, reverse: boolean): string {
  const all = reverse ? ranked(zset).reverse() : ranked(zset);
  const [from, to] = range(call.args[1]!, call.args[2]!, all.length);
  const withScores = call.args.some((word) => word.toUpperCase() === 'WITHSCORES');
  return array(all.slice(from, to + 1).flatMap(([item, score]) => (withScores ? [bulk(item), bulk(String(score))] : [bulk(item)])));
}

const empty = array([]);

export function collectionCommands(): Record<string, RedisCommand> {
  return {
    lpush: writes(-3, (call) => push(call, 'left')),
    rpush: writes(-3, (call) => push(call, 'right')),
    lpop: writes(-2, (call) => pop(call, 'left')),
    rpop: writes(-2, (call) => pop(call, 'right')),
    llen: reading(2, 'list', integer(0), (list) => integer(list.v.length)),
    lindex: reading(3, 'list', nil, (list, call) => bulk(list.v.at(Number(call.args[1])))),
    lrange: reading(4, 'list', empty, (list, call) => {
      const [from, to] = range(call.args[1]!, call.args[2]!, list.v.length);
      return array(list.v.slice(from, to + 1).map(bulk));
    }),
    hset: writes(-4, (call) => hset(call, 'count')),
    hmset: writes(-4, (call) => hset(call, 'ok')),
    hget: reading(3, 'hash', nil, (hash, call) => bulk(hash.v.get(call.args[1]!))),
    hmget: reading(-3, 'hash', nil, (hash, call) => array(call.args.slice(1).map((name) => bulk(hash.v.get(name))))),
    hgetall: reading(2, 'hash', empty, (hash) => array(Array.from(hash.v).flat().map(bulk))),
    hkeys: reading(2, 'hash', empty, (hash) => array(Array.from(hash.v.keys(), bulk))),
    hvals: reading(2, 'hash', empty, (hash) => array(Array.from(hash.v.values(), bulk))),
    hlen: reading(2, 'hash', integer(0), (hash) => integer(hash.v.size)),
    hexists: reading(3, 'hash', integer(0), (hash, call) => integer(hash.v.has(call.args[1]!) ? 1 : 0)),
    hdel: writes(-3, (call) => dropFrom(call, 'hash')),
    sadd: writes(-3, sadd),
    srem: writes(-3, (call) => dropFrom(call, 'set')),
    smembers: reading(2, 'set', empty, (set) => array(Array.from(set.v, bulk))),
    sismember: reading(3, 'set', integer(0), (set, call) => integer(set.v.has(call.args[1]!) ? 1 : 0)),
    scard: reading(2, 'set', integer(0), (set) => integer(set.v.size)),
    zadd: writes(-4, zadd),
    zrem: writes(-3, (call) => dropFrom(call, 'zset')),
    zcard: reading(2, 'zset', integer(0), (zset) => integer(zset.v.size)),
    zscore: reading(3, 'zset', nil, (zset, call) => bulk(zset.v.has(call.args[1]!) ? String(zset.v.get(call.args[1]!)) : undefined)),
    zrange: reading(-4, 'zset', empty, (zset, call) => zrange(zset, call, false)),
    zrevrange: reading(-4, 'zset', empty, (zset, call) => zrange(zset, call, true)),
  };
}
