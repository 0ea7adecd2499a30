import { expect, test } from 'vitest';
import { maskSecret } from './maskSecret.ts';

type Data = Readonly<Record<string, string>>;
type Sides = readonly [from: Data, to: Data];

test.each<[string, Sides, Sides]>([
  ['nothing changes', [{ a: '1' }, { a: '1' }], [{ a: '***' }, { a: '***' }]],
  [
    'a value changes',
    [
      { a: '1', b: '2' },
      { a: '1', b: '3' },
    ],
    [
      { a: '***', b: '*** (before)' },
      { a: '***', b: '*** (after)' },
    ],
  ],
  ['a key comes', [{ a: '1' }, { a: '1', b: '2' }], [{ a: '***' }, { a: '***', b: '***' }]],
  ['a key goes', [{ a: '1', b: '2' }, { a: '1' }], [{ a: '***', b: '***' }, { a: '***' }]],
])('%s', (_name, given, shown) => {
  const [from, to] = given.map((data) => ({ data }));
  expect(maskSecret(from, to)).toEqual(shown.map((data) => ({ data })));
});

test('a Secret that comes or goes, and one without data', () => {
  expect(maskSecret<object>(undefined, { data: { a: '1' } })).toEqual([undefined, { data: { a: '***' } }]);
  expect(maskSecret({}, {})).toEqual([{}, {}]);
});
