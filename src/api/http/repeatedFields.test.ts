import { expect, test } from 'vitest';
import { repeatedFields } from './repeatedFields.ts';

test.each([
  ['{"a":1,"b":{"a":1}}', []],
  ['{"a":1,"a":2,"a":3}', ['a']],
  ['{"spec":{"x":[{"n":"\\"}","n":2},{"n":1}],"p":true,"p":false}}', ['spec.x[0].n', 'spec.p']],
  ['{"a":{"b":[[{"c":1,"c":1}]]},"\\u0061":1}', ['a.b[0][0].c', 'a']],
  ['[{"a":"a","b":"b"},{"a":"a"}]', []],
])('%s', (text, fields) => {
  expect(repeatedFields(text)).toEqual(fields);
});
