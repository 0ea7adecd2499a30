import { expect, test } from 'vitest';
import { generateName, generateUid, randomString, safeEncodeString } from './names.ts';

test.each([
  ['0', '4'],
  ['1234567890', '56789bcdf4'],
  ['3141592653', '75859f6b97'],
  ['99', 'ff'],
  ['31337', '7577c'],
  ['abc', 'vwx'],
  ['', ''],
])('%j is encoded as %j', (text, encoded) => {
  expect(safeEncodeString(text)).toBe(encoded);
});

test('a generated name keeps its base and stays a label', () => {
  let next = 0;
  const draw = (below: number) => next++ % below;
  expect(generateName('web-', draw)).toBe('web-bcdfg');
  expect(generateName('a'.repeat(70), draw)).toBe(`${'a'.repeat(58)}hjklm`);
  expect(randomString(3, () => 26)).toBe('999');
});

test('a uid is a version 4 UUID at both ends of the draw', () => {
  expect(generateUid(() => 0)).toBe('00000000-0000-4000-8000-000000000000');
  expect(generateUid((below) => below - 1)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});
