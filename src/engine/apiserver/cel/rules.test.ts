import { expect, test } from 'vitest';
import type { Schema } from '../custom/schema.ts';
import { ruleError } from './check.ts';
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

test.each([
  ['self.spec.replicas > 0', undefined],
  ['self.spec.nothing > 0', "compilation failed: ERROR: <input>:1:10: undefined field 'nothing'\n | self.spec.nothing > 0\n | .........^"],
  ['other == 1', "compilation failed: ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other == 1\n | ^"],
  ['self.spec.replicas + 1', 'cel expression must evaluate to a bool'],
  [
    `self.spec.replicas + 'a' == 'b'`,
    `compilation failed: ERROR: <input>:1:20: found no matching overload for '_+_' applied to '(int, string)'\n | self.spec.replicas + 'a' == 'b'\n | ...................^`,
  ],
  ['size(self.spec.ports)', 'cel expression must evaluate to a bool'],
])('%s: %s', (rule, error) => {
  expect(ruleError(rule, schema, 'bool')).toBe(error);
});
