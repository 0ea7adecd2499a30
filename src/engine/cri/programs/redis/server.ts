/**
 * redis-server: data in memory, saved to dump.rdb in its working directory on SAVE, by its save rules and when it is
 * told to stop, and loaded when it starts. upstream: github.com/redis/redis src/server.c
 */
import { readFile } from '../../fs/ops.ts';
import { redisVersion } from '../../images/redis.ts';
import { accept, listen } from '../../net/sockets.ts';
import { closeFd, read, write } from '../../process/files.ts';
import { fsOf, wallMs, type Outcome, type Program, type Task } from '../../process/task.ts';
import { adminCommands } from './admin.ts';
import { dataCommands } from './commands.ts';
import { readConfig } from './config.ts';
import { createDatabase, load } from './database.ts';
import { logRedis } from './log.ts';
import { dumpPath, save, type RedisState } from './persistence.ts';
import { error, takeCommand } from './resp.ts';

export const redisServer: Program = {
  handles: ['TERM', 'INT'],
  start: boot,
  step(task) {
    const state = task.proc.state as RedisState;
    if (state.failed !== '') return { exit: 1 };
    if (task.proc.signals.length > 0) return shutDown(task, state, task.proc.signals[0] === 'INT' ? 'SIGINT' : 'SIGTERM');
    acceptAll(task, state);
    for (const fd of Array.from(state.clients.keys())) serveClient(task, state, fd);
    if (state.stop) return shutDown(task, state, '');
    return rest(task, state);
  },
};

function boot(task: Task): RedisState {
  const version = redisVersion(task.container.spec.image.split(':')[1] ?? 'latest');
  const read_ = readConfig(fsOf(task), task.proc.cwd, task.proc.argv.slice(1), version);
  const config = 'error' in read_ ? {} : read_.config;
  const state: RedisState = {
    config,
    db: createDatabase(wallMs(task)),
    version,
    listener: -1,
    clients: new Map(),
    startedMs: wallMs(task),
    failed: '',
    stop: false,
  };
  if ('error' in read_) {
    write(task, 2, read_.error);
    state.failed = 'config';
    return state;
  }
  const log = (mark: string, text: string, role = 'M'): void => logRedis(task, role, mark, text);
  log(version < '7' ? '#' : '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C');
  log(version < '7' ? '#' : '*', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${task.proc.pid}, just started`, 'C');
  if (read_.fromFile) log(version < '7' ? '#' : '*', 'Configuration loaded', 'C');
  else
    log(
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      'C',
    );
  const port = Number(config['port']);
  const listener = listen(task, port);
  if (listener === undefined) {
    log('#', `Could not create server TCP listening socket *:${port}: bind: Address already in use`);
    state.failed = 'port';
    return state;
  }
  state.listener = listener;
  log('*', `Running mode=standalone, port=${port}.`);
  log(version < '7' ? '#' : '*', 'Server initialized');
  restore(task, state, log);
  log('*', version < '6.2' ? 'Ready to accept connections' : 'Ready to accept connections tcp');
  return state;
}

function restore(task: Task, state: RedisState, log: (mark: string, text: string) => void): void {
  const text = readFile(fsOf(task), dumpPath(task, state));
  if (typeof text !== 'string') return;
  if (load(state.db, text)) log('*', 'DB loaded from disk: 0.000 seconds');
  else {
    log('#', 'Wrong signature trying to load DB from file');
    log('#', 'Fatal error loading the DB: Invalid argument. Exiting.');
    state.failed = 'rdb';
  }
}

function shutDown(task: Task, state: RedisState, signal: string): Outcome {
  const log = (mark: string, text: string): void => logRedis(task, 'M', mark, text);
  if (signal !== '')
    write(task, 1, `${task.proc.pid}:signal-handler (${Math.floor(wallMs(task) / 1000)}) Received ${signal} scheduling shutdown...\n`);
  log(state.version < '7' ? '#' : '*', 'User requested shutdown...');
  if (state.config['save'] !== '') {
    log('*', 'Saving the final RDB snapshot before exiting.');
    if (!save(task, state)) {
      log(
        '#',
        `Failed opening the RDB file ${state.config['dbfilename']} (in server root dir ${task.proc.cwd}) for saving: Read-only file system`,
      );
      log('#', "Error trying to save the DB, can't exit.");
      task.proc.signals = [];
      state.stop = false;
      return rest(task, state);
    }
    log('*', 'DB saved on disk');
  }
  log('#', 'Redis is now ready to exit, bye bye...');
  return { exit: 0 };
}

function acceptAll(task: Task, state: RedisState): void {
  for (let fd = accept(task, state.listener); fd !== undefined; fd = accept(task, state.listener)) {
    state.clients.set(fd, { buffer: '', authorized: (state.config['requirepass'] ?? '') === '' });
    state.db.connections += 1;
  }
}

function serveClient(task: Task, state: RedisState, fd: number): void {
  const client = state.clients.get(fd);
  if (client === undefined) return;
  const part = read(task, fd);
  client.buffer += part ?? '';
  for (let taken = takeCommand(client.buffer); taken !== undefined; taken = takeCommand(client.buffer)) {
    client.buffer = taken.rest;
    const [name = ''] = taken.words;
    if (name === '') continue;
    if (name.toLowerCase() === 'quit') {
      write(task, fd, '+OK\r\n');
      drop(task, state, fd);
      return;
    }
    write(task, fd, perform(task, state, client, taken.words));
  }
  if (part === '') drop(task, state, fd);
}

function drop(task: Task, state: RedisState, fd: number): void {
  closeFd(task, fd);
  state.clients.delete(fd);
}

/** Runs one command and returns its reply in the wire's form. */
function perform(task: Task, state: RedisState, client: { authorized: boolean }, words: readonly string[]): string {
  const [name = '', ...args] = words;
  const key = name.toLowerCase();
  const command = dataCommands[key];
  const admin = adminCommands[key];
  if (command === undefined && admin === undefined) return unknownCommand(state, name, args);
  const arity = command?.arity ?? admin!.arity;
  if (arity >= 0 ? args.length + 1 !== arity : args.length + 1 < -arity) return error(`ERR wrong number of arguments for '${key}' command`);
  if (!client.authorized && key !== 'auth' && key !== 'hello') return error('NOAUTH Authentication required.');
  state.db.commands += 1;
  if (admin !== undefined) return admin.run({ task, state, client, args });
  if (command!.writes && state.config['replicaof'] !== undefined && state.config['replicaof'] !== '')
    return error("READONLY You can't write against a read only replica.");
  const before = state.db.dirty;
  const reply = command!.run({ db: state.db, args, nowMs: wallMs(task) });
  if (state.db.dirty !== before && state.config['appendonly'] === 'yes') save(task, state);
  return reply;
}

function unknownCommand(state: RedisState, name: string, args: readonly string[]): string {
  if (state.version < '5') return error(`ERR unknown command '${name}'`);
  const shown = args.map((arg) => (state.version < '7' ? `\`${arg}\`, ` : `'${arg}' `)).join('');
  return error(
    state.version < '7'
      ? `ERR unknown command \`${name}\`, with args beginning with: ${shown}`
      : `ERR unknown command '${name}', with args beginning with: ${shown}`,
  );
}

/** Waits for clients, and for the moment when a save rule will be due. Without changes there is no timer. */
function rest(task: Task, state: RedisState): Outcome {
  const fds = [state.listener, ...state.clients.keys()];
  const rules = (state.config['save'] ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
  let untilMs = Infinity;
  for (let i = 0; i + 1 < rules.length; i += 2) {
    if (state.db.dirty >= rules[i + 1]!) untilMs = Math.min(untilMs, state.db.lastSaveMs + rules[i]! * 1000 - task.kernel.context.epochMs);
  }
  if (untilMs <= task.kernel.context.now) {
    logRedis(task, 'M', '*', `${state.db.dirty} changes in ${Math.round((wallMs(task) - state.db.lastSaveMs) / 1000)} seconds. Saving...`);
    if (save(task, state)) {
      logRedis(task, 'M', '*', 'Background saving started by pid 20');
      logRedis(task, 'M', '*', 'Background saving terminated with success');
    } else state.db.lastSaveMs = wallMs(task);
    return { fds };
  }
  return Number.isFinite(untilMs) ? { fds, untilMs } : { fds };
}
