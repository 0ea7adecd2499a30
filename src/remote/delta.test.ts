import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { deltaOf, withDelta } from './delta.ts';

test('only what differs is told, and the rest is shared', () => {
  const spec = { containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'token-1' }] };
  const before = { metadata: { name: 'a', labels: { app: 'web' } }, spec, status: { phase: 'Pending' } };
  const after = { metadata: { name: 'b', labels: { app: 'web' } }, spec: { ...spec, volumes: [{ name: 'token-2' }] }, status: {} };
  const delta = deltaOf(before, after)!;
  expect(delta).toEqual({
    inner: [
      ['metadata', { set: [['name', 'b']] }],
      ['spec', { inner: [['volumes', { inner: [['0', { set: [['name', 'token-2']] }]] }]] }],
      ['status', { cut: ['phase'] }],
    ],
  });
  const made = withDelta(before, delta) as unknown as typeof after;
  expect(made).toEqual(after);
  expect(made.spec.containers).toBe(spec.containers);
  expect(before.status).toEqual({ phase: 'Pending' });
});

test('a key may be any text', () => {
  const before = JSON.parse('{"data":{"a":"1"}}') as Json;
  const after = JSON.parse('{"data":{"__proto__":"2","constructor":{}}}') as Json;
  const made = withDelta(before, JSON.parse(JSON.stringify(deltaOf(before, after))));
  expect(JSON.stringify(made)).toBe(JSON.stringify(after));
});

test('whatever two records hold, the one follows from the other', () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as Json);
  fc.assert(
    fc.property(record, record, (before, after) => {
      const delta = deltaOf(before, after);
      const made = delta === undefined ? before : withDelta(before, delta);
      expect(made).toEqual(after);
    }),
  );
});
