import { expect, test } from 'vitest';
import recorded from './fixtures/shell.json' with { type: 'json' };
import { createTestNode, exec, startPod } from './testNode.ts';

// Each script was run by a real dash or bash; standard output and exit code must be the same here.
const node = createTestNode();
node.checkpoints = true;
const pod = startPod(node, 'lab', 'debian', { command: ['sleep', 'infinity'] });

test.each(recorded.map((one) => [one.shell, one.script, one] as const))('%s: %s', (shell, script, one) => {
  const before = node.chunks.length;
  exec(node, pod, [shell, '-c', script], { ms: 3000 });
  const chunks = node.chunks.slice(before);
  const out = chunks.map((chunk) => (chunk.type === 'stdout' ? chunk.data : '')).join('');
  const exit = chunks.find((chunk) => chunk.type === 'exit');
  const errors = chunks.map((chunk) => (chunk.type === 'stderr' ? chunk.data : '')).join('');
  expect({ out, code: exit?.type === 'exit' ? exit.code : undefined }, errors).toEqual({ out: one.out, code: one.code });
});
