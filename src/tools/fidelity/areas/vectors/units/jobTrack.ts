/** upstream: pkg/controller/job/job_controller_test.go: how finished pods are noted, let go and counted. */
import type { Job, Pod } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import type { Condition } from '#engine/controllers/job/conditions.ts';
import { isPodActive } from '#engine/controllers/common/pods.ts';
import { parseIndexes } from '#engine/controllers/job/indexes.ts';
import { failedIndexes, heldPods, isPerIndex, noneHeld } from '#engine/controllers/job/perIndex.ts';
import { track } from '#engine/controllers/job/track.ts';
import { errorText, inputOf, plain, type Adapter, type Adapters, type Fields } from '../row.ts';
import { isBeingDeleted } from './jobParts.ts';
import { rowAs } from './objects.ts';
import { refusalBy, standIn } from './oneLook.ts';

interface Input {
  readonly job: Job;
  readonly pods?: readonly Pod[];
  readonly finishedCond?: Condition;
  readonly wantRmFinalizers: number;
  readonly wantStatusUpdates?: readonly Job['status'][];
}

const tracked: Adapter = (row) => {
  const input = inputOf(row);
  if (input['expectedRmFinalizers'] !== null) return { leftOut: 'there are no expectations here' };
  const it = rowAs<Input>(row);
  const stored = jobOf(it.job, isBeingDeleted(input['job']));
  const raw = inputOf(row)['pods'];
  const pods = (it.pods ?? []).map((pod, i) => podOf(pod, i, isBeingDeleted(Array.isArray(raw) ? raw[i] : undefined)));
  const refuse = (request: Request) => refusalBy(request.resource === 'pods' ? input['podControlErr'] : input['statusUpdateErr']);
  const { r, asked } = standIn({ objects: [stored, ...pods], wallMs: Date.parse('2026-11-21T21:00:00Z'), refuse });
  const updates: unknown[] = [];
  const client: typeof r.client = {
    ...r.client,
    updateStatus: (kind, object) => {
      updates.push(plain((object as unknown as Job).status));
      return r.client.updateStatus(kind, object);
    },
  };
  const done = track(stored, stored, { pods, finished: it.finishedCond, ...indexesOf(stored, pods) }, { client, wallMs: r.wallMs });
  const expected = (it.wantStatusUpdates ?? []).map((status) => brief(plain(status) as Fields));
  return {
    expected: [expected, it.wantRmFinalizers, errorText(input['wantErr'])],
    got: [updates.map((status) => brief(status as Fields)), asked.filter((what) => what === 'patch pods').length, done.error],
  };
};

const longAgo = '0001-01-01T00:00:00Z';

function jobOf({ spec, status }: Job, leaving: boolean): Job {
  const metadata = { name: 'j', namespace: 'n', uid: 'j', ...(leaving ? { deletionTimestamp: longAgo } : {}) };
  const counted = { ...status, uncountedTerminatedPods: status?.uncountedTerminatedPods ?? {} };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec, status: counted } as unknown as Job;
}

function podOf(pod: Pod, i: number, leaving: boolean): Pod {
  const metadata = { ...pod.metadata, name: `p${i}`, namespace: 'n', ...(leaving ? { deletionTimestamp: longAgo } : {}) };
  return { ...pod, apiVersion: 'v1', kind: 'Pod', metadata } as unknown as Pod;
}

function indexesOf(job: Job, pods: readonly Pod[]) {
  if (!isPerIndex(job)) return { held: noneHeld, failedIndexes: undefined };
  const failed = failedIndexes(job, pods);
  const succeeded = parseIndexes(job.status.completedIndexes, job.spec.completions ?? 0);
  return { failedIndexes: failed, held: heldPods(job, pods, { active: pods.filter(isPodActive), succeeded, failed }) };
}

/** Without the times of conditions, which the test does not compare. */
function brief(status: Fields): Fields {
  const conditions = (status['conditions'] ?? []) as readonly Fields[];
  const timeless = conditions.map(({ lastProbeTime: _probe, lastTransitionTime: _at, ...rest }) => rest);
  return { ...status, conditions: timeless, completionTime: null };
}

export const jobTrack: Adapters = { TestTrackJobStatusAndRemoveFinalizers: tracked };
