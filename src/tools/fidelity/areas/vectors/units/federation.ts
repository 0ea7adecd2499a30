/** How a federation spreads replicas. */
import { planReplicas, type ClusterPreference } from '#engine/federation/planner.ts';
import type { Answer } from '../../verdicts.ts';
import type { Fields } from '../row.ts';

interface Case {
  readonly actualPlan: Counts;
  readonly actualOverflow: Counts;
  readonly capacity: Counts | null;
  readonly clusters: readonly string[];
  readonly existing: Counts | null;
  readonly preferences: Readonly<
    Record<string, { readonly MinReplicas: number; readonly MaxReplicas: number | null; readonly Weight: number }>
  > | null;
  readonly rebalance: boolean;
  readonly replicas: number;
}

type Counts = Readonly<Record<string, number>>;

export function federationPlan(row: Fields): Answer {
  const it = row as unknown as Case;
  const clusters = Object.entries(it.preferences ?? {}).map(
    ([name, { MinReplicas, MaxReplicas, Weight }]): readonly [string, ClusterPreference] => [
      name,
      { minReplicas: MinReplicas, ...(MaxReplicas === null ? {} : { maxReplicas: MaxReplicas }), weight: Weight },
    ],
  );
  const preferences = { rebalance: it.rebalance, clusters: Object.fromEntries(clusters) };
  const situation = { replicas: it.replicas, clusters: it.clusters, current: it.existing ?? {}, capacity: it.capacity ?? {}, key: '' };
  const { plan, overflow } = planReplicas(preferences, situation);
  return { expected: { plan: it.actualPlan, overflow: it.actualOverflow }, got: { plan, overflow } };
}
