import { expect, test } from 'vitest';
import { lineDiff, withContext } from './lineDiff.ts';

const signs = { same: ' ', added: '+', removed: '-' };
const text = (before: string, after: string) =>
  lineDiff(before.split(' '), after.split(' ')).map((line) => `${signs[line.type]}${line.text}`);

test.each([
  ['a b c', 'a b c', [' a', ' b', ' c']],
  ['a b c', 'a x c', [' a', '-b', '+x', ' c']],
  ['a b c d', 'b c d e', ['-a', ' b', ' c', ' d', '+e']],
  ['a', 'b', ['-a', '+b']],
])('%s to %s', (before, after, expected) => {
  expect(text(before, after)).toEqual(expected);
});

test('unchanged lines far from a change are left out', () => {
  const many = Array.from({ length: 20 }, (_, i) => `l${i}`);
  const lines = withContext(lineDiff(many, many.with(10, 'x')), 1);
  expect(lines.map((line) => line?.text ?? '…')).toEqual(['l9', 'l10', 'x', 'l11', '…']);
});
