import { expect, test } from 'vitest';
import type { Json } from '../../immutable.ts';
import { jsonPatch } from './jsonPatch.ts';

test.each<[Json, Json, Json]>([
  [{ foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { foo: 'bar', baz: 'qux' }],
  [{ foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
  [{ foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['x'] }], { foo: ['bar', ['x']] }],
  [{ foo: ['a', 'b'] }, [{ op: 'remove', path: '/foo/0' }], { foo: ['b'] }],
  [{ a: { b: 1, c: 2 } }, [{ op: 'remove', path: '/a/b' }], { a: { c: 2 } }],
  [{ a: 1 }, [{ op: 'replace', path: '/a', value: null }], { a: null }],
  [{ a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
  [{ a: [1] }, [{ op: 'copy', from: '/a', path: '/b' }], { a: [1], b: [1] }],
  [
    { 'a/b': 1, '~': 2 },
    [
      { op: 'replace', path: '/a~1b', value: 3 },
      { op: 'remove', path: '/~0' },
    ],
    { 'a/b': 3 },
  ],
  [
    { a: { b: [1, { c: 2 }] } },
    [
      { op: 'test', path: '/a/b/1', value: { c: 2 } },
      { op: 'replace', path: '/a/b/1/c', value: 3 },
    ],
    { a: { b: [1, { c: 3 }] } },
  ],
  [{ a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  [{ a: 1 }, [{ op: 'test', path: '/b', value: null }], { a: 1 }],
  [
    { metadata: { annotations: {} } },
    [{ op: 'add', path: '/metadata/annotations/x.y~1z', value: '1' }],
    { metadata: { annotations: { 'x.y/z': '1' } } },
  ],
])('%j with %j is %j', (document, patch, result) => {
  expect(jsonPatch(document, patch)).toEqual({ ok: true, value: result });
});

const document = { a: { b: 1 }, list: [1] };

test.each<[Json, number, string]>([
  [[{ op: 'add', path: '/x/y', value: 1 }], 422, 'add operation does not apply: doc is missing path: "/x/y": missing value'],
  [
    [{ op: 'add', path: '/list/5', value: 1 }],
    422,
    "error in add for path: '/list/5': Unable to access invalid index: 5: invalid index referenced",
  ],
  [[{ op: 'remove', path: '/a/c' }], 422, "error in remove for path: '/a/c': Unable to remove nonexistent key: c: missing value"],
  [[{ op: 'remove', path: '/x/y' }], 422, 'remove operation does not apply: doc is missing path: "/x/y": missing value'],
  [[{ op: 'replace', path: '/a/c', value: 1 }], 422, 'replace operation does not apply: doc is missing key: /a/c: missing value'],
  [[{ op: 'replace', path: '/x/y', value: 1 }], 422, 'replace operation does not apply: doc is missing path: /x/y: missing value'],
  [[{ op: 'test', path: '/a/b', value: 2 }], 422, 'testing value /a/b failed: test failed'],
  [[{ op: 'smash', path: '/a' }], 422, 'Unexpected kind: smash'],
  [{ op: 'add' }, 400, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
  [
    Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a/b', value: 1 })),
    413,
    'The allowed maximum operations in a JSON patch is 10000, got 10001',
  ],
])('refused: %j', (patch, code, message) => {
  expect(jsonPatch(document, patch)).toEqual({ ok: false, code, message });
});

test('the document stays as it was, and nothing is applied before a refusal', () => {
  const before = structuredClone(document);
  expect(
    jsonPatch(document, [
      { op: 'add', path: '/new', value: 1 },
      { op: 'remove', path: '/none' },
    ]).ok,
  ).toBe(false);
  expect(document).toEqual(before);
});
