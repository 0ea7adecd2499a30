import { expect, test } from 'vitest';
import type { Message } from '../client/component.ts';
import { createTestNode, exec, logOf, open, printed, run, startPod, tell } from './testNode.ts';

const data = { disk: 'pv-1', containerPath: '/data', readOnly: false, subPath: '' };

test('what redis was told outlives its pod, on the volume', () => {
  const node = createTestNode();
  node.checkpoints = true;
  const first = startPod(node, 'redis-0', 'redis:5-alpine', { mounts: [data] });
  expect(exec(node, first, ['redis-cli', 'set', 'name', 'jack'])).toBe('OK\n');
  expect(exec(node, first, ['redis-cli', 'get', 'name'])).toBe('jack\n');
  tell(node, { type: 'cri/stop', id: 'x', container: first, graceMs: 30_000 } as Message);
  run(node, 1000);
  expect(node.heard.at(-1)).toMatchObject({ type: 'cri/exited', exitCode: 0, reason: 'Completed' });
  expect(logOf(node, first)).toContain('DB saved on disk');
  const second = startPod(node, 'redis-0b', 'redis:5-alpine', { mounts: [data] });
  expect(exec(node, second, ['redis-cli', 'get', 'name'])).toBe('jack\n');
});

test('redis-cli at a terminal quotes and prompts', () => {
  const node = createTestNode();
  const pod = startPod(node, 'redis-0', 'redis:5-alpine');
  open(node, { stream: 't', container: pod, what: 'exec', command: ['redis-cli'], stdin: true, tty: true });
  for (const typed of ['set name jack\r', 'get name\r', 'get nobody\r', 'lpush l a b\r', 'lrange l 0 -1\r', 'nosuch\r', 'exit\r'])
    tell(node, { type: 'stream/stdin', stream: 't', data: typed } as Message);
  run(node, 1000);
  expect(printed(node, 't').replaceAll('\r\n', '\n')).toBe(
    '127.0.0.1:6379> set name jack\nOK\n127.0.0.1:6379> get name\n"jack"\n127.0.0.1:6379> get nobody\n(nil)\n127.0.0.1:6379> lpush l a b\n(integer) 2\n127.0.0.1:6379> lrange l 0 -1\n1) "b"\n2) "a"\n127.0.0.1:6379> nosuch\n(error) ERR unknown command `nosuch`, with args beginning with: \n127.0.0.1:6379> exit\n',
  );
});

test('redis-cli reaches another pod by its name, through the search path', () => {
  const node = createTestNode();
  startPod(node, 'redis-0', 'redis:5-alpine');
  const other = startPod(node, 'redis-1', 'redis:5-alpine');
  node.names.set('redis-0.redis.default.svc.cluster.local', ['10.244.1.2']);
  expect(exec(node, other, ['redis-cli', '-h', 'redis-0.redis', 'set', 'name', 'rose'])).toBe('OK\n');
  expect(exec(node, other, ['redis-cli', '-h', '10.244.1.2', 'get', 'name'])).toBe('rose\n');
  expect(node.traces[0]).toMatchObject({
    type: 'lookup',
    pod: 'default/redis-1',
    name: 'redis-0.redis',
    tries: [{ name: 'redis-0.redis.default.svc.cluster.local', rcode: 'NOERROR', answers: ['10.244.1.2'] }],
  });
  expect(exec(node, other, ['redis-cli', '-h', 'nobody', 'ping'])).toBe(
    'Could not connect to Redis at nobody:6379: Name does not resolve\nexit 1\n',
  );
  expect(exec(node, other, ['redis-cli', '-p', '7000', 'ping'])).toBe(
    'Could not connect to Redis at 127.0.0.1:7000: Connection refused\nexit 1\n',
  );
});

test.each([
  [['ping'], 'PONG'],
  [['set', 'n', '41'], 'OK'],
  [['incr', 'n'], '42'],
  [['lpush', 'n', 'x'], 'WRONGTYPE Operation against a key holding the wrong kind of value\n'],
  [['get', 'n'], '42'],
  [['hset', 'h', 'a', '1', 'b', '2'], '2'],
  [['hgetall', 'h'], 'a\n1\nb\n2'],
  [['exists', 'n', 'h', 'z'], '2'],
  [['expire', 'n', '5'], '1'],
  [['dbsize'], '2'],
  [['config', 'get', 'dir'], 'dir\n/data'],
  [['get'], "ERR wrong number of arguments for 'get' command\n"],
  [['save'], 'OK'],
  [['flushall'], 'OK'],
  [['keys', '*'], ''],
])('redis-cli %j', (words, expected) => {
  const node = shared();
  expect(exec(node, 'redis-00', ['redis-cli', ...words], { ms: 10 })).toBe(`${expected}\n`);
});

let node0: ReturnType<typeof createTestNode> | undefined;
function shared(): ReturnType<typeof createTestNode> {
  if (node0 === undefined) {
    node0 = createTestNode();
    startPod(node0, 'redis-0', 'redis:5');
  }
  return node0;
}
