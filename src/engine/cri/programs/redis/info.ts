/** What INFO prints. upstream: github.com/redis/redis src/server.c genRedisInfoString */
import { wallMs, type Task } from '../../process/task.ts';
import type { RedisState } from './persistence.ts';

export function infoText(task: Task, state: RedisState, section: string): string {
  const all = sections(task, state);
  const wanted =
    section === '' || section === 'default' || section === 'all' || section === 'everything'
      ? Object.keys(all)
      : Object.keys(all).filter((name) => name.toLowerCase() === section);
  return wanted.map((name) => `# ${name}\r\n${all[name]!.map((line) => `${line}\r\n`).join('')}`).join('\r\n');
}

function sections(task: Task, state: RedisState): Record<string, readonly string[]> {
  const { db, config, version } = state;
  const seconds = Math.floor((wallMs(task) - state.startedMs) / 1000);
  const master = (config['replicaof'] ?? '').split(' ');
  const isReplica = (master[0] ?? '') !== '';
  const keys = db.keys.size;
  return {
    Server: [
      `redis_version:${version}`,
      'redis_git_sha1:00000000',
      'redis_mode:standalone',
      'os:Linux 5.15.0-91-generic x86_64',
      'arch_bits:64',
      `process_id:${task.proc.pid}`,
      `tcp_port:${config['port']}`,
      `uptime_in_seconds:${seconds}`,
      `uptime_in_days:${Math.floor(seconds / 86_400)}`,
      'executable:/data/redis-server',
      'config_file:',
    ],
    Clients: [`connected_clients:${state.clients.size}`, 'blocked_clients:0'],
    Memory: [
      'used_memory:866504',
      'used_memory_human:846.20K',
      `maxmemory:${config['maxmemory']}`,
      'maxmemory_human:0B',
      `maxmemory_policy:${config['maxmemory-policy']}`,
    ],
    Persistence: [
      'loading:0',
      `rdb_changes_since_last_save:${db.dirty}`,
      'rdb_bgsave_in_progress:0',
      `rdb_last_save_time:${Math.floor(db.lastSaveMs / 1000)}`,
      'rdb_last_bgsave_status:ok',
      `aof_enabled:${config['appendonly'] === 'yes' ? 1 : 0}`,
    ],
    Stats: [`total_connections_received:${db.connections}`, `total_commands_processed:${db.commands}`, 'expired_keys:0', 'evicted_keys:0'],
    Replication: isReplica
      ? [
          'role:slave',
          `master_host:${master[0]}`,
          `master_port:${master[1] ?? '6379'}`,
          'master_link_status:down',
          'slave_read_only:1',
          'connected_slaves:0',
        ]
      : ['role:master', 'connected_slaves:0', 'master_repl_offset:0'],
    CPU: ['used_cpu_sys:0.010000', 'used_cpu_user:0.010000'],
    Cluster: ['cluster_enabled:0'],
    Keyspace: keys === 0 ? [] : [`db0:keys=${keys},expires=${db.expires.size},avg_ttl=0`],
  };
}
