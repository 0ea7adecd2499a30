import { expect, test } from 'vitest';
import { splitCommandLine } from './words.ts';

test.each([
  ['kubectl get pods', ['kubectl', 'get', 'pods']],
  [`  a  'b c' "d \\"e\\" $f" g\\ h `, ['a', 'b c', 'd "e" $f', 'g h']],
  [`-o jsonpath='{.a["b"]}'`, ['-o', 'jsonpath={.a["b"]}']],
  [`x '' ""`, ['x', '', '']],
  [`get pods # all of them`, ['get', 'pods']],
  [`"a\\n"`, ['a\\n']],
])('%j', (text, words) => {
  expect(splitCommandLine(text)).toEqual({ words });
});

test('an open quote is an error', () => {
  expect(splitCommandLine(`a 'b`).error).toContain("matching `'");
});
