import { expect, test } from 'vitest';
import { CelError } from './ast.ts';
import { evaluate } from './evaluate.ts';
import { parseCel } from './parse.ts';
import { celValue } from './celValue.ts';

function run(source: string, self: unknown = {}): unknown {
  const result = evaluate(parseCel(source), { variables: new Map([['self', celValue(self)]]), budget: { left: 100_000 } });
  return 'error' in result ? result.error : result.value;
}

test.each<readonly [string, unknown]>([
  ['1 + 2 * 3 == 7', true],
  ['7 / 2 == 3 && 7 % 2 == 1 && -7 / 2 == -3', true],
  ['1.5 + 2.0', 3.5],
  ['"a" + "b" == "ab" && \'x\' != "y"', true],
  ['[1, 2] + [3] == [1, 2, 3]', true],
  ['{"a": 1}["a"] == 1 && "a" in {"a": 1}', true],
  ['1 < 2 ? "yes" : "no"', 'yes'],
  ['self.a.b == 3', true],
  ['has(self.a) && !has(self.x)', true],
  ['self.list.all(x, x > 0) && self.list.exists(x, x == 2) && self.list.exists_one(x, x == 2)', true],
  ['self.list.map(x, x * 2) == [2, 4, 6] && self.list.filter(x, x > 1) == [2, 3]', true],
  ['self.list.map(x, x > 1, x * 2) == [4, 6]', true],
  ['size(self.list) == 3 && self.list.size() == 3 && "héé".size() == 3', true],
  ['"abc".matches("^a.c$") && "abc".contains("b") && "abc".startsWith("a") && "abc".endsWith("c")', true],
  ['"a,b".split(",") == ["a", "b"] && ["a", "b"].join("-") == "a-b"', true],
  ['"tacocat".indexOf("c") == 2 && "tacocat".substring(4) == "cat" && "tacocat".lastIndexOf("c") == 4', true],
  ['"Ab".lowerAscii() == "ab" && "Ab".upperAscii() == "AB" && " x ".trim() == "x" && "aab".replace("a", "b", 1) == "bab"', true],
  ['[1, 3, 2].max() == 3 && [1, 3].isSorted() && [1, 2].sum() == 3 && [1, 2].min() == 1', true],
  ['"abc 123".find("[0-9]+") == "123" && "1a2b".findAll("[0-9]") == ["1", "2"]', true],
  ['url("https://example.com:80/path?k=v").getHostname() == "example.com" && isURL("https://x")', true],
  ['duration("1h30m") > duration("89m") && duration("90s").getMinutes() == 1', true],
  ['timestamp("2026-01-01T00:00:00Z") + duration("1h") == timestamp("2026-01-01T01:00:00Z")', true],
  ['timestamp("2026-11-28T23:30:05.25Z").getFullYear() == 2026 && timestamp("2026-11-28T23:30:05Z").getMonth() == 10', true],
  ['timestamp("2026-11-28T23:30:05Z").getDate() == 28 && timestamp("2026-11-28T23:30:05Z").getDayOfMonth() == 27', true],
  ['timestamp("2026-11-28T23:30:05Z").getDayOfWeek() == 6 && timestamp("2026-01-01T00:00:00Z").getDayOfYear() == 0', true],
  ['timestamp("2026-11-28T23:30:05Z").getHours("+02:00") == 1 && timestamp("2026-11-28T23:30:05Z").getDate("Europe/Berlin") == 29', true],
  ['timestamp("2026-11-28T23:30:05.250Z").getMilliseconds() == 250 && timestamp("1969-12-31T23:59:59.5Z").getSeconds() == 59', true],
  ['type(timestamp("2026-01-01T00:00:00Z")) == google.protobuf.Timestamp', true],
  ['int("42") == 42 && string(1) == "1" && double(1) == 1.0 && type(1) == int', true],
  ['self.x == 1 || true', true],
  ['false && self.x == 1', false],
  ['self.x', 'no such key: x'],
  ['[1][2]', 'index out of bounds: 2'],
  ['1 / 0', 'division by zero'],
  ['9223372036854775807 + 1', 'integer overflow'],
  ['"a" + 1', 'no such overload: _+_(string, int)'],
  ['self.with__dash__dash == 1', true],
  ['r"\\d" == "\\\\d"', true],
])('%s', (source, expected) => {
  expect(run(source, { a: { b: 3 }, list: [1, 2, 3], 'with-dash': 1 })).toEqual(expected);
});

test.each(['1 +', 'a b', '(1', '"x', 'has(1)', '[1].all(1, true)'])('%s cannot be read', (source) => {
  expect(() => parseCel(source)).toThrow(CelError);
});

test('an expression that takes too long is stopped', () => {
  const many = `[${Array.from({ length: 100 }, (_, i) => i).join(',')}]`;
  expect(run(`${many}.all(a, ${many}.all(b, ${many}.all(c, a + b + c >= 0)))`)).toBe('operation cancelled: actual cost limit exceeded');
});

test.each([
  ['fields', `self${'.a'.repeat(40_000)}`],
  ['sums', Array.from({ length: 30_000 }, () => '1').join('+')],
  ['brackets', '('.repeat(50_000)],
  ['much text', `"${'x'.repeat(200_000)}"`],
])('%s without end are refused', (_what, source) => {
  expect(() => parseCel(source)).toThrow(CelError);
});

test('a long chain of conditions is not deep, nor are many signs', () => {
  expect(run(`${'!'.repeat(50_001)}true`)).toBe(false);
  expect(run('--1 == 1 && -1 < 0')).toBe(true);
  expect(run(Array.from({ length: 5_000 }, (_, i) => `${i} >= 0`).join(' && '))).toBe(true);
});
