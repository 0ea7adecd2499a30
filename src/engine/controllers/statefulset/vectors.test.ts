import { describe, expect, it } from 'vitest';
import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '#api/kinds.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import fixture from './fixtures/unit.json' with { type: 'json' };
import { parentAndOrdinal } from './names.ts';
import { ownersMatch, withOwners } from './retention.ts';
import { byRevision, setRevisions } from './revisions.ts';
import { maxUnavailablePods } from './rollingUpdate.ts';

/** Rows of the real tests' tables, as data. */
const rows = fixture as unknown as {
  readonly claimOwners: readonly {
    readonly name: string;
    readonly scaleDownPolicy: string;
    readonly setDeletePolicy: string;
    readonly needsPodRef: boolean;
    readonly needsSetRef: boolean;
    readonly replicas: number;
    readonly ordinal: number;
  }[];
  readonly maxUnavailable: readonly {
    readonly maxUnavailable: string | number;
    readonly replicaCount: number;
    readonly expectedMaxUnavailable: number;
  }[];
  readonly revisions: readonly {
    readonly name: string;
    readonly set: StatefulSet;
    readonly existing: readonly ControllerRevision[] | null;
    readonly expectedCurrent: ControllerRevision;
    readonly expectedUpdate: ControllerRevision;
    readonly expectedCount: number;
  }[];
};

describe('claims', () => {
  it.each(rows.claimOwners.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const set = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'set', uid: 's' },
      spec: {
        replicas: row.replicas,
        persistentVolumeClaimRetentionPolicy: { whenScaled: row.scaleDownPolicy, whenDeleted: row.setDeletePolicy },
      },
    } as unknown as StatefulSet;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: `set-${row.ordinal}`, uid: 'p' } } as unknown as Pod;
    for (const podRef of [true, false]) {
      for (const setRef of [true, false]) {
        const ownerReferences = [
          ...(podRef ? [{ uid: 'p', name: `set-${row.ordinal}` }] : []),
          ...(setRef ? [{ uid: 's', name: 'set' }] : []),
          { uid: 'other', name: 'other' },
        ];
        const claim = { metadata: { name: 'c', ownerReferences } } as unknown as PersistentVolumeClaim;
        expect(ownersMatch(claim, set, pod)).toBe(podRef === row.needsPodRef && setRef === row.needsSetRef);
        const mended = withOwners(claim, set, pod);
        expect(ownersMatch(mended, set, pod)).toBe(true);
        expect(mended.metadata.ownerReferences!.map(({ uid }) => uid)).toContain('other');
      }
    }
  });
});

describe('numbers', () => {
  it.each(rows.maxUnavailable)('maxUnavailable $maxUnavailable of $replicaCount', (row) =>
    expect(maxUnavailablePods(row.maxUnavailable, row.replicaCount)).toBe(row.expectedMaxUnavailable),
  );

  it.each([
    ['web-10', 'web', 10],
    ['a-b-0', 'a-b', 0],
    ['web', '', -1],
    ['web-x', '', -1],
    ['web-', '', -1],
  ] as const)('%s', (name, parent, ordinal) => expect(parentAndOrdinal(name)).toEqual({ parent, ordinal }));
});

describe('revisions', () => {
  it.each(rows.revisions.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const existing = (row.existing ?? []).toSorted(byRevision);
    let count = existing.length;
    const client = {
      create(_kind: string, draft: ControllerRevision) {
        count += 1;
        return { ok: true, value: draft };
      },
      update: (_kind: string, revision: ControllerRevision) => ({ ok: true, value: revision }),
    };
    const got = setRevisions(row.set, existing, { client } as unknown as Reconcile);
    if (!got.ok) throw new Error(got.message);
    const say = (revision: ControllerRevision) => [
      revision.metadata.name,
      revision.metadata.labels?.['controller.kubernetes.io/hash'],
      revision.revision,
    ];
    expect(say(got.value.update)).toEqual(say(row.expectedUpdate));
    expect(say(got.value.current)).toEqual(say(row.expectedCurrent));
    expect(count).toBe(row.expectedCount);
  });
});
