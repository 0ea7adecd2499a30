import { expect, test } from 'vitest';
import { linesOf, refAtLine } from './lines.ts';

const text = `kind: Service
metadata:
  name: a
---
# a set
kind: StatefulSet
metadata:
  name: a
  namespace: shop
spec: {}
`;

test('an object is found by kind, name and, where it has one, namespace', () => {
  expect(linesOf(text, { kind: 'Service', namespace: 'default', name: 'a' })).toEqual({ from: 1, to: 3 });
  expect(linesOf(text, { kind: 'StatefulSet', namespace: 'shop', name: 'a' })).toEqual({ from: 6, to: 10 });
  expect(linesOf(text, { kind: 'StatefulSet', namespace: 'default', name: 'a' })).toBeUndefined();
});

test('a line leads to the object that it belongs to', () => {
  expect(refAtLine(text, 2)).toEqual({ kind: 'Service', name: 'a' });
  expect(refAtLine(text, 9)).toEqual({ kind: 'StatefulSet', name: 'a', namespace: 'shop' });
  expect(refAtLine('a: [', 1)).toBeUndefined();
});
