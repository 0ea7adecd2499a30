import { expect, test } from 'vitest';
import { unifiedDiff } from './unifiedDiff.ts';

const text = (list: string): string =>
  list
    .split('')
    .map((line) => `${line}\n`)
    .join('');

test.each([
  ['abc', 'abc', ''],
  ['abcdefgh', 'abcdXfgh', '@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+X\n f\n g\n h\n'],
  ['', 'ab', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
  ['abcdefghijklmno', 'XbcdefghijklmnoY', '@@ -1,4 +1,4 @@\n-a\n+X\n b\n c\n d\n@@ -13,3 +13,4 @@\n m\n n\n o\n+Y\n'],
])('%s to %s', (before, after, diff) => {
  expect(unifiedDiff(text(before), text(after))).toBe(diff);
});
