import { expect, test } from 'vitest';
import type { HistoryEntry } from '#api/watch.ts';
import { causesOf, changesOf } from './causes.ts';

const entry = (revision: number, name: string, cause?: number) =>
  ({
    revision,
    at: revision * 10,
    kind: 'Pod',
    namespace: 'd',
    name,
    cause: { actor: 'a', ...(cause === undefined ? {} : { revision: cause }) },
  }) as unknown as HistoryEntry;
const history = [
  entry(1, 'set'),
  entry(3, 'pod', 1),
  entry(4, 'claim', 3),
  entry(9, 'pod', 4),
  entry(12, 'lost', 11),
  entry(13, 'self', 13),
];
const walk = (revision: number) =>
  causesOf(
    history.find((one) => one.revision === revision)!,
    history,
  ).map((one) => one.revision);

test('why walks from a change to what caused it, to the beginning', () => {
  expect(walk(9)).toEqual([9, 4, 3, 1]);
});

test('a cause that is forgotten, or that would go in a circle, ends the walk', () => {
  expect(walk(12)).toEqual([12]);
  expect(walk(13)).toEqual([13]);
});

test('the changes of one object are told newest first and never from the future', () => {
  expect(changesOf({ kind: 'Pod', namespace: 'd', name: 'pod' }, history, 90).map((one) => one.revision)).toEqual([9, 3]);
  expect(changesOf({ kind: 'Pod', namespace: 'd', name: 'pod' }, history, 89).map((one) => one.revision)).toEqual([3]);
});
