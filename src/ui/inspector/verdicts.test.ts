import { expect, test } from 'vitest';
import type { Trace } from '#api/trace.ts';
import type { HistoryEntry } from '#api/watch.ts';
import { scoreTable, verdictsOf, victimsOf, type Verdict } from './verdicts.ts';

const verdict = (at: number, pod: string): Verdict => ({
  type: 'schedule',
  at: at as never,
  pod,
  refused: [],
  scores: [
    { node: 'n1', plugin: 'Fit', score: 10 },
    { node: 'n2', plugin: 'Fit', score: 30 },
    { node: 'n1', plugin: 'Image', score: 5 },
  ],
});

test("a pod's verdicts up to now, the newest first", () => {
  const traces: Trace[] = [verdict(1, 'd/a'), verdict(2, 'd/b'), verdict(3, 'd/a'), verdict(9, 'd/a')];
  expect(verdictsOf(traces, 'd/a', 5).map((one) => one.at)).toEqual([3, 1]);
});

test('scores stand by plugin and node, the best node first, with their sum', () => {
  const { plugins, rows } = scoreTable(verdict(1, 'd/a'));
  expect(plugins).toEqual(['Fit', 'Image']);
  expect(rows.map((row) => `${row.node} ${row.total}`)).toEqual(['n2 30', 'n1 15']);
});

test('the pods that had to go are those that the scheduler deleted for the pod at that moment', () => {
  const deleted = (name: string, at: number, key: string, actor = 'kube-scheduler') =>
    ({ at, kind: 'Pod', name, verb: 'delete', cause: { actor, key } }) as unknown as HistoryEntry;
  const history = [
    deleted('earlier', 4, 'd/a'),
    deleted('one', 5, 'd/a'),
    deleted('two', 5, 'd/a'),
    deleted('of-another', 5, 'd/b'),
    deleted('a', 5, 'd/a', 'kubelet/n1'),
    { ...deleted('marked', 5, 'd/a'), verb: 'patch' },
  ];
  expect(victimsOf(verdict(5, 'd/a'), history).map(({ name }) => name)).toEqual(['one', 'two']);
});
