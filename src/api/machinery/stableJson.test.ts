import { expect, test } from 'vitest';
import { compareKeys, equalJson, sortedKeys, stableJson } from './stableJson.ts';

const values: readonly unknown[] = [
  null,
  0,
  1,
  '',
  'a',
  false,
  true,
  [],
  {},
  [1],
  [1, 2],
  [2, 1],
  { a: 1 },
  { a: 1, b: 2 },
  { a: null },
  { a: { b: [] } },
  { a: { b: {} } },
];

test('each value equals its copy and no other value of the list', () => {
  for (const [i, a] of values.entries()) {
    for (const [j, b] of values.entries()) expect(equalJson(a, structuredClone(b)), `${stableJson(a)} ${stableJson(b)}`).toBe(i === j);
  }
});

test('undefined means missing, and order of keys does not matter', () => {
  expect(equalJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(equalJson({ a: 1 }, { b: undefined, a: 1 })).toBe(true);
  expect(equalJson({ a: undefined, b: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(equalJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(stableJson({ b: [{ d: 1, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[{"d":1}]}');
});

test('keys are ordered by their bytes in UTF-8', () => {
  expect(['\u{1F600}', '\uFB01', 'b', 'B', 'ab', 'a'].toSorted(compareKeys)).toEqual(['B', 'a', 'ab', 'b', '\uFB01', '\u{1F600}']);
});

test('the keys of all maps can be put in order', () => {
  expect(JSON.stringify(sortedKeys({ b: [{ d: 1, c: null }], a: { $patch: 'x', A: '' } }))).toBe(
    '{"a":{"$patch":"x","A":""},"b":[{"c":null,"d":1}]}',
  );
});
