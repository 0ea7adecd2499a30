import { expect, test } from 'vitest';
import { describeLayout, tableLayout, tabulate } from './tabwriter.ts';

test.each([
  ['a\tb\nccc\td\n', 'a    b\nccc  d\n'],
  ['Name:\tx\nHead:\n  A\tB\n  longer\tC\n', 'Name:  x\nHead:\n  A       B\n  longer  C\n'],
  ['a\tb\tc\nx\ty\nlong one\tz\tw\n', 'a         b  c\nx         y\nlong one  z  w\n'],
  ['é\tx\nab\ty\n', 'é   x\nab  y\n'],
  ['True \t\n', 'True   \n'],
])('%j', (text, laidOut) => {
  expect(tabulate(text, describeLayout)).toBe(laidOut);
});

test('tables have wider columns', () => {
  expect(tabulate('A\tB\n1\t2\n', tableLayout)).toBe('A     B\n1     2\n');
});
