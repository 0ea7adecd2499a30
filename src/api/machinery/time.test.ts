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

test('every day of five centuries agrees with the platform', () => {
  for (let day = -36_500; day < 146_000; day += 23) {
    const ms = day * 86_400_000 + 45_296_789;
    const iso = new Date(ms).toISOString();
    expect(formatTime(ms)).toBe(`${iso.slice(0, 19)}Z`);
    expect(parseTime(iso)).toBe(ms);
    expect(civilTime(ms).weekday).toBe(new Date(ms).getUTCDay());
  }
});

test('fractions, offsets and nonsense', () => {
  expect(formatMicroTime(1_795_291_753_250)).toBe('2026-11-21T20:09:13.250000Z');
  expect(parseTime('2026-11-21T22:09:13.25+02:00')).toBe(1_795_291_753_250);
  for (const bad of ['', 'now', '2026-11-21', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-21T24:00:00Z', '2026-11-21 20:09:13Z']) {
    expect(parseTime(bad)).toBeUndefined();
  }
});

test('a month out of range carries over', () => {
  expect(formatTime(epochOfCivil(2026, 13, 1, 60))).toBe('2027-01-01T00:01:00Z');
  expect(formatTime(epochOfCivil(2026, 3, 0))).toBe('2026-02-28T00:00:00Z');
});
