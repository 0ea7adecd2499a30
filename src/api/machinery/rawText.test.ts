import { expect, test } from 'vitest';
import { hasRawBytes, rawBytes, rawText } from './rawText.ts';

test('any bytes become a text and come back; what is UTF-8 reads as such', () => {
  const all = [0xde, 0xca, 0xfe, 0xba, 0xd0, 0xfe, 0xff, ...new TextEncoder().encode('añ€😀'), 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xe2, 0x82];
  const text = rawText(all);
  expect(text).toContain('añ€😀');
  expect(hasRawBytes(text)).toBe(true);
  expect(hasRawBytes('añ€😀')).toBe(false);
  expect(rawBytes(text)).toEqual(all);
});
