/** upstream: pkg/controller: volume/protectionutil, statefulset, job, namespace/deletion, endpointslicemirroring, podautoscaler, podgc */
import type { EndpointSlice, HorizontalPodAutoscaler, PersistentVolumeClaim, Pod, StatefulSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { isPodAvailable } from '#engine/controllers/common/pods.ts';
import { reuse, type Plan } from '#engine/controllers/common/endpoints/writeSlices.ts';
import { horizontalPodAutoscaler } from '#engine/controllers/horizontalpodautoscaler/horizontalpodautoscaler.ts';
import { parseIndexes } from '#engine/controllers/job/indexes.ts';
import { job } from '#engine/controllers/job/job.ts';
import { describe } from '#engine/controllers/namespace/namespace.ts';
import { podGc } from '#engine/controllers/podgc/podgc.ts';
import { claimIsStale } from '#engine/controllers/statefulset/podControl.ts';
import { withOwners } from '#engine/controllers/statefulset/retention.ts';
import { pvcProtection, pvProtection } from '#engine/controllers/volumeprotection/volumeprotection.ts';
import { parseGoDuration } from '#api/machinery/duration.ts';
import { inputOf, isFields, strings, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';
import { oneLook, standIn } from './oneLook.ts';
import { typed, typedList } from './worlds.ts';

const now = Date.UTC(2026, 10, 21, 21);

/** Whether a look at a volume or a claim gave it its finalizer (1), or took it away (-1). */
function finalizerChange(wanted: 1 | -1): Adapter {
  return (row) => {
    const { obj, finalizer, result } = inputOf(row);
    const object = typed(obj);
    const [controller, key] =
      object.kind === 'PersistentVolume'
        ? [pvProtection, object.metadata.name]
        : [pvcProtection, `${object.metadata.namespace}/${object.metadata.name}`];
    const status = { phase: 'Available' };
    const looked = oneLook(controller, key, { objects: [{ ...object, status }], wallMs: now });
    const has = (it: KubeObject | undefined) => Number(it?.metadata.finalizers?.includes(String(finalizer)) === true);
    const after = looked.get(object.kind as 'PersistentVolume', key);
    const change = (after === undefined ? 0 : has(after)) - has(object);
    return { expected: result === true, got: change === wanted };
  };
}

export const protectionParts: Adapters = {
  TestIsDeletionCandidateLackDeleteTime: finalizerChange(-1),
  TestIsDeletionCandidateLackDeleteTimeAndFinalizer: finalizerChange(-1),
  TestIsDeletionCandidateLackFinalizer: finalizerChange(-1),
  TestIsDeletionCandidateSuccess: finalizerChange(-1),
  TestNeedToAddFinalizerHasDeleteTime: finalizerChange(1),
  TestNeedToAddFinalizerHasDeleteTimeAndFinalizer: finalizerChange(1),
  TestNeedToAddFinalizerHasFinalizer: finalizerChange(1),
  TestNeedToAddFinalizerSuccess: finalizerChange(1),
};

/** The set of the tests: as many templates as a row has claims. */
function claimSet(templates: number, policy: object, replicas = 1): StatefulSet {
  const volumeClaimTemplates = Array.from({ length: templates }, (_, i) => ({ metadata: { name: `claim-${i}` }, spec: {} }));
  const spec = { replicas, selector: { matchLabels: {} }, volumeClaimTemplates, persistentVolumeClaimRetentionPolicy: policy };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'set', namespace: 'default', uid: 'set' },
    spec,
  } as unknown as StatefulSet;
}

function podOf(ordinal: number, uid: string): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: `set-${ordinal}`, namespace: 'default', uid }, spec: {} } as unknown as Pod;
}

const staleClaim: Adapter = (row) => {
  const { claimStates, skipPodUID, expected } = inputOf(row);
  const states = strings(claimStates);
  const pod = podOf(3, skipPodUID === true ? '' : '123');
  const objects = states.flatMap((state, i) => {
    if (state === 'missing') return [];
    const owner = { name: pod.metadata.name, uid: state === 'stale' ? 'stale' : '123', kind: 'Pod', apiVersion: 'v1' };
    const ownerReferences = state === 'exists' ? [] : [owner];
    return [
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: `claim-${i}-set-3`, namespace: 'default', ownerReferences } },
    ];
  });
  const { r } = standIn({ objects, wallMs: now });
  const set = claimSet(states.length, { whenScaled: 'Delete', whenDeleted: 'Retain' });
  return { expected, got: claimIsStale(set, pod, r as unknown as Parameters<typeof claimIsStale>[2]) };
};

/** Whatever owners a claim had before, it comes to the same. */
const claimOwner: Adapter = (row) => {
  const input = inputOf(row);
  if (!('scaleDownPolicy' in input)) return withoutInput;
  const { scaleDownPolicy, setDeletePolicy, condemned, needsPodRef, needsSetRef } = input;
  const set = claimSet(1, { whenScaled: scaleDownPolicy, whenDeleted: setDeletePolicy }, condemned === true ? 1 : 5);
  const pod = podOf(1, 'pod');
  const before = [[], [{ uid: 'set' }], [{ uid: 'pod' }], [{ uid: 'set' }, { uid: 'pod' }]];
  const got = before.map((ownerReferences) => {
    const { metadata } = withOwners({ metadata: { name: 'c', ownerReferences } } as unknown as PersistentVolumeClaim, set, pod);
    const uids = (metadata.ownerReferences ?? []).map(({ uid }) => String(uid));
    return [uids.includes('pod'), uids.includes('set')];
  });
  return { expected: before.map(() => [needsPodRef === true, needsSetRef === true]), got };
};

const availability: Adapter = (row) => {
  const { inputSTS, readyDuration, expectedActiveReplicas } = inputOf(row);
  const since = now + (parseGoDuration(String(readyDuration)) ?? 0);
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(since).toISOString() }];
  const pod = { metadata: {}, status: { phase: 'Running', conditions } } as unknown as Pod;
  const { minReadySeconds = 0 } = (typed(inputSTS, 'StatefulSet') as unknown as StatefulSet).spec;
  return { expected: expectedActiveReplicas, got: Number(isPodAvailable(pod, minReadySeconds, now)) };
};

export const statefulSetParts: Adapters = {
  TestPodClaimIsStale: staleClaim,
  TestUpdateClaimOwnerRefForSetAndPod: claimOwner,
  TestStatefulSetAvailability: availability,
};

const hasIndex: Adapter = (row) => {
  const { index, intervals, wantHas } = inputOf(row);
  const text = (Array.isArray(intervals) ? (intervals as Fields[]) : []).map(({ First, Last }) => `${First}-${Last}`).join(',');
  return { expected: wantHas, got: parseIndexes(text, 1_000).includes(Number(index)) };
};

/** Which pods the job takes as its own, and which of them it adopts with its finalizer. */
const podsOfJob: Adapter = (row) => {
  const { pods, jobDeleted, jobDeletedInCache, wantPods, wantPodsFinalizer } = inputOf(row);
  if (jobDeleted !== jobDeletedInCache) return { leftOut: 'the caches show what the server has' };
  const list = typedList(pods, 'Pod');
  const owner = list.flatMap(({ metadata }) => metadata.ownerReferences ?? []).find(({ name }) => name === 'test_job');
  const leaving = jobDeleted === true ? { deletionTimestamp: '2026-11-21T20:00:00Z' } : {};
  const metadata = { name: 'test_job', namespace: 'default', uid: owner?.uid ?? 'job', ...leaving };
  const spec = {
    selector: { matchLabels: { foo: 'bar' } },
    parallelism: 100,
    completions: 100,
    template: { metadata: { labels: { foo: 'bar' } }, spec: { containers: [] } },
  };
  const object = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec, status: {} };
  const looked = oneLook(job, 'default/test_job', { objects: [object, ...list], wallMs: now });
  const after = list.map((it) => looked.get('Pod', `default/${it.metadata.name}`)!);
  const own = after.filter((it) => it.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) === true);
  const held = own.filter((it) => it.metadata.finalizers?.includes('batch.kubernetes.io/job-tracking') === true);
  const names = (some: readonly KubeObject[]) => some.map((it) => it.metadata.name).toSorted();
  return { expected: [strings(wantPods).toSorted(), strings(wantPodsFinalizer).toSorted()], got: [names(own), names(held)] };
};

export const jobParts: Adapters = { TestIntervalsHaveIndex: hasIndex, TestGetPodsForJob: podsOfJob };

const totals: Adapter = (row) => {
  const { contentTotals, expecteds } = inputOf(row);
  const { gvrToNumRemaining: content, finalizersToNumRemaining: held } = contentTotals as Fields;
  const counts = (value: unknown) => Object.entries(isFields(value) ? value : {}).map(([name, count]) => [name, Number(count)] as const);
  const finalizers = counts(held).map(([name, count]) => Array.from({ length: count }, () => name));
  if (finalizers.length > 0 && counts(content).length === 0) return { leftOut: 'finalizers are only on what is left' };
  let index = 0;
  const left = counts(content).map(([name, count]) => {
    const [, group = '', plural = ''] = /^"?([^/]*)\/[^,]*, Resource=([^"]*)/.exec(name) ?? [];
    const objects = Array.from({ length: count }, () => {
      index += 1;
      return { metadata: { finalizers: finalizers.flatMap((list) => list[index - 1] ?? []) } };
    });
    return { row: { group, plural }, objects };
  });
  const told = describe(left as unknown as Parameters<typeof describe>[0]).filter(({ status }) => status === 'True');
  const wanted = (Array.isArray(expecteds) ? (expecteds as Fields[]) : []).map(({ type, status, reason, message }) => ({
    type,
    status,
    reason,
    message,
  }));
  return { expected: wanted, got: told };
};

export const namespaceParts: Adapters = { TestProcessContentTotals: totals };

/** Which slices that were to go are taken for some that were to come. */
const recycled: Adapter = (row) => {
  const input = inputOf(row);
  if (!isFields(input['startingSlices'])) return withoutInput;
  const owner = { kind: 'Endpoints', metadata: { name: 'e', uid: 'e' } } as unknown as KubeObject;
  const lists = (value: unknown) =>
    ['toCreate', 'toUpdate', 'toDelete'].map(
      (list) => typedList((value as Fields)[list], 'EndpointSlice') as unknown as readonly EndpointSlice[],
    );
  const [create = [], update = [], remove = []] = lists(input['startingSlices']);
  const contentOf = ({ addressType, endpoints }: EndpointSlice) => ({
    family: addressType as 'IPv4',
    ports: [],
    endpoints: endpoints ?? [],
  });
  const own = (slice: EndpointSlice): EndpointSlice => ({
    ...slice,
    metadata: { ...slice.metadata, ownerReferences: [{ kind: 'Endpoints', uid: 'e' }] as never },
  });
  const plan: Plan = {
    create: create.map(contentOf),
    update: update.map((slice) => ({ slice, content: contentOf(slice) })),
    remove: remove.map(own),
  };
  const got = reuse({ owner, reuses: 'first' }, plan);
  const addresses = ({ endpoints = [] }: { readonly endpoints?: readonly { readonly addresses: readonly string[] }[] | null }) =>
    (endpoints ?? []).map((it) => it.addresses);
  const [made = [], changed = [], gone = []] = lists(input['expectedSlices']);
  return {
    expected: [made.map(addresses), changed.map((it) => [it.metadata.name, addresses(it)]), gone.map(({ metadata }) => metadata.name)],
    got: [
      got.create.map(addresses),
      got.update.map((it) => [it.slice.metadata.name, addresses(it.content)]),
      got.remove.map(({ metadata }) => metadata.name),
    ],
  };
};

export const mirrorParts: Adapters = { TestRecycleSlices: recycled };

/** Why an autoscaler has no number of a metric that nobody serves. */
const metricFailure: Adapter = (row) => {
  const target = { apiVersion: 'v1', kind: 'ReplicationController', name: 'rc' };
  const spec = { scaleTargetRef: target, minReplicas: 10, maxReplicas: 100, metrics: row.in };
  const hpa = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'hpa', namespace: 'default' },
    spec,
    status: {},
  };
  const looked = oneLook(horizontalPodAutoscaler, 'default/hpa', {
    objects: [hpa as unknown as HorizontalPodAutoscaler],
    wallMs: now,
    answer: ({ subresource }) =>
      subresource === 'scale'
        ? {
            kind: 'Scale',
            metadata: { name: 'rc', namespace: 'default' },
            spec: { replicas: 10 },
            status: { replicas: 10, selector: 'name=rc' },
          }
        : undefined,
  });
  const conditions = looked.get('HorizontalPodAutoscaler', 'default/hpa')?.status?.conditions ?? [];
  const active = conditions.find(({ type }) => type === 'ScalingActive');
  return { expected: ['False', row.key], got: [active?.status, active?.reason] };
};

export const autoscalerParts: Adapters = { TestConditionFailedGetMetrics: metricFailure };

const patchedFirst: Adapter = (row) => {
  const { pod, expectedPatchedPod, expectedDeleteAction } = inputOf(row);
  const looked = oneLook(podGc, '*collect', { objects: [typed(pod, 'Pod')], wallMs: now });
  const patch = looked.requests.find(({ verb }) => verb === 'patch');
  if (patch === undefined) return { leftOut: 'a node is seen to be gone only after a while, which is compared in TestGCOrphaned' };
  const name = (expectedDeleteAction as Fields)['Name'];
  return {
    expected: [name, (expectedPatchedPod as Fields)['status']],
    got: [looked.requests.find(({ verb }) => verb === 'delete')?.name, looked.get('Pod', 'default/testPod')?.status],
  };
};

export const podGcParts: Adapters = { TestGCInspectingPatchedPodBeforeDeletion: patchedFirst };
