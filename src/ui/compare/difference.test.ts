import { expect, test } from 'vitest';
import { cluster } from '#scene/testing/notation.ts';
import { differences } from './difference.ts';

test('what only one branch has, and what is in another state, is told; what is alike is not', () => {
  const here = cluster('node n1', 'sts web 2', 'pod web-0 Running n1', 'pod web-1 Pending -');
  const there = cluster('node n1', 'sts web 1', 'pod web-0 Running n1', 'pod extra Running n1');
  expect(differences(here, there).map(({ name, here: a, there: b }) => `${name}: ${a} | ${b}`)).toEqual([
    'extra: undefined | Running 1/1 n1',
    'web-1: Pending 0/1 | undefined',
    'web: 0/2 | 0/1',
  ]);
});
