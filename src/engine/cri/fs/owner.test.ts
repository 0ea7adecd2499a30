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

test("what is made on a volume of a pod's group is the group's, folders and what is in them too", () => {
  const node = createTestNode();
  node.disks.set('v', new Map([['/', { content: '', mode: 0o2777, modifiedMs: 0, uid: 0, gid: 123 }]]));
  const mounts = [{ disk: 'v', containerPath: '/v', readOnly: false, subPath: '' }];
  const pod = startPod(node, 'p', 'busybox', { command: ['sleep', '1000'], runAsUser: 1001, mounts });
  expect(exec(node, pod, ['sh', '-c', 'mkdir /v/d; echo a > /v/d/f; echo b > /v/f; stat -c "%u %g %a" /v/d /v/d/f /v/f'])).toBe(
    '1001 123 2755\n1001 123 644\n1001 123 644\n',
  );
});

test("a mounted part of a volume that nobody made yet is the volume's group's", () => {
  const node = createTestNode();
  node.disks.set('v', new Map([['/', { content: '', mode: 0o2777, modifiedMs: 0, uid: 0, gid: 123 }]]));
  const mounts = [{ disk: 'v', containerPath: '/v', readOnly: false, subPath: 'part' }];
  const pod = startPod(node, 'p', 'busybox', { command: ['sleep', '1000'], mounts });
  expect(exec(node, pod, ['sh', '-c', 'echo a > /v/f; stat -c "%u %g %a" /v /v/f'])).toBe('0 123 2777\n0 123 644\n');
});

test('without NET_ADMIN the network cannot be changed', () => {
  const node = createTestNode();
  const pod = startPod(node, 'p', 'busybox', { command: ['sleep', '1000'] });
  expect(exec(node, pod, ['ip', 'link', 'add', 'dummy0', 'type', 'dummy'])).toBe(
    'ip: RTNETLINK answers: Operation not permitted\nexit 2\n',
  );
});
