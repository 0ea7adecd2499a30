/** All programs by name. An image's catalogue row and the system it is based on say which are there, and where. */
import type { Program } from '../process/task.ts';
import { entrypoint } from './entrypoint.ts';
import { apache, nginx } from './nginx.ts';
import { redisCli } from './redis/cli.ts';
import { redisServer } from './redis/server.ts';
import { pause, server } from './server.ts';
import { fromCommand } from './command.ts';
import { sleep } from './time.ts';

export const programs: Readonly<Record<string, Program>> = {
  entrypoint,
  nginx,
  apache,
  server,
  pause,
  'redis-server': redisServer,
  'redis-cli': redisCli,
  sleep,
  true: fromCommand(() => 0),
  false: fromCommand(() => 1),
};
