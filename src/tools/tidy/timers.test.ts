import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { timerText } from '#ui/inspector/sentence.ts';

const engine = join(import.meta.dirname, '../../engine');

/** Where the engine says why something is looked at: a field, a call, or a table of messages. */
const places = [
  /\bwhy: '([^']+)'/g,
  /\btimer: '([^']+)'/g,
  /\bbecause\(\w+, \w+, '([^']+)'/g,
  /\bwriteNodeStatus\(\w+, '([^']+)'/g,
  /\bwriteNodeStatus\(\w+, "([^"]+)"/g,
  /\bwhy: [^'\n]*\? '([^']+)' : '([^']+)'/g,
  /^ {2}'(?:cri|kubelet)\/[\w-]+': '([^']+)',$/gm,
];

function timersOfEngine(): ReadonlySet<string> {
  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('.test.'),
  );
  const found = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(engine, file), 'utf8');
    for (const place of places) for (const [, ...words] of text.matchAll(place)) for (const word of words) found.add(word);
  }
  return found;
}

test('every timer that the engine names is told in Chinese', () => {
  const timers = timersOfEngine();
  expect(timers.size).toBeGreaterThan(30);
  expect([...timers].filter((timer) => !/\p{Script=Han}/u.test(timerText(timer, true)))).toEqual([]);
});

test('a timer with a number or an error keeps it', () => {
  expect(timerText('waiting for 3 objects to go', true)).toBe('等待 3 个对象消失');
  expect(timerText('retry: no such pod', true)).toBe('重试：no such pod');
  expect(timerText('retry: no such pod', false)).toBe('retry: no such pod');
});
