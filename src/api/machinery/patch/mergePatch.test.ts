import { expect, test } from 'vitest';
import type { Json } from '../../immutable.ts';
import { makeMergePatch, mergePatch, threeWayMergePatch } from './mergePatch.ts';

test.each<[Json, Json, Json]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b', b: 1 }, { a: null }, { b: 1 }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j with %j is %j', (document, patch, result) => {
  expect(mergePatch(document, patch)).toEqual(result);
});

test('a made patch leads from one document to the other', () => {
  const original = { a: 1, b: { c: [1], d: 2 }, e: 'x' };
  const modified = { a: 1, b: { c: [1, 2], d: 2 }, f: {} };
  const patch = makeMergePatch(original, modified);
  expect(patch).toEqual({ b: { c: [1, 2] }, e: null, f: {} });
  expect(mergePatch(original, patch)).toEqual(modified);
});

test('applying deletes only what was applied before', () => {
  const applied = { spec: { a: 1, old: { x: 1 } } };
  const wanted = { spec: { a: 2 } };
  const live = { spec: { a: 1, old: { x: 1 }, added: true }, status: {} };
  expect(threeWayMergePatch(applied, wanted, live)).toEqual({ spec: { a: 2, old: null } });
  expect(threeWayMergePatch(wanted, wanted, { ...live, spec: { a: 2, added: true } })).toEqual({});
});
