import { expect, test } from 'vitest';
import { goJsonFault } from './goJson.ts';

test.each<readonly [string, string | undefined]>([
  ['{"a":[1,{"b":{}},[]],"c":null}', undefined],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a":1', 'unexpected end of JSON input'],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 2}', "invalid character '2' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[,]', "invalid character ',' looking for beginning of value"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['[{]', "invalid character ']' looking for beginning of object key string"],
  ['{"a":'.repeat(9_000), 'unexpected end of JSON input'],
  ['['.repeat(20_000), "invalid character '[' exceeded max depth"],
])('%.40s', (text, message) => {
  expect(goJsonFault(text)?.message).toBe(message);
});
