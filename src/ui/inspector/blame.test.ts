import { expect, test } from 'vitest';
import { blameOf } from './blame.ts';

const version = (revision: number, text: string) => ({ revision, lines: text.split(' ') });

test.each([
  ['nothing', [], []],
  ['one version wrote it all', [version(3, 'a b c')], [3, 3, 3]],
  ['a line that changed is of who changed it', [version(3, 'a b c'), version(5, 'a x c'), version(8, 'a x c d')], [3, 5, 3, 8]],
  ['a line that went and came back is of who brought it', [version(1, 'a b'), version(2, 'a'), version(4, 'a b')], [1, 4]],
])('%s', (_name, versions, expected) => {
  expect(blameOf(versions)).toEqual(expected);
});
