import { expect, test } from 'vitest';
import { parseManifest } from './parse.ts';
import { repeatedFields, repeatedKeysMessage } from './repeatedFields.ts';

test.each([
  ['{"a":1,"b":{"a":1}}', []],
  ['{"a":1,"a":2,"a":3}', ['a']],
  ['{"spec":{"x":[{"n":"\\"}","n":2},{"n":1}],"p":true,"p":false}}', ['spec.x[0].n', 'spec.p']],
  ['{"a":{"b":[[{"c":1,"c":1}]]},"\\u0061":1}', ['a.b[0][0].c', 'a']],
  ['[{"a":"a","b":"b"},{"a":"a"}]', []],
])('%s', (text, fields) => {
  expect(repeatedFields(text)).toEqual(fields);
});

test('YAML tells the lines', () => {
  expect(repeatedKeysMessage(parseManifest('a: 1\nb: 2\na: 3\n').errors)).toBe(
    'yaml: unmarshal errors:\n  line 3: key "a" already set in map',
  );
  expect(repeatedKeysMessage(parseManifest('a: 1\n').errors)).toBeUndefined();
});
