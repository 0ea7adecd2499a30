import { describe, expect, it } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import fixture from './fixtures/ranks.json' with { type: 'json' };
import { comparePods, magnitude, rankPods } from './rankPods.ts';
import { slowStart } from './slowStart.ts';
import { pods } from './testingKubelet.ts';

interface Pair {
  readonly lesser: { readonly pod: Pod; readonly rank: number };
  readonly greater: { readonly pod: Pod; readonly rank: number };
  readonly disableLogarithmicScaleDown: boolean;
  readonly disablePodDeletioncost: boolean;
}

/** Rows of the real test's table that name two pods; pod-deletion-cost cannot be switched off here. */
const pairs = (fixture.ranks as unknown as readonly Partial<Pair>[]).filter(
  (row): row is Pair => row.lesser !== undefined && row.disablePodDeletioncost !== true,
);

describe('the order in which pods are deleted', () => {
  it('has rows to check', () => expect(pairs.length).toBeGreaterThan(2));

  it.each(pairs.map((row) => [`${row.lesser.pod.metadata.name} before ${row.greater.pod.metadata.name}`, row] as const))(
    '%s',
    (_name, { lesser, greater, disableLogarithmicScaleDown }) => {
      const rank = (pod: Pod) => (pod === lesser.pod ? lesser.rank : greater.rank);
      const options = { wallMs: parseTime('2026-11-21T19:58:35Z')!, rank, logarithmic: !disableLogarithmicScaleDown };
      expect(comparePods(lesser.pod, greater.pod, options)).toBeLessThan(0);
      expect(comparePods(greater.pod, lesser.pod, options)).toBeGreaterThan(0);
    },
  );

  it('puts unassigned, pending, unready, doubled-up and restarted pods first', () => {
    const mixed = pods(
      'good Running ready n1',
      'restarted Running ready n1 restarts=3',
      'doubled Running ready n2',
      'unready Running n1',
      'pending Pending n1',
      'unassigned Pending -',
    );
    const rank = (pod: Pod) => (pod.spec.nodeName === 'n2' ? 2 : 1);
    expect(rankPods(mixed, { wallMs: 0, rank }).map((pod) => pod.metadata.name)).toEqual([
      'unassigned',
      'pending',
      'unready',
      'doubled',
      'restarted',
      'good',
    ]);
  });

  it('takes the whole part of the binary logarithm of nanoseconds', () => {
    expect([0, -5, 1, 1000, 86_400_000].map(magnitude)).toEqual([-1, -1, 19, 29, 46]);
  });
});

describe('slow start', () => {
  /** upstream: TestSlowStartBatch: how many calls are made when all after `limit` calls fail. */
  it.each([
    [10, 0, 1],
    [10, 3, 7],
    [10, 5, 7],
    [10, 8, 10],
    [10, 20, 10],
  ])('of %i with %i that succeed makes %i calls', (count, limit, calls) => {
    let made = 0;
    slowStart(count, () => ((made += 1) > limit ? 'no' : undefined));
    expect(made).toBe(calls);
  });

  it('does each once, in order', () => {
    const done: number[] = [];
    expect(slowStart(12, (index) => void done.push(index), 4)).toBeUndefined();
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
