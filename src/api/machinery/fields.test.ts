import { expect, test } from 'vitest';
import { exactField, formatFieldSelector, matchesFields, parseFieldSelector } from './fields.ts';

function parsed(text: string) {
  const outcome = parseFieldSelector(text);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

test.each([
  ['x=a,y=b,z=c', 'x=a,y=b,z=c'],
  ['', ''],
  [',a=b,', 'a=b'],
  ['x!=a,y==b', 'x!=a,y=b'],
  ['x=a||y\\=b', 'x=a||y\\=b'],
  ['z=1,a=2', 'a=2,z=1'],
  ['k=\\\\\\,,k2=v2', 'k2=v2,k=\\\\\\,'],
  ['함=수,목=록', '목=록,함=수'],
])('%j is kept as %j', (text, kept) => {
  expect(formatFieldSelector(parsed(text))).toBe(kept);
});

test.each([
  ['x=a||y=b', 'invalid field selector: unescaped character in value: 61'],
  ['x=a,b', "invalid selector: 'x=a,b'; can't understand 'b'"],
  ['x in (a)', "invalid selector: 'x in (a)'; can't understand 'x in (a)'"],
  ['x', "invalid selector: 'x'; can't understand 'x'"],
  ['x in (a,b,c)', "invalid selector: 'x in (a,b,c)'; can't understand 'b'"],
  ['x=\\', 'invalid field selector: invalid escape sequence: \\'],
  ['x=\\a', 'invalid field selector: invalid escape sequence: \\a'],
])('%j is refused', (text, message) => {
  expect(parseFieldSelector(text)).toEqual({ ok: false, message });
});

test('matching', () => {
  const fields = { 'metadata.name': 'web-0', 'spec.nodeName': '' };
  expect(matchesFields(parsed('metadata.name=web-0,spec.nodeName='), fields)).toBe(true);
  expect(matchesFields(parsed('metadata.name!=web-0'), fields)).toBe(false);
  expect(matchesFields(parsed('status.phase!=Running'), fields)).toBe(true);
  expect(exactField(parsed('a!=b,a=c'), 'a')).toBe('c');
  expect(exactField(parsed('a!=b'), 'a')).toBeUndefined();
});
