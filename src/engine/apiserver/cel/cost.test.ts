/** Costs of one rule without and with limits in its schema, as the real server works them out. */
import { expect, test } from 'vitest';
import type { Schema } from '../custom/schema.ts';
import { checkExpression } from './check.ts';
import { maxCost } from './cost.ts';
import { schemaType } from './schemaType.ts';

type Limits = { readonly n: number | undefined };
type Make = (limits: Limits) => Schema;

function scalar(type: string): Schema {
  if (type === 'int-or-string') return { 'x-kubernetes-int-or-string': true };
  return ['duration', 'date', 'date-time', 'byte'].includes(type) ? { type: 'string', format: type } : { type };
}

function limit(key: string, n: number | undefined): Schema {
  return n === undefined ? {} : { [key]: n };
}

const object: Schema = {
  type: 'object',
  properties: { required: { type: 'string' }, optional: { type: 'string' } },
  required: ['required'],
};

const list = (items: Schema | string): Make => {
  const of = typeof items === 'string' ? scalar(items) : items;
  return ({ n }) => ({ type: 'array', items: of, ...limit('maxItems', n) });
};
const map = (values: Schema | string): Make => {
  const of = typeof values === 'string' ? scalar(values) : values;
  return ({ n }) => ({ type: 'object', additionalProperties: of, ...limit('maxProperties', n) });
};
const text: Make = ({ n }) => ({ type: 'string', ...limit('maxLength', n) });
const texts: Make = ({ n }) => ({ type: 'array', items: text({ n }), ...limit('maxItems', n) });
const fields = (more: Readonly<Record<string, Schema>>): Make => {
  return ({ n }) => ({ type: 'object', properties: { str: text({ n }), ...more } });
};
const separated: Make = ({ n }) => ({ type: 'object', properties: { str: text({ n }), separator: text({ n }) } });
const textMap: Make = ({ n }) => ({ type: 'object', additionalProperties: text({ n }), ...limit('maxProperties', n) });

test.each<readonly [string, Make, rule: string, free: number | 'more', n: number, limited: number]>([
  ['numbers', list('number'), 'self.all(x, true)', 4_718_591, 10, 32],
  ['texts', list('string'), 'self.all(x, true)', 3_145_727, 20, 62],
  ['truths', list('boolean'), 'self.all(x, true)', 1_887_437, 5, 17],
  ['lists', list({ type: 'array', items: { type: 'number' } }), 'self.all(x, true)', 3_145_727, 100, 302],
  ['objects', list(object), 'self.all(x, true)', 555_128, 50, 152],
  ['a map of numbers', map('number'), 'self.all(x, true)', 1_348_169, 10, 32],
  ['a map of texts', map('string'), 'self.all(x, true)', 1_179_647, 3, 11],
  ['a map of objects', map(object), 'self.all(x, true)', 428_963, 20, 62],
  ['a map of maps', map({ type: 'object', additionalProperties: { type: 'number' } }), 'self.all(x, true)', 1_179_647, 10, 32],
  ['a map of spans', map('duration'), 'self.all(x, true)', 1_048_577, 5, 17],
  ['a map of days', map('date'), 'self.all(x, true)', 524_288, 10, 32],
  ['a map of moments', map('date-time'), 'self.all(x, true)', 349_526, 25, 77],
  ['a text', text, `self.contains('test')`, 314_574, 10, 5],
  ['a text', text, `self.startsWith('test')`, 2, 15, 2],
  ['a text', text, 'size(self + "hello") > size("hello")', 314_578, 4, 7],
  ['a text', text, 'self.matches("x")', 314_574, 50, 22],
  ['a text', text, `"".matches("(((((((((())))))))))[0-9]")`, 7, 10, 7],
  ['a text', text, 'self.matches("")', 1, 100, 1],
  ['a text', text, 'self == "x"', 2, 0, 1],
  ['a text', text, `self.find('[0-9]+') == ''`, 629_147, 10, 11],
  ['numbers', list('number'), 'self[1] == 0.0', 2, 5000, 2],
  ['texts', list('string'), 'self[1] == self[1]', 314_577, 8, 314_577],
  ['numbers', list('number'), 'self.all(x, self.all(y, true))', 'more', 10, 352],
  ['numbers', list('number'), 'self.all(x, self.all(y, self.all(z, true)))', 'more', 10, 3552],
  ['numbers', list('number'), 'self.all(x, x == 0.0)', 6_291_454, 3 * 1024 * 2048, 25_165_826],
  ['texts of a map', textMap, 'self.all(x, x.contains(self[x]))', 'more', 10, 72],
  ['int-or-strings', list('int-or-string'), 'self[0] == 5', 3, 10, 3],
  ['maps', list({ type: 'object', additionalProperties: { type: 'number' } }), 'self.all(x, x.y == 25.2)', 6_291_452, 12, 74],
  ['maps', list({ type: 'object', additionalProperties: { type: 'number' } }), 'self[0].x > 2.0', 4, 3000, 4],
  ['spans', list('duration'), 'self[0].getHours() == 2', 4, 525, 4],
  ['days', list('date'), 'self[2].getDayOfMonth() == 13', 4, 42, 4],
  ['texts', texts, `self.join(' ') == 'aa bb'`, 329_853_068_905, 10, 43],
  ['texts', texts, 'self.isSorted() == true', 329_854_432_052, 10, 52],
  [
    'texts of an object',
    fields({ before: { type: 'string', maxLength: 2 }, after: { type: 'string', maxLength: 4 } }),
    `self.str.replace(self.before, self.after) == 'does not matter'`,
    629_154,
    4,
    12,
  ],
  ['texts of an object', separated, 'self.str.split(self.separator) == []', 629_160, 10, 22],
])('%s: a rule has its cost (%#)', (...row) => {
  const [, make, rule, free, n, limited] = row;
  const costWith = (limits: Limits): number => {
    const self = schemaType(make(limits), false, 'selfType')!;
    const checked = checkExpression(rule, new Map([['self', self]]));
    if ('errors' in checked) throw new Error(checked.errors);
    return maxCost(checked, self);
  };
  if (free === 'more') expect(costWith({ n: undefined })).toBeGreaterThan(1_000_000);
  else expect(costWith({ n: undefined })).toBe(free);
  expect(costWith({ n })).toBe(limited);
});
