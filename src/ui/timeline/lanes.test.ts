import { expect, test } from 'vitest';
import type { HistoryEntry } from '#api/watch.ts';
import { axisEnd, clockText, followLanes, lanesOf, nearest, tickStep } from './lanes.ts';

const entry = (at: number, actor: string, controller?: string, more = {}) =>
  ({ at, type: 'MODIFIED', kind: 'Pod', ...more, cause: { actor, controller } }) as unknown as HistoryEntry;

test('lanes follow the road: you, controllers, scheduler, kubelets; heartbeats are left out; who only set the cluster up comes last', () => {
  const lanes = lanesOf(
    [
      entry(1, 'user'),
      entry(2, 'kube-controller-manager', 'namespace'),
      entry(102, 'kube-controller-manager', 'statefulset'),
      entry(103, 'kubelet/node-1'),
      entry(104, 'kube-scheduler'),
      entry(105, 'kubelet/node-2', undefined, { kind: 'Node', subresource: 'status' }),
      entry(106, 'user'),
    ],
    [],
  );
  expect(lanes.map((lane) => `${lane.id} ${lane.marks.length}`)).toEqual([
    'you 2',
    'statefulset 1',
    'kube-scheduler 1',
    'kubelet/node-1 1',
    'namespace 1',
  ]);
});

test.each([
  [10, 5, 10],
  [14, 5, 10],
  [16, 5, 20],
  [40, 5, undefined],
  [0, 20, 10],
])('the mark nearest to %d within %d is %s', (at, reach, expected) => {
  const marks = [10, 20, 30].map((moment) => ({ at: moment, kind: 'ADDED' as const }));
  expect(nearest(marks, at, reach)?.at).toBe(expected);
});

test('the axis is longer than the run and seldom changes', () => {
  expect([0, 19_000, 19_900, 25_000, 130_000].map(axisEnd)).toEqual([20_000, 20_000, 30_000, 30_000, 180_000]);
});

test('times read as minutes and seconds; ticks are round', () => {
  expect([clockText(0), clockText(61_002)]).toEqual(['0:00.000', '1:01.002']);
  expect(tickStep(60_000, 900)).toBe(10_000);
});

test('following a history gives the lanes that reading it whole gives, also when it was cut', () => {
  const long = Array.from({ length: 9 }, (_, at) => entry(at * 100, at % 3 === 0 ? 'user' : `kubelet/node-${at % 2}`));
  const follow = followLanes();
  for (const part of [long.slice(0, 2), long.slice(0, 7), long, long.slice(0, 4), long.slice(3)]) {
    const { lanes, all } = follow(part, []);
    expect(lanes).toEqual(lanesOf(part, []));
    expect(all.marks.map(({ at }) => at)).toEqual(part.map(({ at }) => at));
  }
});
