import { expect, test } from 'vitest';
import { civilTime, epochOfCivil, formatMicroTime, formatTime, parseTime } from './time.ts';

test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['1969-12-31T23:59:59Z', -1000],
  ['2000-02-29T12:00:00Z', 951_825_600_000],
  ['2026-11-21T20:09:13Z', 1_795_291_753_000],
  ['2100-03-01T00:00:00Z', 4_107_542_400_000],
])('%s is %i', (text, ms) => {
  expect(formatTime(ms)).toBe(text);
  expect(parseTime(text)).toBe(ms);
});

test('every day of 130 years follows the day before', () => {
  let [year, month, day] = [1970, 1, 1];
  for (let days = 0; days < 47_500; days += 1) {
    const ms = days * 86_400_000 + 45_296_000;
    const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T12:34:56Z`;
    if (formatTime(ms) !== text || parseTime(text) !== ms || civilTime(ms).weekday !== (days + 4) % 7) expect(formatTime(ms)).toBe(text);
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
    day += 1;
    if (day > last) [month, day] = [month + 1, 1];
    if (month > 12) [year, month] = [year + 1, 1];
  }
  expect([year, month, day]).toEqual([2100, 1, 19]);
});

test('fractions, offsets and nonsense', () => {
  expect(formatMicroTime(1_795_291_753_250)).toBe('2026-11-21T20:09:13.250000Z');
  expect(parseTime('2026-11-21T22:09:13.25+02:00')).toBe(1_795_291_753_250);
  for (const bad of [
    '',
    'now',
    '2026-11-21',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21 20:09:13Z',
  ]) {
    expect(parseTime(bad)).toBeUndefined();
  }
});

test('a month out of range carries over', () => {
  expect(formatTime(epochOfCivil(2026, 13, 1, 60))).toBe('2027-01-01T00:01:00Z');
  expect(formatTime(epochOfCivil(2026, 3, 0))).toBe('2026-02-28T00:00:00Z');
});
