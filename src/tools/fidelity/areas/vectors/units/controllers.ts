/** upstream: pkg/controller, pkg/controller/replicaset, deployment, deployment/util, statefulset */
import type { Deployment, PersistentVolumeClaim, Pod, PodTemplateSpec, ReplicaSet, StatefulSet } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { comparePods, rankPods } from '#engine/controllers/common/rankPods.ts';
import { countPods } from '#engine/controllers/common/replicas.ts';
import { replicasStatus } from '#engine/controllers/common/replicasStatus.ts';
import { conditionOf } from '#engine/controllers/deployment/conditions.ts';
import { maxUnavailable, newSetReplicas, resolveFenceposts } from '#engine/controllers/deployment/fenceposts.ts';
import { equalIgnoringHash, findNew } from '#engine/controllers/deployment/replicaSets.ts';
import { isComplete, isProgressing, rolloutStatus } from '#engine/controllers/deployment/status.ts';
import { ownersMatch } from '#engine/controllers/statefulset/retention.ts';
import { maxUnavailablePods } from '#engine/controllers/statefulset/rollingUpdate.ts';
import { inputOf, withoutInput, type Adapter, type Adapters } from '../row.ts';
import { rowAs, timesIn } from './objects.ts';
import { rolloutConditions, rolloutSteps, setHistories } from './rollouts.ts';

/** Late enough for everything in the recordings to have been. */
const now = parseTime('2026-11-21T21:00:00Z') ?? 0;

const ranks: Adapter = (row) => {
  interface Side {
    readonly pod: Pod;
    readonly rank: number;
  }
  const { lesser, greater, disableLogarithmicScaleDown, disablePodDeletioncost } = rowAs<
    Record<'lesser' | 'greater', Side | undefined> & Record<string, boolean>
  >(row);
  if (lesser === undefined || greater === undefined) return withoutInput;
  if (disablePodDeletioncost === true)
    return { leftOut: 'pod-deletion-cost cannot be switched off here: the feature gates are those of 1.28' };
  const newest = Math.max(...timesIn(row.in).map((time) => parseTime(time) ?? 0), 0);
  const options = {
    wallMs: newest,
    rank: (pod: Pod) => (pod === lesser.pod ? lesser.rank : greater.rank),
    logarithmic: disableLogarithmicScaleDown !== true,
  };
  return {
    expected: [-1, 1],
    got: [comparePods(lesser.pod, greater.pod, options), comparePods(greater.pod, lesser.pod, options)].map(Math.sign),
  };
};

const setStatus: Adapter = (row) => {
  const {
    replicaset,
    filteredPods = [],
    expectedReplicaSetStatus,
  } = rowAs<{ replicaset: ReplicaSet; filteredPods?: Pod[]; expectedReplicaSetStatus: object }>(row);
  const { observedGeneration: _generation, ...status } = replicasStatus(replicaset, countPods(replicaset, filteredPods, now), undefined, 0);
  return { expected: expectedReplicaSetStatus, got: status };
};

const toDelete: Adapter = (row) => {
  const {
    pods = [],
    related = [],
    diff,
    expectedPodsToDelete = [],
  } = rowAs<{ pods?: Pod[]; related?: Pod[]; diff: number; expectedPodsToDelete?: Pod[] }>(row);
  const rank = (pod: Pod) => related.filter((it) => it.spec.nodeName === pod.spec.nodeName && it.status.phase === 'Running').length;
  const chosen = rankPods(pods, { wallMs: 0, rank, logarithmic: true }).slice(0, diff);
  return { expected: namesOf(expectedPodsToDelete), got: namesOf(chosen) };
};

function namesOf(objects: readonly { readonly metadata: { readonly name: string } }[]): readonly string[] {
  return objects.map(({ metadata }) => metadata.name).toSorted();
}

const newReplicas: Adapter = (row) => {
  const it = rowAs<{ depReplicas: number; newRSReplicas: number; maxSurge: number; strategyType: string; expected: number }>(row);
  const strategy = { type: it.strategyType, rollingUpdate: { maxSurge: it.maxSurge, maxUnavailable: 1 } };
  const deployment = { spec: { replicas: it.depReplicas, strategy } } as unknown as Deployment;
  return { expected: it.expected, got: newSetReplicas(deployment, it.newRSReplicas, it.newRSReplicas) };
};

const fenceposts: Adapter = (row) => {
  const it = rowAs<{
    maxSurge?: string;
    maxUnavailable?: string;
    desired: number;
    expectSurge: number;
    expectUnavailable: number;
    expectError: boolean;
  }>(row);
  const [surge, unavailable] = [it.maxSurge, it.maxUnavailable].map((text) =>
    text !== undefined && /^-?\d+$/.test(text) ? Number(text) : text,
  );
  const got = resolveFenceposts(surge, unavailable, it.desired);
  return { expected: it.expectError ? undefined : { surge: it.expectSurge, unavailable: it.expectUnavailable }, got };
};

const oldSets: Adapter = (row) => {
  const { deployment, rsList = [], expected = [] } = rowAs<{ deployment: Deployment; rsList?: ReplicaSet[]; expected?: ReplicaSet[] }>(row);
  const known = findNew(deployment, rsList);
  return { expected: namesOf(expected), got: namesOf(rsList.filter((set) => set !== known)) };
};

const newSet: Adapter = (row) => {
  const { deployment, rsList = [], expected } = rowAs<{ deployment: Deployment; rsList?: ReplicaSet[]; expected?: ReplicaSet }>(row);
  return { expected: expected?.metadata.name, got: findNew(deployment, rsList)?.metadata.name };
};

const progress: Adapter = (row) => {
  const it = rowAs<{ d: Deployment; allRSs?: ReplicaSet[]; newRS?: ReplicaSet; conditionStatus: string; conditionReason: string }>(row);
  const status = rolloutStatus(it.d, { newSet: it.newRS, oldSets: it.allRSs ?? [] }, parseTime('2017-02-15T18:51:00Z') ?? 0);
  const condition = conditionOf(status, 'Progressing');
  return { expected: [it.conditionStatus, it.conditionReason], got: [condition?.status ?? '', condition?.reason ?? ''] };
};

const claimOwners: Adapter = (row) => {
  const it = rowAs<{
    scaleDownPolicy: string;
    setDeletePolicy: string;
    needsPodRef?: boolean;
    needsSetRef: boolean;
    replicas: number;
    ordinal: number;
  }>(row);
  if (it.needsPodRef === undefined) return withoutInput;
  const policy = { whenScaled: it.scaleDownPolicy, whenDeleted: it.setDeletePolicy };
  const set = {
    metadata: { name: 'set', uid: 's' },
    spec: { replicas: it.replicas, persistentVolumeClaimRetentionPolicy: policy },
  } as unknown as StatefulSet;
  const name = `set-${it.ordinal}`;
  const pod = { metadata: { name, uid: 'p' } } as unknown as Pod;
  const ways = [true, false].flatMap((podRef) => [true, false].map((setRef) => ({ podRef, setRef })));
  const matches = ways.map(({ podRef, setRef }) => {
    const ownerReferences = [...(podRef ? [{ uid: 'p', name }] : []), ...(setRef ? [{ uid: 's', name: 'set' }] : [])];
    return ownersMatch({ metadata: { name: 'c', ownerReferences } } as unknown as PersistentVolumeClaim, set, pod);
  });
  return { expected: ways.map(({ podRef, setRef }) => podRef === it.needsPodRef && setRef === it.needsSetRef), got: matches };
};

const setMaxUnavailable: Adapter = (row) => {
  const { maxUnavailable: most, replicaCount, expectedMaxUnavailable } = inputOf(row);
  return { expected: expectedMaxUnavailable, got: maxUnavailablePods(most as string | number, Number(replicaCount)) };
};

export const controllerUtils: Adapters = { TestSortingActivePodsWithRanks: ranks };

export const replicaSets: Adapters = { TestCalculateStatus: setStatus, TestGetPodsToDelete: toDelete };

export const deploymentUtils: Adapters = {
  ...rolloutConditions,
  TestDeploymentComplete: (row) => {
    const { d, expected } = rowAs<{ d: Deployment; expected: boolean }>(row);
    return { expected, got: isComplete(d, d.status) };
  },
  TestDeploymentProgressing: (row) => {
    const { d, newStatus, expected } = rowAs<{ d: Deployment; newStatus: Deployment['status']; expected: boolean }>(row);
    return { expected, got: isProgressing(d.status, newStatus) };
  },
  TestEqualIgnoreHash: (row) => {
    const { former, latter, expected } = rowAs<{ former: PodTemplateSpec; latter: PodTemplateSpec; expected: boolean }>(row);
    return { expected, got: equalIgnoringHash(former, latter) };
  },
  TestFindOldReplicaSets: oldSets,
  TestFindNewReplicaSet: newSet,
  TestMaxUnavailable: (row) => {
    const { deployment, expected } = rowAs<{ deployment: Deployment; expected: number }>(row);
    return { expected, got: maxUnavailable(deployment) };
  },
  TestNewRSNewReplicas: newReplicas,
  TestResolveFenceposts: fenceposts,
};

export const deployments: Adapters = { ...rolloutSteps, TestSyncRolloutStatus: progress };

export const statefulSets: Adapters = {
  ...setHistories,
  TestClaimOwnerMatchesSetAndPod: claimOwners,
  TestGetStatefulSetMaxUnavailable: setMaxUnavailable,
};
