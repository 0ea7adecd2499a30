import { describe, expect, it } from 'vitest';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { withReplicasAnnotations } from './annotations.ts';
import { cleanUp } from './cleanup.ts';
import { conditionOf } from './conditions.ts';
import fenceposts from './fixtures/fenceposts.json' with { type: 'json' };
import fixture from './fixtures/unit.json' with { type: 'json' };
import { maxSurge, maxUnavailable, newSetReplicas, resolveFenceposts } from './fenceposts.ts';
import { equalIgnoringHash, findNew, sizeOf } from './replicaSets.ts';
import { rollOn } from './rolling.ts';
import { scale } from './scale.ts';
import { isComplete, isProgressing, rolloutStatus } from './status.ts';
import type { Work } from './work.ts';

/** Rows of the real tests' tables, as data. */
const rows = fixture as unknown as {
  readonly scale: readonly ScaleRow[];
  readonly rolloutStatus: readonly StatusRow[];
  readonly complete: readonly { readonly name: string; readonly d: Deployment; readonly expected: boolean }[];
  readonly progressing: readonly {
    readonly name: string;
    readonly d: Deployment;
    readonly newStatus: Deployment['status'];
    readonly expected: boolean;
  }[];
  readonly equal: readonly {
    readonly Name: string;
    readonly former: PodTemplateSpec;
    readonly latter: PodTemplateSpec;
    readonly expected: boolean;
  }[];
  readonly newReplicas: readonly {
    readonly Name: string;
    readonly depReplicas: number;
    readonly newRSReplicas: number;
    readonly maxSurge: number;
    readonly strategyType: string;
    readonly expected: number;
  }[];
  readonly maxUnavailable: readonly { readonly name: string; readonly deployment: Deployment; readonly expected: number }[];
  readonly cleanup: readonly {
    readonly oldRSs: readonly ReplicaSet[];
    readonly revisionHistoryLimit: number;
    readonly expectedDeletedRSs: readonly string[];
  }[];
  readonly shrink: readonly {
    readonly deploymentReplicas: number;
    readonly maxUnavailable: number;
    readonly oldReplicas: number;
    readonly newReplicas: number;
    readonly readyPodsFromOldRS: number;
    readonly readyPodsFromNewRS: number;
    readonly scaleExpected: boolean;
    readonly expectedOldReplicas: number;
  }[];
  readonly old: readonly {
    readonly Name: string;
    readonly deployment: Deployment;
    readonly rsList: readonly ReplicaSet[];
    readonly expected: readonly ReplicaSet[];
  }[];
};

interface ScaleRow {
  readonly name: string;
  readonly deployment: Deployment;
  readonly oldDeployment: Deployment;
  readonly newRS: ReplicaSet | null;
  readonly oldRSs: readonly ReplicaSet[];
  readonly expectedNew: ReplicaSet | null;
  readonly expectedOld: readonly ReplicaSet[];
  readonly desiredReplicasAnnotations: Readonly<Record<string, number>> | null;
}

interface StatusRow {
  readonly name: string;
  readonly d: Deployment;
  readonly allRSs: readonly ReplicaSet[];
  readonly newRS: ReplicaSet | null;
  readonly conditionType: string;
  readonly conditionStatus: string;
  readonly conditionReason: string;
}

/** A server that agrees to everything and remembers sizes and deletions. */
function work(d: Deployment): { readonly work: Work; readonly sizes: Map<string, number>; readonly deleted: string[] } {
  const sizes = new Map<string, number>();
  const deleted: string[] = [];
  const client = {
    update(_kind: string, rs: ReplicaSet) {
      sizes.set(rs.metadata.name, sizeOf(rs));
      return { ok: true, value: rs };
    },
    delete(_kind: string, { name }: { name: string }) {
      deleted.push(name);
      return { ok: true, value: {} };
    },
  };
  return { work: { d, r: { client, event: () => undefined, wallMs: 0 } as unknown as Reconcile, sets: [] }, sizes, deleted };
}

describe('fenceposts', () => {
  it('resolve as the real function does', () => {
    for (const [surge, unavailable, replicas, wantSurge, wantUnavailable, MaxSurge, MaxUnavailable] of fenceposts.cases as [
      string | number,
      string | number,
      number,
      number,
      number,
      number,
      number,
    ][]) {
      const [a, b] = [surge, unavailable].map((text) => (String(text).endsWith('%') ? String(text) : Number(text)));
      expect([surge, unavailable, replicas, resolveFenceposts(a, b, replicas)]).toEqual([
        surge,
        unavailable,
        replicas,
        { surge: wantSurge, unavailable: wantUnavailable },
      ]);
      const d = {
        spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: a, maxUnavailable: b } } },
      } as Deployment;
      expect([maxSurge(d), maxUnavailable(d)]).toEqual([MaxSurge, MaxUnavailable]);
    }
  });

  it.each(rows.maxUnavailable.map((row) => [row.name, row] as const))('%s', (_name, { deployment, expected }) =>
    expect(maxUnavailable(deployment)).toBe(expected),
  );

  it.each(rows.newReplicas.map((row) => [row.Name, row] as const))('%s', (_name, row) => {
    const d = {
      spec: {
        replicas: row.depReplicas,
        strategy: { type: row.strategyType, rollingUpdate: { maxSurge: row.maxSurge, maxUnavailable: 1 } },
      },
    } as Deployment;
    expect(newSetReplicas(d, row.newRSReplicas, row.newRSReplicas)).toBe(row.expected);
  });
});

describe('scaling', () => {
  it.each(rows.scale.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const noted = (rs: ReplicaSet) => {
      const desired = row.desiredReplicasAnnotations?.[rs.metadata.name];
      const before =
        desired === undefined ? row.oldDeployment : { ...row.oldDeployment, spec: { ...row.oldDeployment.spec, replicas: desired } };
      return { ...rs, metadata: { ...rs.metadata, annotations: withReplicasAnnotations({}, before) } };
    };
    const { work: it, sizes } = work(row.deployment);
    const oldSets = row.oldRSs.map(noted);
    expect(scale(it, { newSet: row.newRS === null ? undefined : noted(row.newRS), oldSets })).toBeUndefined();
    const after = (rs: ReplicaSet) => [rs.metadata.name, sizes.get(rs.metadata.name) ?? sizeOf(rs)];
    const want = (rs: ReplicaSet) => [rs.metadata.name, sizeOf(rs)];
    expect(oldSets.map(after)).toEqual(row.expectedOld.map(want));
    if (row.newRS !== null && row.expectedNew !== null) expect(after(row.newRS)).toEqual(want(row.expectedNew));
  });

  it.each(rows.shrink)('shrinks old sets: $expectedOldReplicas of $oldReplicas stay with $readyPodsFromOldRS ready', (row) => {
    const set = (name: string, replicas: number, available: number) =>
      ({
        metadata: { name, creationTimestamp: '' },
        spec: { replicas },
        status: { replicas, availableReplicas: available },
      }) as unknown as ReplicaSet;
    // The real row looks at the way down alone; a surge of 0 leaves nothing to do on the way up.
    const d = {
      spec: {
        replicas: row.deploymentReplicas,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: row.maxUnavailable } },
      },
    } as Deployment;
    const { work: it, sizes } = work(d);
    const rolled = rollOn(it, {
      newSet: set('new', row.newReplicas, row.readyPodsFromNewRS),
      oldSets: [set('old', row.oldReplicas, row.readyPodsFromOldRS)],
    });
    expect(rolled).toEqual({ ok: true, value: row.scaleExpected });
    expect(sizes.get('old')).toBe(row.expectedOldReplicas);
  });
});

describe('status', () => {
  it.each(rows.complete.map((row) => [row.name, row] as const))('%s', (_name, { d, expected }) =>
    expect(isComplete(d, d.status)).toBe(expected),
  );

  it.each(rows.progressing.map((row) => [row.name, row] as const))('%s', (_name, { d, newStatus, expected }) =>
    expect(isProgressing(d.status, newStatus)).toBe(expected),
  );

  it.each(rows.rolloutStatus.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const status = rolloutStatus(row.d, { newSet: row.newRS ?? undefined, oldSets: row.allRSs }, parseTime('2017-02-15T18:51:00Z')!);
    const condition = conditionOf(status, 'Progressing');
    expect([condition?.status ?? '', condition?.reason ?? '']).toEqual([row.conditionStatus, row.conditionReason]);
  });
});

describe('replica sets', () => {
  it.each(rows.equal.map((row) => [row.Name, row] as const))('%s', (_name, { former, latter, expected }) =>
    expect(equalIgnoringHash(former, latter)).toBe(expected),
  );

  it.each(rows.old.map((row) => [row.Name, row] as const))('%s', (_name, { deployment, rsList, expected }) => {
    const known = findNew(deployment, rsList);
    expect(
      rsList
        .filter((rs) => rs !== known)
        .map((rs) => rs.metadata.name)
        .sort(),
    ).toEqual(expected.map((rs) => rs.metadata.name).sort());
  });

  it.each(rows.cleanup)('cleans up: %#', ({ oldRSs, revisionHistoryLimit, expectedDeletedRSs }) => {
    const { work: it, deleted } = work({ spec: { revisionHistoryLimit } } as Deployment);
    cleanUp(it, oldRSs);
    expect(deleted.sort()).toEqual([...(expectedDeletedRSs ?? [])].sort());
  });
});
