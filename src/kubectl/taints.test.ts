import { describe, expect, test } from 'vitest';
import { alreadyThere, conflicting, parseTaints, reorganizeTaints } from './taints.ts';

describe('taints as typed', () => {
  test.each([
    ['foo=abc:NoSchedule', { add: [{ key: 'foo', value: 'abc', effect: 'NoSchedule' }], remove: [] }],
    ['foo:NoSchedule-', { add: [], remove: [{ key: 'foo', effect: 'NoSchedule' }] }],
    ['foo-', { add: [], remove: [{ key: 'foo', effect: '' }] }],
  ])('%s', (word, value) => {
    expect(parseTaints([word])).toEqual({ ok: true, value });
  });

  test.each([
    [['foo=a=b:NoSchedule'], 'invalid taint spec: foo=a=b:NoSchedule'],
    [['foo:Nope-'], 'invalid taint effect: Nope, unsupported taint effect'],
    [['foo'], 'invalid taint spec: foo'],
    [['a:NoSchedule', 'a=b:NoSchedule'], 'duplicated taints with the same key and effect: {a b NoSchedule <nil>}'],
  ])('%s is refused', (words, message) => {
    expect(parseTaints(words)).toEqual({ ok: false, message });
  });
});

test('new taints come first, and the last one taken off decides the word', () => {
  const old = [{ key: 'foo', value: 'bar', effect: 'NoSchedule' }];
  const add = [{ key: 'a', effect: 'NoExecute' }];
  expect(reorganizeTaints(old, { add, remove: [] }, false)).toEqual({ taints: [...add, ...old], operation: 'tainted', errors: [] });
  expect(reorganizeTaints(old, { add: [], remove: [{ key: 'x', effect: 'NoExecute' }] }, false).errors).toEqual([
    'taint "x:NoExecute" not found',
  ]);
  expect(alreadyThere(old, [{ key: 'foo', effect: 'NoSchedule' }])).toBe('foo');
  expect(conflicting({ add, remove: [{ key: 'a', effect: '' }] })).toEqual(['{"a":""}']);
});
