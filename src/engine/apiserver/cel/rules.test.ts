import { expect, test } from 'vitest';
import type { Schema } from '../custom/schema.ts';
import type { FieldError } from '../fieldError.ts';
import { rootPlace, ruleExpressions, totalCostErrors } from '../custom/celRules.ts';
import { validateRules } from './rules.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      'x-kubernetes-validations': [
        { rule: 'self.replicas <= self.maxReplicas', message: 'replicas are too many' },
        { rule: 'self.replicas >= oldSelf.replicas', messageExpression: '"cannot go down to " + string(self.replicas)' },
      ],
      properties: {
        replicas: { type: 'integer' },
        maxReplicas: { type: 'integer' },
        name: {
          type: 'string',
          'x-kubernetes-validations': [{ rule: 'self == oldSelf', reason: 'FieldValueForbidden', message: 'is fixed' }],
        },
        ports: {
          type: 'array',
          maxItems: 100,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, port: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > oldSelf' }] } },
          },
        },
        any: { 'x-kubernetes-int-or-string': true, 'x-kubernetes-validations': [{ rule: 'self + 1 > 0' }] },
      },
    },
  },
};

function told(value: object, old?: object): string[] {
  return validateRules({ value, old }, schema).map(({ type, field, value: is, detail }) => `${type} ${field} ${is ?? ''}: ${detail}`);
}

test('rules are asked of what is there, and of changes when there was something before', () => {
  expect(told({ spec: { replicas: 5, maxReplicas: 3 } })).toEqual(['Invalid spec "object": replicas are too many']);
  expect(told({ spec: { replicas: 1, maxReplicas: 3, name: 'b' } }, { spec: { replicas: 2, maxReplicas: 3, name: 'a' } })).toEqual([
    'Invalid spec "object": cannot go down to 1',
    'Forbidden spec.name : is fixed',
  ]);
  const ports = (a: number) => ({ spec: { replicas: 1, maxReplicas: 3, ports: [{ name: 'x', port: a }] } });
  expect(told(ports(1), ports(2))).toEqual(['Invalid spec.ports[0].port "integer": failed rule: self > oldSelf']);
});

test('what cannot be worked out is told with the rule', () => {
  expect(told({ spec: { replicas: 1 } })).toEqual([
    'Invalid spec "object": no such key: maxReplicas evaluating rule: replicas are too many',
  ]);
  expect(told({ spec: { replicas: 1, maxReplicas: 1, any: 'x' } })).toEqual([
    `Invalid spec.any "int-or-string": 'no such overload: _+_(string, int)': call arguments did not match a supported operator, function or macro signature for rule: self + 1 > 0`,
  ]);
});

const compiled = (told: string) => `compilation failed: ERROR: <input>:${told}`;

test.each<readonly [string, string | undefined]>([
  ['self.spec.replicas > 0', undefined],
  ['self.spec.nothing > 0', compiled("1:10: undefined field 'nothing'\n | self.spec.nothing > 0\n | .........^")],
  ['other == 1', compiled("1:1: undeclared reference to 'other' (in container '')\n | other == 1\n | ^")],
  ['self.spec.replicas + 1', 'cel expression must evaluate to a bool'],
  ['self.spec.any', 'cel expression must evaluate to a bool'],
  [
    `self.spec.replicas + 'a' == 'b'`,
    compiled(
      `1:20: found no matching overload for '_+_' applied to '(int, string)'\n | self.spec.replicas + 'a' == 'b'\n | ...................^`,
    ),
  ],
  ['size(self.spec.ports) > 0 && self.metadata.name.startsWith("a")', undefined],
  [
    'self.spec.ports.all(p, p.port)',
    compiled(
      "1:20: found no matching overload for '_&&_' applied to '(bool, int)'\n | self.spec.ports.all(p, p.port)\n | ...................^",
    ),
  ],
  ['self.spec.ports.map(p, p.port).sum() > 3 && self.spec.ports.filter(p, p.name == "a").size() == 1', undefined],
  ['[1, "a"].size() == 2', compiled("1:5: expected type 'int' but found 'string'\n | [1, \"a\"].size() == 2\n | ....^")],
  [
    'self.spec.replicas > 1.5',
    compiled("1:20: found no matching overload for '_>_' applied to '(int, double)'\n | self.spec.replicas > 1.5\n | ...................^"),
  ],
  [
    'self.spec.name.isSorted()',
    compiled(
      "1:24: found no matching overload for 'isSorted' applied to 'string.()'\n | self.spec.name.isSorted()\n | .......................^",
    ),
  ],
  ['type(self.spec.any) == string || self.spec.any > 5', undefined],
  [
    'self.spec.replicas == null',
    compiled(
      "1:20: found no matching overload for '_==_' applied to '(int, null)'\n | self.spec.replicas == null\n | ...................^",
    ),
  ],
  [
    'self.spec == self',
    compiled("1:11: found no matching overload for '_==_' applied to '(selfType.spec, selfType)'\n | self.spec == self\n | ..........^"),
  ],
])('%s: %s', (rule, error) => {
  const errors: FieldError[] = [];
  ruleExpressions({ ...schema, 'x-kubernetes-validations': [{ rule }] }, 'schema', rootPlace(false), errors);
  expect(errors[0]?.detail).toBe(error);
});

const texts: Schema = { type: 'array', items: { type: 'string' } };

test.each<readonly [string, Schema, readonly string[]]>([
  [
    'one that is too expensive',
    { ...texts, 'x-kubernetes-validations': [{ rule: 'self.all(x, self.all(y, x == y))' }] },
    [
      'schema.x-kubernetes-validations[0].rule: estimated rule cost exceeds budget by factor of more than 100x',
      'schema.x-kubernetes-validations[0].rule: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
      'schema: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x',
    ],
  ],
  [
    'one a little too expensive',
    { ...texts, 'x-kubernetes-validations': [{ rule: `self.all(x, x.endsWith('a') && x.size() > 1 && x != 'b')` }] },
    ['schema.x-kubernetes-validations[0].rule: estimated rule cost exceeds budget by factor of 1.048575x'],
  ],
])('%s is told', (_what, rules, expected) => {
  const errors: FieldError[] = [];
  const place = rootPlace(false);
  ruleExpressions(rules, 'schema', place, errors);
  const all = [...errors, ...totalCostErrors(place.total, 'schema')];
  expect(all.map(({ field, detail }) => `${field}: ${detail.replace(/ \(try.*/, '')}`)).toEqual(expected);
});
