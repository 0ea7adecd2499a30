import { expect, test } from 'vitest';
import { readTarget } from './query.ts';

test.each([
  ['/a/%2e%2e/b%2Fc', '/a/../b/c'],
  ['/a+b', '/a+b'],
  ['/%C3%A9', '/é'],
  ['/a%FF', '/a\ufffd'],
])('the path of %s is %s', (target, path) => {
  expect(readTarget(target)).toMatchObject({ path, rawPath: target });
});

test.each(['/%', '/%zz', '/a%2'])('%s is no target', (target) => {
  expect(readTarget(target)).toBeUndefined();
});

test('pairs of a query that are badly escaped, or hold a semicolon, are none', () => {
  const { query } = readTarget('/?limit=%zz&%zz=1&a;b=1&c=%FF&d=a+b&d=2&e') ?? {};
  expect(Array.from(query?.keys() ?? [])).toEqual(['c', 'd', 'e']);
  expect(query?.getAll('d')).toEqual(['a b', '2']);
});
