import { expect, test } from 'vitest';
import { dotGrid } from './dots.ts';

test.each([
  [0, 48, 18, 64],
  [48, 48, 18, 64],
  [130, 100, 24, 132],
  [0, 1_000, 36, 232],
  [5_000, 5_000, 76, 864],
  [3, 1_000_000_000, 76, 864],
])('%d of %d pods stand in rows of %d, %d high', (present, wanted, columns, height) => {
  expect(dotGrid(present, wanted)).toMatchObject({ columns, height });
});
