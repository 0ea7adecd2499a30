import { expect, test } from 'vitest';
import { cluster } from '#scene/testing/notation.ts';

Object.assign(globalThis, { window: { addEventListener: () => undefined, matchMedia: () => ({ addEventListener: () => undefined }) } });
const { sentencesAbout } = await import('./Narrator.tsx');

test('what is new, gone or in another state is said, of more than pods', () => {
  const before = cluster('node n1', 'pod web-0 Pending n1', 'pod web-1 Running n1', 'pvc data Pending').kinds;
  const now = cluster('node n1 NotReady', 'pod web-0 Running n1', 'pvc data Bound', 'deploy web 2').kinds;
  expect(sentencesAbout(before, now)).toEqual([
    'Pod web-0: Running',
    'Pod web-1: gone',
    'Node n1: NotReady',
    'PersistentVolumeClaim data: Bound',
    'Deployment web: 0/2 ready',
  ]);
  expect(sentencesAbout(now, now)).toEqual([]);
});

test('more than can be listened to is counted', () => {
  const now = cluster(...Array.from({ length: 9 }, (_, index) => `pod web-${index} Running n1`)).kinds;
  expect(sentencesAbout(new Map(), now).at(-1)).toBe('+4');
});
