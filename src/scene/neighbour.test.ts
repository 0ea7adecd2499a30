import { expect, test } from 'vitest';
import { neighbour, type Direction } from './neighbour.ts';

const at = (name: string, x: number, y: number) => ({ name, x, y, width: 10, height: 10 });
const things = [at('here', 0, 0), at('east', 100, 0), at('farEast', 300, 0), at('south', 0, 80), at('southEast', 90, 90)];

test.each<[Direction, string | undefined]>([
  ['right', 'east'],
  ['down', 'south'],
  ['left', undefined],
  ['up', undefined],
])('%s of here is %s', (direction, expected) => {
  expect(neighbour(things, things[0]!, direction)?.name).toBe(expected);
});
