/** upstream: pkg/controller/job/job_controller_test.go: whole looks at a Job and its pods. */
import type { Job, Pod } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import type { Request } from '#api/request.ts';
import { job as jobController } from '#engine/controllers/job/job.ts';
import { trackingFinalizer } from '#engine/controllers/job/pods.ts';
import { isFields, inputOf, plain, type Adapter, type Adapters, type Fields } from '../row.ts';
import { rowAs } from './objects.ts';
import { oneLook, refusalBy, type Looked } from './oneLook.ts';

const wallMs = Date.parse('2026-11-21T21:00:00Z');
const longAgo = formatTime(wallMs - 3_600_000);
const selector = { matchLabels: { foo: 'bar' } };
const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'foobar', uid: 'job', controller: true, blockOwnerDeletion: true };

interface JobRow {
  readonly parallelism: number;
  readonly completions: number;
  readonly backoffLimit: number;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly restartPolicy?: string;
}

/** The Job of the tests: a negative parallelism or completions means none given. */
function jobOf(it: JobRow, more: Fields = {}, status: Fields = {}): Job {
  const spec = {
    ...(it.parallelism < 0 ? {} : { parallelism: it.parallelism }),
    ...(it.completions < 0 ? {} : { completions: it.completions }),
    backoffLimit: it.backoffLimit,
    completionMode: it.completionMode === undefined || it.completionMode === '' ? 'NonIndexed' : it.completionMode,
    suspend: it.suspend === true,
    selector,
    template: {
      metadata: { labels: { foo: 'bar' } },
      spec: { restartPolicy: it.restartPolicy ?? 'Never', containers: [{ image: 'foo/bar', name: '' }] },
    },
    ...more,
  };
  const metadata = { name: 'foobar', namespace: 'default', uid: 'job', generation: 1, creationTimestamp: longAgo };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec, status } as unknown as Job;
}

function podsOf(count: number, phase: string, status: Fields = {}): readonly Pod[] {
  return Array.from({ length: count }, (_, i) => podOf(`${phase.toLowerCase()}-${i}`, { phase, ...status }));
}

function podOf(name: string, status: Fields, annotations: Readonly<Record<string, string>> = {}): Pod {
  const metadata = {
    name,
    namespace: 'default',
    uid: name,
    labels: { foo: 'bar', ...annotations },
    annotations,
    creationTimestamp: longAgo,
    finalizers: [trackingFinalizer],
    ownerReferences: [owner],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], nodeName: 'n' }, status } as unknown as Pod;
}

const ended = (exitCode: number) => ({
  containerStatuses: [{ name: 'c', restartCount: 0, state: { terminated: { exitCode, finishedAt: longAgo } } }],
});

interface Around {
  readonly at?: number;
  readonly podError?: unknown;
  /** What the controller remembers of the failures of before. */
  readonly failures?: unknown;
}

function look(job: Job, pods: readonly Pod[], { at = wallMs, podError, failures }: Around = {}): Looked {
  const refuse = ({ resource }: Request) => (resource === 'pods' ? refusalBy(podError) : undefined);
  const memory = isFields(failures) ? { memory: { gate: new Map(), backOff: new Map([['default/foobar', backOffOf(failures)]]) } } : {};
  return oneLook(jobController, 'default/foobar', { objects: [job, ...pods], wallMs: at, refuse, ...memory });
}

function backOffOf({ failuresAfterLastSuccess, lastFailureTime }: Fields) {
  return { failures: Number(failuresAfterLastSuccess), lastFailureMs: Date.parse(String(lastFailureTime)) };
}

const count = ({ asked }: Looked, what: string) => asked.filter((it) => it === what).length;

/** What the Job says after the look: counts, and the condition that the table asks for. */
function told(looked: Looked, type: string | undefined) {
  const { status } = looked.get('Job', 'default/foobar')!;
  const condition = status.conditions?.find((it) => it.type === type);
  return {
    active: status.active ?? 0,
    succeeded: (status.succeeded ?? 0) + (status.uncountedTerminatedPods?.succeeded?.length ?? 0),
    failed: (status.failed ?? 0) + (status.uncountedTerminatedPods?.failed?.length ?? 0),
    reason: type === undefined ? '' : (condition?.reason ?? (condition === undefined ? 'no such condition' : '')),
  };
}

/** Without those that are only noted, as their pods could not be let go. */
function counted(looked: Looked) {
  const { succeeded = 0, failed = 0 } = looked.get('Job', 'default/foobar')!.status;
  return { succeeded, failed };
}

interface Expected {
  readonly expectedActive: number;
  readonly expectedSucceeded: number;
  readonly expectedFailed: number;
  readonly expectedCondition?: string;
  readonly expectedConditionReason?: string;
}

function wanted(it: Expected) {
  return {
    active: it.expectedActive,
    succeeded: it.expectedSucceeded,
    failed: it.expectedFailed,
    reason: it.expectedCondition === undefined ? '' : (it.expectedConditionReason ?? ''),
  };
}

interface SyncRow extends JobRow, Expected {
  readonly activePods: number;
  readonly pendingPods: number;
  readonly readyPods: number;
  readonly succeededPods: number;
  readonly failedPods: number;
  readonly terminatingPods: number;
  readonly podsWithIndexes?: readonly { readonly Index: string; readonly Phase: string }[];
  readonly deleting: boolean;
  readonly wasSuspended: boolean;
  readonly initialStatus?: { readonly active: number; readonly succeed: number; readonly failed: number; readonly startTime?: string };
  readonly podReplacementPolicy?: string;
  readonly expectedTerminating?: number;
  readonly expectedCreations: number;
  readonly expectedDeletions: number;
  readonly expectedCompletedIdxs: string;
  readonly expectedCreatedIndexes?: readonly number[] | Fields;
}

const sync: Adapter = (row) => {
  const input = inputOf(row);
  if (input['podLimit'] !== 0) return { leftOut: 'the row limits how often pods can be made' };
  if (input['fakeExpectationAtCreation'] !== 0) return { leftOut: 'there are no expectations here' };
  const it = rowAs<SyncRow>(row);
  const { initialStatus: first } = it;
  const status =
    first === undefined
      ? {}
      : {
          active: first.active,
          succeeded: first.succeed,
          failed: first.failed,
          ...(first.startTime === undefined ? {} : { startTime: first.startTime }),
        };
  const suspended = it.wasSuspended ? { conditions: [{ type: 'Suspended', status: 'True' }] } : {};
  const policy =
    input['jobPodReplacementPolicy'] === true ? { podReplacementPolicy: it.podReplacementPolicy ?? 'TerminatingOrFailed' } : {};
  const bare = jobOf(it, policy, { ...status, ...suspended });
  const job = it.deleting ? { ...bare, metadata: { ...bare.metadata, deletionTimestamp: longAgo } } : bare;
  const looked = look(job as Job, syncPods(it), {
    podError: input['podControllerError'],
    failures: input['backoffRecord'],
    ...(isFields(input['backoffRecord']) ? { at: Date.parse(String(input['controllerTime'])) } : {}),
  });
  return {
    expected: {
      ...wanted(it),
      creations: it.expectedCreations,
      deletions: it.expectedDeletions,
      indexes: it.expectedCompletedIdxs,
      terminating: it.expectedTerminating ?? 0,
    },
    got: {
      ...told(looked, it.expectedCondition),
      ...(input['podControllerError'] === null ? {} : counted(looked)),
      creations: count(looked, 'create pods'),
      deletions: count(looked, 'delete pods'),
      indexes: looked.get('Job', 'default/foobar')!.status.completedIndexes ?? '',
      terminating: looked.get('Job', 'default/foobar')!.status.terminating ?? 0,
    },
  };
};

function syncPods(it: SyncRow): readonly Pod[] {
  const indexed = (it.podsWithIndexes ?? []).map(({ Index, Phase }, i) =>
    podOf(
      `foobar-${Index}-${i}`,
      { phase: Phase, ...(Phase === 'Failed' ? ended(1) : {}) },
      Index === 'noIndex' || Index === '' ? {} : { 'batch.kubernetes.io/job-completion-index': Index },
    ),
  );
  const leaving = podsOf(it.terminatingPods, 'Running').map((pod, i) => ({
    ...pod,
    metadata: { ...pod.metadata, name: `leaving-${i}`, uid: `leaving-${i}`, deletionTimestamp: longAgo },
  }));
  return [
    ...indexed,
    ...podsOf(it.pendingPods, 'Pending'),
    ...podsOf(it.activePods, 'Running'),
    ...podsOf(it.succeededPods, 'Succeeded', ended(0)),
    ...podsOf(it.failedPods, 'Failed', ended(1)),
    ...(leaving as unknown as readonly Pod[]),
  ];
}

interface DeadlineRow extends JobRow, Expected {
  readonly activeDeadlineSeconds: number;
  readonly startTime: number;
  readonly activePods: number;
  readonly succeededPods: number;
  readonly failedPods: number;
  readonly expectedDeletions: number;
}

/** `startTime` is how many seconds ago the Job began. */
const pastDeadline: Adapter = (row) => {
  const it = rowAs<DeadlineRow>(row);
  const startTime = formatTime(wallMs - it.startTime * 1_000);
  const job = jobOf(it, { activeDeadlineSeconds: it.activeDeadlineSeconds }, { startTime });
  const pods = [
    ...podsOf(it.activePods, 'Running'),
    ...podsOf(it.succeededPods, 'Succeeded', ended(0)),
    ...podsOf(it.failedPods, 'Failed', ended(1)),
  ];
  const looked = look(job, pods);
  return {
    expected: { ...wanted(it), deletions: it.expectedDeletions },
    got: { ...told(looked, it.expectedCondition), deletions: count(looked, 'delete pods') },
  };
};

const onFailure: Adapter = (row) => {
  const it = rowAs<JobRow & Expected & { readonly podPhase: string; readonly restartCounts?: readonly number[] }>(row);
  const pods = (it.restartCounts ?? []).map((restartCount, i) =>
    podOf(`p-${i}`, { phase: it.podPhase, containerStatuses: [{ name: 'c', restartCount, state: {} }] }),
  );
  return { expected: wanted(it), got: told(look(jobOf({ ...it, restartPolicy: 'OnFailure' }), pods), it.expectedCondition) };
};

const onNever: Adapter = (row) => {
  const it = rowAs<JobRow & Expected & { readonly activePodsPhase: string; readonly activePods: number; readonly failedPods: number }>(row);
  const pods = [...podsOf(it.failedPods, 'Failed', ended(1)), ...podsOf(it.activePods, it.activePodsPhase)];
  return { expected: wanted(it), got: told(look(jobOf(it), pods), it.expectedCondition) };
};

interface PolicyRow {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly wantConditions?: readonly Fields[];
  readonly wantStatusActive: number;
  readonly wantStatusFailed: number;
  readonly wantStatusSucceeded: number;
}

const byPolicy: Adapter = (row) => {
  const input = inputOf(row);
  if (input['enableJobPodFailurePolicy'] !== true) return { leftOut: 'the row switches the pod failure policy off' };
  const it = rowAs<PolicyRow>(row);
  const looked = lookAtPolicy(it, it.job.spec);
  const { status } = looked.get('Job', 'default/foobar')!;
  const conditions = conditionsAsked(it.wantConditions, status.conditions);
  return {
    expected: [it.wantStatusActive, it.wantStatusSucceeded, it.wantStatusFailed, conditions.expected],
    got: [status.active ?? 0, status.succeeded ?? 0, status.failed ?? 0, conditions.got],
  };
};

/** The Job with this spec and the pods of a row, looked at when the pods were last changed. */
function lookAtPolicy(it: Pick<PolicyRow, 'job' | 'pods'>, spec: Job['spec']): Looked {
  const job = {
    ...it.job,
    apiVersion: 'batch/v1',
    metadata: { ...it.job.metadata, uid: 'job', generation: 1, creationTimestamp: longAgo },
    spec,
    status: it.job.status ?? {},
  };
  const pods = it.pods.map((pod, i) => ({
    ...podOf(`mypod-${i}`, pod.status as Fields, pod.metadata.annotations),
    metadata: {
      ...podOf(`mypod-${i}`, {}).metadata,
      ...pod.metadata,
      name: `mypod-${i}`,
      namespace: 'default',
      uid: `p${i}`,
      labels: { foo: 'bar' },
      finalizers: [trackingFinalizer],
      ownerReferences: [owner],
    },
  }));
  const times = it.pods.flatMap(({ metadata }) =>
    metadata.deletionTimestamp === undefined ? [] : [parseTime(metadata.deletionTimestamp) ?? 0],
  );
  return look(job as unknown as Job, pods as unknown as readonly Pod[], times.length === 0 ? {} : { at: Math.max(...times) });
}

/** Conditions of the types that a row names. */
function conditionsAsked(wanted: readonly Fields[] = [], found: Job['status']['conditions'] = []) {
  const types = new Set(wanted.map(({ type }) => type));
  const brief = (conditions: readonly Fields[]) => conditions.map(({ type, status, reason, message }) => [type, status, reason, message]);
  return { expected: brief(wanted), got: brief((plain(found) as readonly Fields[]).filter(({ type }) => types.has(type))) };
}

/** The server would have dropped what is behind a gate that the row has off. */
const byIndex: Adapter = (row) => {
  const input = inputOf(row);
  const it = rowAs<PolicyRow & { readonly wantStatus: Job['status'] }>(row);
  const { backoffLimitPerIndex: _limit, maxFailedIndexes: _most, podFailurePolicy: _policy, ...bare } = it.job.spec;
  const { podFailurePolicy, ...ungoverned } = it.job.spec;
  const limited = input['enableJobBackoffLimitPerIndex'] === true ? ungoverned : bare;
  const spec = input['enableJobPodFailurePolicy'] === true && podFailurePolicy !== undefined ? { ...limited, podFailurePolicy } : limited;
  const { status } = lookAtPolicy(it, spec).get('Job', 'default/foobar')!;
  const conditions = conditionsAsked(it.wantStatus.conditions as unknown as readonly Fields[], status.conditions);
  const brief = ({ active = 0, succeeded = 0, failed = 0, completedIndexes = '', failedIndexes }: Job['status']) => [
    active,
    succeeded,
    failed,
    completedIndexes,
    failedIndexes ?? 'none',
  ];
  return { expected: [...brief(it.wantStatus), conditions.expected], got: [...brief(status), conditions.got] };
};

export const jobSyncs: Adapters = {
  TestControllerSyncJob: sync,
  TestSyncJobPastDeadline: pastDeadline,
  TestJobBackoffForOnFailure: onFailure,
  TestJobBackoffOnRestartPolicyNever: onNever,
  TestSyncJobWithJobPodFailurePolicy: byPolicy,
  TestSyncJobWithJobBackoffLimitPerIndex: byIndex,
};
