import { expect, test } from 'vitest';
import rows from './fixtures/planner.json' with { type: 'json' };
import { planReplicas, type Plan, type Preferences, type Situation } from './planner.ts';

/** Rows of the real planner's tests, as data. */
interface Row extends Omit<Situation, 'key'>, Plan {
  readonly rebalance: boolean;
  readonly preferences: Preferences['clusters'];
}

test.each((rows as unknown as readonly Row[]).map((row, i) => [i, row] as const))(
  'row %i',
  (_i, { preferences, rebalance, plan, overflow, ...situation }) => {
    expect(planReplicas({ rebalance, clusters: preferences }, { ...situation, key: '' })).toEqual({ plan, overflow });
  },
);
