/** What a redis server keeps, as plain data, and the form in which it lies on disk. */

export type Value =
  | { t: 'string'; v: string }
  | { t: 'list'; v: string[] }
  | { t: 'hash'; v: Map<string, string> }
  | { t: 'set'; v: Set<string> }
  | { t: 'zset'; v: Map<string, number> };

export interface Database {
  keys: Map<string, Value>;
  /** Key -> the moment in Unix milliseconds when it is gone. */
  expires: Map<string, number>;
  dirty: number;
  lastSaveMs: number;
  commands: number;
  connections: number;
}

const mark = 'REDIS0011';

export function createDatabase(nowMs: number): Database {
  return { keys: new Map(), expires: new Map(), dirty: 0, lastSaveMs: nowMs, commands: 0, connections: 0 };
}

export function dump(database: Database): string {
  const rows = Array.from(database.keys, ([key, value]) => [key, value.t, plain(value), database.expires.get(key) ?? 0]);
  return `${mark}${JSON.stringify(rows)}\n`;
}

function plain(value: Value): unknown {
  if (value.t === 'string' || value.t === 'list') return value.v;
  return value.t === 'set' ? Array.from(value.v) : Array.from<readonly [string, string | number]>(value.v);
}

/** Fills a database from a file; false when it is none. */
export function load(database: Database, text: string): boolean {
  if (!text.startsWith(mark)) return false;
  try {
    const rows = JSON.parse(text.slice(mark.length)) as [string, Value['t'], unknown, number][];
    for (const [key, t, v, expires] of rows) {
      database.keys.set(key, valueOf(t, v));
      if (expires > 0) database.expires.set(key, expires);
    }
    return true;
  } catch {
    return false;
  }
}

function valueOf(t: Value['t'], v: unknown): Value {
  switch (t) {
    case 'string':
      return { t, v: String(v) };
    case 'list':
      return { t, v: v as string[] };
    case 'hash':
      return { t, v: new Map(v as [string, string][]) };
    case 'set':
      return { t, v: new Set(v as string[]) };
    case 'zset':
      return { t, v: new Map(v as [string, number][]) };
  }
}

/** The value of a key, which is gone when its time is over. */
export function look(database: Database, key: string, nowMs: number): Value | undefined {
  const expires = database.expires.get(key);
  if (expires !== undefined && expires <= nowMs) forget(database, key);
  return database.keys.get(key);
}

export function forget(database: Database, key: string): boolean {
  database.expires.delete(key);
  return database.keys.delete(key);
}

/** Redis' glob: `*`, `?`, `[a-z]`, and a backslash before a letter that stands for itself. */
export function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    const step = one(pattern, p, text[t]!);
    if (pattern[p] === '*') {
      star = p;
      from = t;
      p += 1;
    } else if (step > 0) {
      p += step;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      from += 1;
      t = from;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p >= pattern.length;
}

/** How much of the pattern one letter takes; 0 when it does not fit. */
function one(pattern: string, at: number, letter: string): number {
  const p = pattern[at];
  if (p === undefined || p === '*') return 0;
  if (p === '?') return 1;
  if (p === '\\') return pattern[at + 1] === letter ? 2 : 0;
  if (p !== '[') return p === letter ? 1 : 0;
  const end = pattern.indexOf(']', at + 2);
  if (end < 0) return p === letter ? 1 : 0;
  const inside = pattern.slice(at + 1, end);
  const negated = inside.startsWith('^');
  const set = negated ? inside.slice(1) : inside;
  let hit = false;
  for (let i = 0; i < set.length; i += 1) {
    if (set[i + 1] === '-' && set[i + 2] !== undefined) {
      if (letter >= set[i]! && letter <= set[i + 2]!) hit = true;
      i += 2;
    } else if (set[i] === letter) hit = true;
  }
  return hit === negated ? 0 : end - at + 1;
}
