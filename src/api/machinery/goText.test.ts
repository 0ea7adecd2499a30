import { expect, test } from 'vitest';
import { aggregate, goQuote, goStrings } from './goText.ts';

test.each([
  ['a b', '"a b"'],
  ['say "hi"\\', '"say \\"hi\\"\\\\"'],
  ['\t\n\u0001\u007f', '"\\t\\n\\x01\\x7f"'],
  ['café 😀', '"café 😀"'],
  ['\u00a0\u200b', '"\\u00a0\\u200b"'],
])('%j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});

test('lists and aggregates', () => {
  expect(goStrings(['a', 'b'])).toBe('[]string{"a", "b"}');
  expect(goStrings([])).toBe('[]string{}');
  expect(aggregate(['a', 'a'])).toBe('a');
  expect(aggregate(['a', 'b'])).toBe('[a, b]');
});
