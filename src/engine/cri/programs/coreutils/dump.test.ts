import { expect, test } from 'vitest';
import { rawText } from '#api/machinery/rawText.ts';
import { createTestNode, exec, startPod } from '../../testNode.ts';

test('hexdump and od show the bytes of a file, also those that are no text', () => {
  const node = createTestNode();
  const bytes = rawText([0xde, 0xca, 0xfe, 0xba, 0xd0, 0xfe, 0xff]);
  node.disks.set('v', new Map([['/b', { content: bytes, mode: 0o644, modifiedMs: 0 }]]));
  const pod = startPod(node, 'p', 'busybox', {
    args: ['sleep', '60'],
    mounts: [{ disk: 'v', containerPath: '/v', readOnly: false, subPath: '' }],
  });
  expect(exec(node, pod, ['hexdump', '-C', '/v/b'])).toBe(
    '00000000  de ca fe ba d0 fe ff                              |.......|\n00000007\n',
  );
  expect(exec(node, pod, ['sh', '-c', 'printf "ab\\n" | od -c'])).toBe('0000000   a   b  \\n\n0000003\n');
  expect(exec(node, pod, ['sh', '-c', 'printf "ab" | od -An -tx1'])).toBe(' 61 62\n');
});
