import { expect, test } from 'vitest';
import { parseLabelSelector } from './labelParser.ts';
import type { Labels } from './labels.ts';
import { everything, formatLabelSelector, formatSelector, matchesLabels, nothing, selectorOf, selectorOfLabels } from './labels.ts';

function parsed(text: string) {
  const outcome = parseLabelSelector(text);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/** `x=foo y=` */
function labels(text: string): Labels {
  return Object.fromEntries(
    text
      .split(' ')
      .filter(Boolean)
      .map((pair) => pair.split('=') as [string, string]),
  );
}

test.each([
  ['', '', true],
  ['', 'x=y', true],
  ['x=y', 'x=y', true],
  ['x=y,z=w', 'x=y z=w', true],
  ['x!=y,z!=w', 'x=z z=a', true],
  ['x!=y', '', true],
  ['x!=y', 'x=y', false],
  ['notin=in', 'notin=in', true],
  ['x', 'x=z', true],
  ['!x', 'y=z', true],
  ['!x', 'x=z', false],
  ['x>1', 'x=2', true],
  ['x<1', 'x=0', true],
  ['x>1', 'x=1', false],
  ['z>1', 'z=v2', false],
  ['x>9007199254740993', 'x=9007199254740994', true],
  ['foo=bar', 'foo=bar baz=blah', true],
  ['foo in (bar,baz)', 'foo=baz', true],
  ['x in (foo),y in (alpha)', 'x=foo y=baz', false],
  ['x notin (),y', 'y=', true],
  ['!x,y', 'y=', true],
  ['x notin (),!y', 'y=', false],
  ['x in ()', 'y=baz', false],
  ['x in ()', 'x=', true],
  ['x=', 'x=', true],
  ['constructor', '', false],
])('%j on %j: %s', (selector, set, matches) => {
  expect(matchesLabels(parsed(selector), labels(set))).toBe(matches);
});

test.each([
  ['\rx', 'x'],
  ['this-is-another-dns.domain.com/key-with-dash in (so,what)', 'this-is-another-dns.domain.com/key-with-dash in (so,what)'],
  ['foo  in\t (abc)', 'foo in (abc)'],
  ['x notin\n (abc)', 'x notin (abc)'],
  ['x in (abc,)', 'x in (,abc)'],
  ['x in (,abc)', 'x in (,abc)'],
  ['x in (a,,b)', 'x in (,a,b)'],
  ['x in ()', 'x in ()'],
  ['x notin ( )', 'x notin ()'],
  ['x,y in (a)', 'x,y in (a)'],
  ['z,x==a,y!=b', 'x==a,y!=b,z'],
  ['x>1,x<7', 'x>1,x<7'],
  ['a ', 'a'],
  ['!x', '!x'],
  ['a in (x,y,notin, z,in)', 'a in (in,notin,x,y,z)'],
])('%j is kept as %j', (text, kept) => {
  expect(formatSelector(parsed(text))).toBe(kept);
});

const badLabel =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

test.each([
  ['x=a||y=b', `unable to parse requirement: values[0][x]: Invalid value: "a||y": ${badLabel}`],
  ['x=a b', "found 'b', expected: ',' or 'end of string'"],
  ['x==a==b', "found '==', expected: ',' or 'end of string'"],
  ['!x=a', "found '=', expected: ',' or 'end of string'"],
  ['x<a', "unable to parse requirement: values[0]: Invalid value: \"a\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ['x bad y', "unable to parse requirement: found 'bad', expected: in, notin, =, ==, !=, gt, lt"],
  [',x,y', "found ',', expected: !, identifier, or 'end of string'"],
  ['x,', "found '', expected: identifier after ','"],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  ['a in (xyz)b notin ()', "found 'b', expected: ',' or 'end of string'"],
  ['a in (xyz abc)', "unable to parse requirement: found 'abc', expected: ',' or ')'"],
  ['a notin(', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['a (', "unable to parse requirement: found '(', expected: in, notin, =, ==, !=, gt, lt"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['a=(', "unable to parse requirement: found '(', expected: identifier"],
])('%j is refused', (text, message) => {
  expect(parseLabelSelector(text)).toEqual({ ok: false, message });
});

test('a key that is no label key is refused before anything else', () => {
  const outcome = parseLabelSelector('a/b/c');
  expect(outcome.ok ? '' : outcome.message).toMatch(
    /^unable to parse requirement: <nil>: Invalid value: "a\/b\/c": a qualified name must consist of/,
  );
});

test('LabelSelectors of objects', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'NotIn', values: ['b', 'a'] },
      { key: 'debug', operator: 'DoesNotExist' },
    ],
  };
  expect(formatLabelSelector(selector)).toBe('app=web,!debug,tier notin (a,b)');
  expect(matchesLabels(selectorOf(selector), { app: 'web', tier: 'c' })).toBe(true);
  expect(matchesLabels(selectorOf(selector), { app: 'web', tier: 'a' })).toBe(false);
  expect(selectorOf(selector)).toBe(selectorOf(selector));
  expect(selectorOf(undefined)).toBe(nothing);
  expect(matchesLabels(nothing, {})).toBe(false);
  expect(matchesLabels(selectorOf({}), { any: 'thing' })).toBe(true);
  expect(matchesLabels(everything, undefined)).toBe(true);
  expect(formatLabelSelector(undefined)).toBe('<none>');
  expect(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Near' }] })).toBe('<error>');
  expect(formatSelector(selectorOfLabels({ b: '2', a: '1' }))).toBe('a=1,b=2');
});
