import { expect, test } from 'vitest';
import printed from './fixtures/printed-yaml.json';
import { parseManifest } from './parse.ts';
import { toYaml } from './toYaml.ts';
import { toCompactJson, toJson } from './toJson.ts';

test.each(printed)('kubectl printed $name; reading and printing it gives the same bytes', ({ text }) => {
  const { documents, errors } = parseManifest(text);
  expect(errors).toEqual([]);
  const objects = documents.map((document) => document.object);
  const value = /\nkind: List\n/.test(text)
    ? { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } }
    : objects[0];
  expect(toYaml(value)).toBe(text);
});

test.each([
  ['', '""'],
  ['yes', '"yes"'],
  ['y', '"y"'],
  ['0x1f', '"0x1f"'],
  ['1e3', '"1e3"'],
  ['12:30:45', '"12:30:45"'],
  ['2024-01-02', '"2024-01-02"'],
  ['2024-01-02T03:04:05Z', '"2024-01-02T03:04:05Z"'],
  ['1.2.3', '1.2.3'],
  ['a: b', "'a: b'"],
  ['a:b', 'a:b'],
  ['#x', "'#x'"],
  ['a #x', "'a #x'"],
  ["it's", "it's"],
  ["'x", "'''x'"],
  [' x', "' x'"],
  ['x\ty', '"x\\ty"'],
  ['x\n', '|\n    x'],
  ['x\ny', '|-\n    x\n    y'],
  ['x\n\n', '|+\n    x\n'],
  [' x\ny', '|2-\n     x\n    y'],
  ['x \ny', '"x \\ny"'],
  ['é', 'é'],
  ['😀', '"\\U0001F600"'],
  ['-', "'-'"],
  ['-x', '-x'],
  ['1_000', '"1_000"'],
  ['~', '"~"'],
])('the string %j is written as %s', (value, text) => {
  expect(toYaml({ a: { b: value } })).toBe(`a:\n  b: ${text}\n`);
});

test('keys stand in natural order, empty collections in flow form, and null is a word', () => {
  expect(toYaml({ b10: 1, b9: [], 'b.x': {}, A: null, _: [[1, { c: true }], 'z'] })).toBe(
    '_:\n- - 1\n  - c: true\n- z\nA: null\nb.x: {}\nb9: []\nb10: 1\n',
  );
});

test('JSON has four spaces, sorted keys and escaped HTML', () => {
  expect(toJson({ b: ['<a>'], a: {}, c: undefined, 10: 1, 9: [] })).toBe(
    '{\n    "10": 1,\n    "9": [],\n    "a": {},\n    "b": [\n        "\\u003ca\\u003e"\n    ]\n}\n',
  );
  expect(toCompactJson({ b: 'a&b', a: 1 })).toBe('{"a":1,"b":"a\\u0026b"}');
});
