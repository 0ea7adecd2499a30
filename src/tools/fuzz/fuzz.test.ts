import { expect, test } from 'vitest';
import { fuzz, sweep } from './fuzz.ts';

test('bad input is answered, and the same seed draws the same', async () => {
  expect(await fuzz(3, 60)).toEqual([]);
});

test('every place of discovery answers an odd body', async () => {
  expect(await sweep(3, 1)).toEqual([]);
});
