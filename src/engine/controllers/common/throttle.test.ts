import { expect, it } from 'vitest';
import { createThrottle, looked, putOff } from './throttle.ts';

it('looks at small sets at once, every time', () => {
  const throttle = createThrottle();
  looked(throttle, 'a', { now: 0, pods: 500, perPodMs: 1 });
  expect(putOff(throttle, 'a', 0)).toBeUndefined();
});

it('looks at a large set again only after its rest, and plans that look once', () => {
  const throttle = createThrottle();
  looked(throttle, 'a', { now: 100, pods: 1000, perPodMs: 0.1 });
  expect(putOff(throttle, 'a', 150)).toEqual({ requeueAfterMs: 50, why: 'client rate limit' });
  expect(putOff(throttle, 'a', 160)).toEqual({});
  expect(putOff(throttle, 'b', 160)).toBeUndefined();
  expect(putOff(throttle, 'a', 200)).toBeUndefined();
});

it('forgets the rest of a set that has become small', () => {
  const throttle = createThrottle();
  looked(throttle, 'a', { now: 0, pods: 1000, perPodMs: 1 });
  looked(throttle, 'a', { now: 1000, pods: 10, perPodMs: 1 });
  expect(putOff(throttle, 'a', 1000)).toBeUndefined();
});
