import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from './fakeClient.test-helper.ts';
import gallery from './fixtures/gallery.json';
import { runKubectl } from './run.ts';
import { splitCommandLine } from './words.ts';

/** Recorded events are not at hand, so descriptions are compared up to them. */
function withoutEvents(text: string): string {
  return text.replace(/^Events:[\s\S]*?(?=\n\n\nName:|$(?![\s\S]))/gm, '');
}

test.each(gallery.cases)('$command', async ({ command, now, output, exit }) => {
  const run = fakeEnv(fakeCluster(gallery.objects, now), { namespace: gallery.namespace });
  const code = await runKubectl(splitCommandLine(command).words.slice(1), run.env);
  expect(command.includes('describe') ? withoutEvents(run.text()) : run.text()).toBe(output);
  expect(code).toBe(exit);
});
