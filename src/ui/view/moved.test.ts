import { expect, test } from 'vitest';
import { movedOf } from './moved.ts';

const point = { x: 1, y: 2 };

test.each([
  ['nothing kept', null, []],
  ['the same picture', { of: 'workload ', points: [['a', point]] }, [['a', point]]],
  ['another picture', { of: 'node ', points: [['a', point]] }, []],
  ['places that are none', { of: 'workload ', points: [['a', { x: '1', y: 2 }], [3, point], null, ['b']] }, []],
  ['not a list', { of: 'workload ', points: { a: point } }, []],
])('what was dragged is read again: %s', (_name, kept, points) => {
  expect([...movedOf(kept, 'workload ')]).toEqual(points);
});
