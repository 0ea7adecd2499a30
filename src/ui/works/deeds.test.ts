import { expect, test } from 'vitest';
import type { HistoryEntry } from '#api/watch.ts';
import { followWork } from './deeds.ts';

const entry = (at: number, actor: string, controller?: string, kind = 'Pod') =>
  ({ at, type: 'MODIFIED', kind, name: `of-${at}`, cause: { actor, controller } }) as unknown as HistoryEntry;

const history = [
  entry(10, 'kube-controller-manager', 'namespace'),
  entry(100, 'user'),
  entry(200, 'kube-controller-manager', 'statefulset'),
  entry(210, 'kubelet/node-1'),
  entry(220, 'kubelet/node-2'),
  entry(230, 'kube-controller-manager', 'statefulset', 'Event'),
];

function told(work: ReturnType<ReturnType<typeof followWork>>): string {
  return [...work.by].map(([worker, { count, lastAt }]) => `${worker} ${count} at ${lastAt}`).join(', ');
}

test('each change turns the wheel of who made it; setting up turns none, and kubelets share one', () => {
  expect(told(followWork()(history, 1_000))).toBe('you 1 at 100, statefulset 2 at 230, kubelet 2 at 220');
});

test('what is told last is no event', () => {
  expect(followWork()(history, 1_000).last?.name).toBe('of-220');
});

test('back in time the wheels turn back, to where they would stand had the clock never gone further', () => {
  const follow = followWork();
  follow(history, 1_000);
  expect(told(follow(history, 205))).toBe(told(followWork()(history, 205)));
  expect(told(follow(history, 215))).toBe('you 1 at 100, statefulset 1 at 200, kubelet 1 at 210');
  expect(told(follow([...history.slice(0, 3), entry(300, 'kube-scheduler')], 400))).toBe(
    'you 1 at 100, statefulset 1 at 200, kube-scheduler 1 at 300',
  );
});
