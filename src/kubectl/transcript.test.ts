import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from './fakeClient.test-helper.ts';
import { runKubectl } from './run.ts';
import { splitCommandLine } from './words.ts';

/** Commands with what the real kubectl 1.28 printed for them, one session a file: the settings are kept from one to the next. */
const sessions = ['config.txt', 'itself.txt', 'made.txt', 'mistakes.txt'];

test.each(sessions)('the session %s goes as it went', async (name) => {
  const golden = readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
  const settings = { namespace: 'default', context: 'orrery', contexts: ['orrery'] };
  const commands = golden.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
  let told = '';
  for (const command of commands) {
    const run = fakeEnv(fakeCluster(), { settings });
    const code = await runKubectl(splitCommandLine(command).words.slice(1), run.env);
    told += `$ ${command}\n${run.text()}exit ${code}\n`;
  }
  expect(told).toBe(golden);
});
