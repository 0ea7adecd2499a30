import { describe, expect, it } from 'vitest';
import type { Pod, ReplicaSet } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { rankPods } from '../common/rankPods.ts';
import { countPods } from '../common/replicas.ts';
import { replicasStatus } from '../common/replicasStatus.ts';
import fixture from './fixtures/unit.json' with { type: 'json' };

/** Rows of the real tests' tables, as data. */
const rows = fixture as unknown as {
  readonly status: readonly {
    readonly name: string;
    readonly replicaset: ReplicaSet;
    readonly filteredPods: readonly Pod[];
    readonly expectedReplicaSetStatus: ReplicaSet['status'];
  }[];
  readonly remove: readonly {
    readonly name: string;
    readonly pods: readonly Pod[];
    readonly related: readonly Pod[] | null;
    readonly diff: number;
    readonly expectedPodsToDelete: readonly Pod[];
  }[];
};

describe('replicaset', () => {
  it.each(rows.status.map((row) => [row.name, row] as const))(
    'counts: %s',
    (_name, { replicaset: set, filteredPods, expectedReplicaSetStatus }) => {
      const { observedGeneration: _generation, ...status } = replicasStatus(
        set,
        countPods(set, filteredPods, parseTime('2026-11-21T20:00:00Z')!),
        undefined,
        0,
      );
      expect(status).toEqual(expectedReplicaSetStatus);
    },
  );

  it.each(rows.remove.filter((row) => row.diff > 0).map((row) => [row.name, row] as const))(
    'deletes: %s',
    (_name, { pods, related, diff, expectedPodsToDelete }) => {
      const rank = (pod: Pod) =>
        (related ?? []).filter((it) => it.spec.nodeName === pod.spec.nodeName && it.status.phase === 'Running').length;
      const chosen = rankPods(pods, { wallMs: 0, rank, logarithmic: true }).slice(0, diff);
      expect(chosen.map((pod) => pod.metadata.name).sort()).toEqual(expectedPodsToDelete.map((pod) => pod.metadata.name).sort());
    },
  );
});
