/** A redis server's state, and its file. upstream: github.com/redis/redis src/rdb.c */
import { writeFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { fsOf, wallMs, type Task } from '../../process/task.ts';
import { dump, type Database } from './database.ts';

export interface RedisState {
  config: Record<string, string>;
  db: Database;
  version: string;
  listener: number;
  clients: Map<number, { buffer: string; authorized: boolean }>;
  startedMs: number;
  failed: string;
  stop: boolean;
}

export function dumpPath(task: Task, state: RedisState): string {
  const name =
    state.config['appendonly'] === 'yes'
      ? (state.config['appendfilename'] ?? 'appendonly.aof')
      : (state.config['dbfilename'] ?? 'dump.rdb');
  return absolute(absolute(task.proc.cwd, state.config['dir'] ?? '.'), name);
}

/** Writes the database to disk; false when that is not possible. */
export function save(task: Task, state: RedisState): boolean {
  const isWritten = writeFile(fsOf(task), dumpPath(task, state), dump(state.db), task.proc) === undefined;
  if (isWritten) {
    state.db.dirty = 0;
    state.db.lastSaveMs = wallMs(task);
  }
  return isWritten;
}
