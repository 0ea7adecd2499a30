import { expect, test } from 'vitest';
import { jsonText } from '../http/jsonText.ts';
import { asDouble, digitsOf, isExactInteger, jsonOf, parseJson } from './exactInteger.ts';
import { goJsonText } from './goJsonText.ts';
import { stableJson } from './stableJson.ts';

test.each([
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '1152921504606846976',
  '9223372036854775807',
  '-9223372036854775808',
  '[{"a":9007199254740993,"b":"9007199254740993"}]',
])('%s is written as it was read', (text) => {
  const value = parseJson(text);
  expect([jsonOf(value), jsonText(value), stableJson(value), goJsonText(value)]).toEqual([text, text, text, text]);
});

test.each([
  ['9223372036854775808', 9223372036854775808],
  ['-9223372036854775809', -9223372036854775808],
  ['123456789012345678901234567890', 1.2345678901234568e29],
  ['9007199254740993.0', 9007199254740992],
  ['90071992547409930e-1', 9007199254740992],
  ['1e3', 1000],
])('%s is a double', (text, value) => {
  expect(parseJson(text)).toBe(value);
});

test('a text is never taken for a number', () => {
  for (const text of [
    '"\\ud9ff9007199254740993"',
    '{"a":"\\uD9FF1","\\ud9ff1":"x"}',
    '"\\\\ud9ff9007199254740993"',
    '"\\"9007199254740993\\""',
  ]) {
    const value = parseJson(text);
    const texts = typeof value === 'string' ? [value] : Object.entries(value as object).flat();
    expect(texts.some(isExactInteger)).toBe(false);
    expect(JSON.parse(jsonText(value))).toEqual(value);
  }
});

test('bad text is refused as ever', () => {
  expect(() => parseJson('{9007199254740993:1}')).toThrow(SyntaxError);
  expect(() => parseJson('[9007199254740993')).toThrow(SyntaxError);
});

test('a number can be had as a double and as digits', () => {
  const value = parseJson('9007199254740993') as string;
  expect([asDouble(value), digitsOf(value), asDouble('a'), digitsOf('a')]).toEqual([9007199254740992, '9007199254740993', 'a', 'a']);
});
