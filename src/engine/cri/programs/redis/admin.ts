/** Redis' commands about the server itself. upstream: github.com/redis/redis src/server.c, config.c, replication.c */
import { wallMs, type Task } from '../../process/task.ts';
import { matches } from './database.ts';
import { infoText } from './info.ts';
import { array, bulk, error, integer, ok, status } from './resp.ts';
import { save, type RedisState } from './persistence.ts';

interface AdminCall {
  readonly task: Task;
  readonly state: RedisState;
  readonly client: { authorized: boolean };
  readonly args: readonly string[];
}

export interface AdminCommand {
  readonly arity: number;
  readonly run: (call: AdminCall) => string;
}

function admin(arity: number, run: AdminCommand['run']): AdminCommand {
  return { arity, run };
}

function auth({ state, client, args }: AdminCall): string {
  const password = state.config['requirepass'] ?? '';
  if (password === '')
    return state.version < '6'
      ? error('ERR Client sent AUTH, but no password is set')
      : error(
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        );
  client.authorized = args.at(-1) === password;
  if (client.authorized) return ok;
  return state.version < '6' ? error('ERR invalid password') : error('WRONGPASS invalid username-password pair or user is disabled.');
}

function config({ state, args }: AdminCall): string {
  const [verb = '', name = '', ...values] = args;
  switch (verb.toLowerCase()) {
    case 'get':
      return array(
        Object.keys(state.config)
          .filter((key) => matches(name.toLowerCase(), key))
          .flatMap((key) => [bulk(key), bulk(state.config[key])]),
      );
    case 'set':
      if (!(name.toLowerCase() in state.config)) return error(`ERR Unsupported CONFIG parameter: ${name}`);
      state.config[name.toLowerCase()] = values.join(' ');
      return ok;
    case 'resetstat':
    case 'rewrite':
      return verb.toLowerCase() === 'rewrite' ? error('ERR The server is running without a config file') : ok;
    default:
      return error(`ERR Unknown subcommand or wrong number of arguments for '${verb}'. Try CONFIG HELP.`);
  }
}

function role({ state }: AdminCall): string {
  const master = (state.config['replicaof'] ?? '').split(' ');
  if (master[0] === '' || master[0] === undefined) return array([bulk('master'), integer(0), array([])]);
  return array([bulk('slave'), bulk(master[0]), integer(Number(master[1] ?? 6379)), bulk('connect'), integer(-1)]);
}

function replicaOf({ state, args }: AdminCall): string {
  state.config['replicaof'] = args.join(' ').toUpperCase() === 'NO ONE' ? '' : args.join(' ');
  return ok;
}

function client({ args }: AdminCall): string {
  const verb = (args[0] ?? '').toLowerCase();
  if (verb === 'setname' || verb === 'setinfo') return ok;
  if (verb === 'getname') return bulk('');
  if (verb === 'id') return integer(1);
  return verb === 'list' ? bulk('id=1 addr=127.0.0.1:0 fd=8 name= db=0 cmd=client\n') : error('ERR Unknown subcommand');
}

const saved = (call: AdminCall, reply: string): string => (save(call.task, call.state) ? reply : error('ERR'));

export const adminCommands: Readonly<Record<string, AdminCommand>> = {
  ping: admin(-1, ({ args }) => (args[0] === undefined ? status('PONG') : bulk(args[0]))),
  echo: admin(2, ({ args }) => bulk(args[0])),
  auth: admin(-2, auth),
  hello: admin(-1, () => error("ERR unknown command 'hello'")),
  select: admin(2, ({ args }) =>
    /^\d+$/.test(args[0] ?? '') ? (Number(args[0]) < 16 ? ok : error('ERR DB index is out of range')) : error('ERR invalid DB index'),
  ),
  save: admin(1, (call) => saved(call, ok)),
  bgsave: admin(-1, (call) => saved(call, status('Background saving started'))),
  bgrewriteaof: admin(1, (call) => saved(call, status('Background append only file rewriting started'))),
  lastsave: admin(1, ({ state }) => integer(Math.floor(state.db.lastSaveMs / 1000))),
  info: admin(-1, ({ task, state, args }) => bulk(infoText(task, state, (args[0] ?? '').toLowerCase()))),
  config: admin(-2, config),
  role: admin(1, role),
  replicaof: admin(3, replicaOf),
  slaveof: admin(3, replicaOf),
  client: admin(-2, client),
  command: admin(-1, () => array([])),
  time: admin(1, ({ task }) =>
    array([bulk(String(Math.floor(wallMs(task) / 1000))), bulk(String(Math.floor(wallMs(task) % 1000) * 1000))]),
  ),
  shutdown: admin(-1, ({ state, args }) => {
    if ((args[0] ?? '').toLowerCase() === 'nosave') state.config['save'] = '';
    state.stop = true;
    return '';
  }),
  debug: admin(-2, () => error('ERR DEBUG command not allowed.')),
  memory: admin(-2, () => integer(72)),
  object: admin(-2, () => bulk('embstr')),
  latency: admin(-2, () => array([])),
  slowlog: admin(-2, () => array([])),
  cluster: admin(-2, () => error('ERR This instance has cluster support disabled')),
  publish: admin(3, () => integer(0)),
};
