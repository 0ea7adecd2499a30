import { expect, test } from 'vitest';
import { createTestNode, exec, startPod } from '../testNode.ts';

test('what somebody writes on a volume is theirs: they may write it again', () => {
  const node = createTestNode();
  node.disks.set('v', new Map());
  const mounts = [{ disk: 'v', containerPath: '/v', readOnly: false, subPath: '' }];
  const pod = startPod(node, 'p', 'busybox', { command: ['sleep', '1000'], runAsUser: 1001, mounts });
  expect(exec(node, pod, ['sh', '-c', 'echo a > /v/f; echo b >> /v/f; chmod 600 /v/f; cat /v/f; stat -c "%u %a" /v/f'])).toBe(
    'a\nb\n1001 600\n',
  );
});

test('without NET_ADMIN the network cannot be changed', () => {
  const node = createTestNode();
  const pod = startPod(node, 'p', 'busybox', { command: ['sleep', '1000'] });
  expect(exec(node, pod, ['ip', 'link', 'add', 'dummy0', 'type', 'dummy'])).toBe(
    'ip: RTNETLINK answers: Operation not permitted\nexit 2\n',
  );
});
