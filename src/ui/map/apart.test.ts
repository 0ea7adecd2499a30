import { expect, test } from 'vitest';
import { above, apart } from './apart.ts';

const label = (x: number, y: number, text: string) => ({ x, y, width: 80, height: 14, text });

test('labels at one place stand under each other, and the same words are said once', () => {
  expect(apart([label(0, 0, 'a'), label(2, 0, 'b'), label(4, 0, 'c'), label(1, 1, 'a')])).toEqual([0, 16, 32, undefined]);
});

test('labels that do not touch stay where they are', () => {
  expect(apart([label(0, 0, 'a'), label(90, 0, 'b'), label(0, 20, 'c')])).toEqual([0, 0, 0]);
});

test('what has gone up gives way upwards', () => {
  expect(apart([label(0, 0, 'a'), label(0, -10, 'b')])).toEqual([0, -6]);
});

test('over a card labels stand on each other upwards', () => {
  const up = (x: number, y: number, text: string) => ({ ...label(x, y, text), isUp: true });
  expect(apart([up(0, 0, 'a'), up(40, 0, 'b'), up(20, 4, 'c')])).toEqual([0, -16, -36]);
});

test('while two part they come back to their places by degrees', () => {
  const lifts = Array.from({ length: 60 }, (_, at) => apart([label(0, 0, 'a'), label(30 + at, 0, 'b')])[1]!);
  for (let at = 1; at < lifts.length; at += 1) expect(Math.abs(lifts[at]! - lifts[at - 1]!)).toBeLessThan(2);
  expect(lifts.at(-1)).toBe(0);
});

test('on the card where it sets out a label stands over the edge, and comes down by degrees beside it', () => {
  const card = { x: 0, y: 100, width: 180, height: 88 };
  const label = (x: number, y: number) => ({ x, y, width: 90, height: 14 });
  expect(above(label(100, 137), [card])).toBe(-53);
  expect(above(label(100, 137), [{ ...card, x: 900 }, card])).toBe(-53);
  expect(above(label(173, 137), [card])).toBeCloseTo(-26.5);
  expect(above(label(100, 181), [card])).toBeCloseTo(-48.5);
  expect(above(label(100, 80), [card])).toBe(0);
  expect(above(label(180, 137), [card])).toBe(0);
  expect(above(label(100, 188), [card])).toBe(0);
});
