import { expect, test } from 'vitest';
import cases from './fixtures/humanDuration.json' with { type: 'json' };
import { goDuration, goDurationFault, humanDuration, parseGoDuration, shortHumanDuration } from './duration.ts';

test.each(cases)('$seconds s', ({ seconds, human, short }) => {
  expect(humanDuration(seconds * 1000)).toBe(human);
  expect(shortHumanDuration(seconds * 1000)).toBe(short);
});

test('a skew of under two seconds counts as no time', () => {
  expect(humanDuration(-1999)).toBe('0s');
  expect(shortHumanDuration(-2000)).toBe('<invalid>');
});

test.each([
  [0, '0s'],
  [250, '250ms'],
  [1500, '1.5s'],
  [30_000, '30s'],
  [150_000, '2m30s'],
  [3_600_000, '1h0m0s'],
  [-90_010, '-1m30.01s'],
])('%i ms is %s in Go', (ms, text) => {
  expect(goDuration(ms)).toBe(text);
  expect(parseGoDuration(text)).toBe(ms);
});

test.each([
  ['', 'time: invalid duration ""'],
  ['5', 'time: missing unit in duration "5"'],
  ['s', 'time: invalid duration "s"'],
  ['1d', 'time: unknown unit "d" in duration "1d"'],
  ['1h 2m', 'time: unknown unit "h " in duration "1h 2m"'],
  ['--1s', 'time: invalid duration "--1s"'],
])('Go does not read %j as a duration', (text, fault) => {
  expect(parseGoDuration(text)).toBeUndefined();
  expect(goDurationFault(text)).toBe(fault);
});
