import { expect, test } from 'vitest';
import { delayOf, isWaiting, isWaitingSince, lengthen, type BackOffs } from './backOff.ts';

test('waits double from 10 s to 5 min and begin anew after 10 good minutes', () => {
  const all: BackOffs = new Map();
  const delays: number[] = [];
  let now = 0;
  for (let i = 0; i < 7; i += 1) {
    lengthen(all, 'a', now, now);
    delays.push(delayOf(all, 'a') / 1000);
    now += delayOf(all, 'a');
  }
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
  lengthen(all, 'a', now + 600_001, now + 600_001);
  expect(delayOf(all, 'a')).toBe(10_000);
});

test.each([
  [0, 9_999, true],
  [0, 10_000, false],
  [5_000, 14_999, true],
  [5_000, 15_000, false],
  [700_000, 700_001, false],
])('what failed at %d waits at %d: %s', (eventMs, nowMs, want) => {
  const all: BackOffs = new Map();
  lengthen(all, 'a', 0, 0);
  expect(isWaitingSince(all, 'a', eventMs, nowMs)).toBe(want);
});

test('a name that never failed does not wait', () => {
  expect([isWaiting(new Map(), 'a', 0), isWaitingSince(new Map(), 'a', 0, 0)]).toEqual([false, false]);
});
