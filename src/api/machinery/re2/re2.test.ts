import { expect, test } from 'vitest';
import { findPattern, matchesPattern, patternError } from './re2.ts';

test.each([
  ['^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', '* * * * */5', true],
  ['^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', '* * * *', false],
  ['b+', 'abbbc', true],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'my-name', true],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'my-name-', false],
  ['^(?i:ABC)d$', 'aBcd', true],
  ['^(?i)abc$', 'ABC', true],
  ['^[^/]+$', 'a/b', false],
  ['^\\p{Lu}\\P{Lu}$', 'Éa', true],
  ['^a{2,3}$', 'aaaa', false],
  ['^.$', '😀', true],
  ['^[[:alpha:]_]+$', 'a_b', true],
  ['\\bfoo\\b', 'a foo b', true],
  ['^(a|ab)(c|bcd)$', 'abcd', true],
  ['^\\Qa.b\\E$', 'a.b', true],
  ['^[\\w.-]+$', 'a.b-c_', true],
  ['', 'x', true],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(matchesPattern(pattern, text)).toBe(expected);
});

test('a pattern that makes other engines blow up is answered', () => {
  expect(matchesPattern('^(a+)+$', `${'a'.repeat(200)}b`)).toBe(false);
  expect(matchesPattern('^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(200))).toBe(false);
});

test('the leftmost match is found, and as long as the pattern prefers', () => {
  expect(findPattern('a+', [...'baaac'])).toEqual({ start: 1, end: 4 });
  expect(findPattern('a+?', [...'baaac'])).toEqual({ start: 1, end: 2 });
  expect(findPattern('z', [...'baaac'])).toBeUndefined();
});

test.each([
  ['(a', 'error parsing regexp: missing closing ): `(a`'],
  ['[a', 'error parsing regexp: missing closing ]: `[a`'],
  ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
  ['a(?=b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['a{2000}', 'error parsing regexp: invalid repeat count: `{2000}`'],
])('%s is refused', (pattern, error) => {
  expect(patternError(pattern)).toBe(error);
});
