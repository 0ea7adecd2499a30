import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from './fakeClient.test-helper.ts';
import gallery from './fixtures/gallery.json';
import odd from './fixtures/odd.json';
import { runKubectl } from './run.ts';
import { splitCommandLine } from './words.ts';

/** Recorded events are not at hand, so descriptions are compared up to them. */
function withoutEvents(text: string): string {
  return text.replace(/^Events:[\s\S]*?(?=\n\n\nName:|$(?![\s\S]))/gm, '');
}

/** Objects of usual and of odd kinds and states, and what the real kubectl 1.28 printed for them. */
const cases = [gallery, odd].flatMap(({ namespace, objects, cases: list }) => list.map((each) => ({ ...each, namespace, objects })));

test.each(cases)('$command', async ({ command, now, output, exit, namespace, objects }) => {
  const run = fakeEnv(fakeCluster(objects, now), { namespace });
  const code = await runKubectl(splitCommandLine(command).words.slice(1), run.env);
  expect(command.includes('describe') ? withoutEvents(run.text()) : run.text()).toBe(output);
  expect(code).toBe(exit);
});
