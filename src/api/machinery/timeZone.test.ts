import { expect, test } from 'vitest';
import { nextCron, parseCron } from './cron.ts';
import { formatTime, parseTime } from './time.ts';
import { badZone, formatInZone, offsetMs, timeZone } from './timeZone.ts';

const hours = (zone: string, at: string) => offsetMs(timeZone(zone)!, parseTime(at)!) / 3_600_000;

test.each([
  ['UTC', '2026-07-01T00:00:00Z', 0],
  ['America/New_York', '2026-01-01T00:00:00Z', -5],
  ['America/New_York', '2026-03-08T06:59:59Z', -5],
  ['America/New_York', '2026-03-08T07:00:00Z', -4],
  ['America/New_York', '2026-11-01T05:59:59Z', -4],
  ['America/New_York', '2026-11-01T06:00:00Z', -5],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 1],
  ['Asia/Kolkata', '2026-01-01T00:00:00Z', 5.5],
  ['Australia/Sydney', '2026-01-01T00:00:00Z', 11],
  ['Australia/Sydney', '2026-07-01T00:00:00Z', 10],
  ['Europe/Dublin', '2026-07-01T00:00:00Z', 1],
  ['Europe/Dublin', '2026-01-01T00:00:00Z', 0],
  ['Pacific/Chatham', '2026-01-01T00:00:00Z', 13.75],
  ['America/Nuuk', '2026-07-01T00:00:00Z', -1],
])('%s at %s is %s hours ahead', (zone, at, ahead) => expect(hours(zone, at)).toBe(ahead));

test('there is no such zone', () => {
  for (const name of ['Europe/Nowhere', 'europe/berlin', '']) expect(timeZone(name)).toBeUndefined();
  expect(badZone('Mars/Base')).toBe('unknown time zone Mars/Base');
  expect(badZone('../etc')).toBe('time: invalid location name');
  expect(parseCron('TZ=Mars/Base * * * * *')).toMatchObject({ message: 'provided bad location Mars/Base: unknown time zone Mars/Base' });
});

test('a moment as the clocks of a zone show it', () => {
  expect(formatInZone(parseTime('2026-01-01T14:00:00Z')!, timeZone('America/New_York')!)).toBe('2026-01-01T09:00:00-05:00');
  expect(formatInZone(parseTime('2026-01-01T14:00:00Z')!, timeZone('UTC')!)).toBe('2026-01-01T14:00:00Z');
});

function times(spec: string, after: string, count: number): string[] {
  const parsed = parseCron(spec);
  if (!parsed.ok) throw new Error(parsed.message);
  const found: string[] = [];
  for (let at = nextCron(parsed.value, parseTime(after)!); found.length < count; at = nextCron(parsed.value, at!))
    found.push(formatTime(at!));
  return found;
}

test('a time that clocks skip does not come, and one that they show twice comes twice', () => {
  const berlin = 'TZ=Europe/Berlin 30 2 * * *';
  expect(times(berlin, '2026-03-28T00:00:00Z', 2)).toEqual(['2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z']);
  expect(times(berlin, '2026-10-24T12:00:00Z', 3)).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z']);
});

test('a day that begins an hour late still has its times', () => {
  expect(times('TZ=Africa/Cairo 0 0 * * *', '2026-04-23T12:00:00Z', 2)).toEqual(['2026-04-24T21:00:00Z', '2026-04-25T21:00:00Z']);
  expect(times('TZ=Africa/Cairo 30 1 * * *', '2026-04-23T12:00:00Z', 1)).toEqual(['2026-04-23T22:30:00Z']);
});
