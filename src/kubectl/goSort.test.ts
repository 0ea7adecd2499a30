import { expect, test } from 'vitest';
import { goSorted } from './goSort.ts';

/** Keys, and the places that the values with these keys had before Go's `sort.Sort`. */
const sorted: readonly (readonly [string, readonly number[], string])[] = [
  ['few', [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1], '6 1 2 3 4 5 0 7 9 10 8 11 12'],
  [
    'all alike',
    [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99',
  ],
  [
    'falling',
    [13, 13, 12, 12, 12, 11, 11, 11, 10, 10, 10, 9, 9, 9, 8, 8, 8, 7, 7, 7, 6, 6, 6, 5, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 0, 0],
    '39 38 35 37 36 32 34 33 31 30 29 28 27 26 23 25 24 20 21 22 19 18 17 14 16 15 12 13 11 8 10 9 7 6 5 4 3 2 0 1',
  ],
  [
    'nearly sorted',
    [0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 0, 5, 5, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7],
    '0 1 2 3 4 7 27 5 6 8 9 10 12 13 14 11 15 16 17 18 19 20 22 23 24 21 25 26 28 29 30 31 32 33 34 35 36 37 38 39',
  ],
];

test.each(sorted)('%s', (_, keys, places) => {
  const items = keys.map((key, at) => ({ key, at }));
  expect(
    goSorted(items, (a, b) => a.key < b.key)
      .map(({ at }) => at)
      .join(' '),
  ).toBe(places);
});

test('any number of values is sorted, however they stand', () => {
  for (let size = 0; size < 400; size += 7) {
    const keys = Array.from({ length: size }, (_, at) => (at * 7919 + (at % 5) * size) % 101);
    expect(goSorted(keys, (a, b) => a < b)).toEqual(keys.toSorted((a, b) => a - b));
  }
});
