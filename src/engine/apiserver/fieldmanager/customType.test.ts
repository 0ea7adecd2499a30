import { expect, test } from 'vitest';
import { validateTyped } from '#api/machinery/fieldpath/validateTyped.ts';
import type { Schema } from '../custom/schema.ts';
import { customType } from './customType.ts';

const schema = {
  type: 'object',
  properties: {
    inner: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { metadata: { type: 'object' }, spec: { type: 'object' } },
    },
  },
} as Schema;

test.each([
  [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { b: 'c' } } }, undefined],
  [{ metadata: { name: 'a', unknown: 'b' } }, '.inner.metadata.unknown: field not declared in schema'],
  [{ unknown: 'b' }, '.inner.unknown: field not declared in schema'],
])('an object inside another has the type and metadata that all objects have: %j', (inner, fault) => {
  expect(validateTyped({ apiVersion: 'example.com/v1', kind: 'Outer', inner }, customType(schema))).toBe(fault);
});
