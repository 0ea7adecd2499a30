import { expect, test } from 'vitest';
import { firstSizes, readSizes } from './panels.ts';

test.each([
  ['{}', firstSizes],
  ['null', firstSizes],
  ['nothing', firstSizes],
  ['{"inspector":40,"editor":0,"terminal":"9"}', { ...firstSizes, inspector: 40 }],
])('panels open as they were left, or as at first: %s', (text, expected) => {
  expect(readSizes(text)).toEqual(expected);
});
