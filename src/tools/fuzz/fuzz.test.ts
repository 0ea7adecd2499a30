import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

test('bad input is answered, and the same seed draws the same', async () => {
  expect(await fuzz(3, 60)).toEqual([]);
});
