/** upstream: pkg/controller/deployment (sync.go, rolling.go), deployment/util, history, statefulset: steps of a rollout */
import type { ControllerRevision, Deployment, ReplicaSet, StatefulSet } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { cleanUp } from '#engine/controllers/deployment/cleanup.ts';
import { conditionOf, withCondition, withoutCondition, type DeploymentStatus } from '#engine/controllers/deployment/conditions.ts';
import { sizeOf, totalSize, totalStatus } from '#engine/controllers/deployment/replicaSets.ts';
import { isRollingUpdate, maxUnavailable, wanted } from '#engine/controllers/deployment/fenceposts.ts';
import { dropHealthy, dropUnhealthy, rollOn } from '#engine/controllers/deployment/rolling.ts';
import { scale } from '#engine/controllers/deployment/scale.ts';
import type { Rollout } from '#engine/controllers/deployment/status.ts';
import { byRevision, listRevisions, setRevisions } from '#engine/controllers/statefulset/revisions.ts';
import { tableOf } from '#engine/controllers/common/testingApi.ts';
import { inputOf, isFields, type Adapter, type Adapters } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';
import { standIn } from './oneLook.ts';

const wallMs = Date.parse('2026-11-21T21:00:00Z');

function replicaSet(rs: ReplicaSet): ReplicaSet {
  const { name, creationTimestamp = '' } = rs.metadata as { readonly name: string; readonly creationTimestamp?: string };
  const metadata = { ...rs.metadata, creationTimestamp, namespace: 'default', uid: name } as unknown as ReplicaSet['metadata'];
  return { ...rs, apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, status: rs.status ?? { replicas: 0 } };
}

function sized(name: string, replicas: number, available = 0): ReplicaSet {
  return replicaSet({
    metadata: { name },
    spec: { replicas },
    status: { replicas, availableReplicas: available },
  } as unknown as ReplicaSet);
}

function deploymentOf(replicas: number, rollingUpdate: object, more: object = {}): Deployment {
  const spec = { replicas, strategy: { type: 'RollingUpdate', rollingUpdate }, selector: {}, template: {}, ...more };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'foo', namespace: 'default', uid: 'd' },
    spec,
    status: {},
  } as unknown as Deployment;
}

/** Lets a step work on the sets; answers them as the server has them then, and what was asked of it. */
function step(d: Deployment, { newSet, oldSets }: Rollout, does: (work: Parameters<typeof scale>[0], rollout: Rollout) => unknown) {
  const all = [...oldSets, ...(newSet === undefined ? [] : [newSet])];
  const { r, api, asked } = standIn({ objects: all, wallMs });
  const result = does({ d, r, sets: all }, { newSet, oldSets });
  const sets = [...tableOf(api, 'replicasets').values()] as unknown as readonly ReplicaSet[];
  return {
    result,
    asked,
    size: (name: string) => sizeOf(sets.find(({ metadata }) => metadata.name === name)),
    names: sets.map(({ metadata }) => metadata.name),
  };
}

const scales: Adapter = (row) => {
  interface Input {
    readonly deployment: Deployment;
    readonly oldDeployment: Deployment;
    readonly newRS?: ReplicaSet;
    readonly oldRSs?: ReplicaSet[];
    readonly expectedNew?: ReplicaSet;
    readonly expectedOld?: ReplicaSet[];
    readonly desiredReplicasAnnotations?: Readonly<Record<string, number>>;
  }
  const it = rowAs<Input>(row);
  const surge = Number((it.oldDeployment.spec.strategy?.rollingUpdate as { maxSurge?: number } | undefined)?.maxSurge ?? 0);
  const noted = (rs: ReplicaSet) => {
    const desired = it.desiredReplicasAnnotations?.[rs.metadata.name] ?? it.oldDeployment.spec.replicas ?? 1;
    const annotations = {
      'deployment.kubernetes.io/desired-replicas': String(desired),
      'deployment.kubernetes.io/max-replicas': String(desired + surge),
    };
    return replicaSet({ ...rs, metadata: { ...rs.metadata, annotations } });
  };
  const newSet = it.newRS === undefined ? undefined : noted(it.newRS);
  const done = step(it.deployment, { newSet, oldSets: (it.oldRSs ?? []).map(noted) }, scale);
  const wanted = [...(it.expectedNew === undefined ? [] : [it.expectedNew]), ...(it.expectedOld ?? [])];
  return {
    expected: wanted.map((rs) => [rs.metadata.name, sizeOf(rs)]),
    got: wanted.map(({ metadata: { name } }) => [name, done.size(name)]),
  };
};

const cleaned: Adapter = (row) => {
  const it = rowAs<{ oldRSs?: ReplicaSet[]; revisionHistoryLimit: number; expectedDeletions?: number; expectedDeletedRSs?: string[] }>(row);
  const d = deploymentOf(1, {}, { revisionHistoryLimit: it.revisionHistoryLimit });
  const oldSets = (it.oldRSs ?? []).map(replicaSet);
  const done = step(d, { newSet: undefined, oldSets }, (work) => cleanUp(work, oldSets));
  const gone = oldSets.map(({ metadata }) => metadata.name).filter((name) => !done.names.includes(name));
  return 'expectedDeletions' in inputOf(row)
    ? { expected: it.expectedDeletions ?? 0, got: gone.length }
    : { expected: (it.expectedDeletedRSs ?? []).toSorted(), got: gone.toSorted() };
};

const grown: Adapter = (row) => {
  const it = rowAs<{
    deploymentReplicas: number;
    maxSurge: number;
    oldReplicas: number;
    newReplicas: number;
    scaleExpected: boolean;
    expectedNewReplicas: number;
  }>(row);
  const rollout = { newSet: sized('foo-v2', it.newReplicas), oldSets: [sized('foo-v1', it.oldReplicas)] };
  const done = step(deploymentOf(it.deploymentReplicas, { maxSurge: it.maxSurge, maxUnavailable: 0 }), rollout, rollOn);
  const size = done.size('foo-v2');
  return { expected: it.scaleExpected ? it.expectedNewReplicas : it.newReplicas, got: size };
};

const shrunk: Adapter = (row) => {
  interface Input {
    readonly deploymentReplicas: number;
    readonly maxUnavailable: number;
    readonly oldReplicas: number;
    readonly newReplicas: number;
    readonly readyPodsFromOldRS: number;
    readonly readyPodsFromNewRS: number;
    readonly expectedOldReplicas: number;
  }
  const it = rowAs<Input>(row);
  const oldSets = [sized('foo-old', it.oldReplicas, it.readyPodsFromOldRS)];
  // A new set that is full leaves nothing to do but to take old pods away.
  const newSet = sized('foo-new', it.newReplicas, it.readyPodsFromNewRS);
  const d = deploymentOf(it.deploymentReplicas, { maxSurge: 0, maxUnavailable: it.maxUnavailable });
  const done = step(d, { newSet, oldSets }, rollOn);
  return { expected: it.expectedOldReplicas, got: done.size('foo-old') };
};

const cleanedOfUnhealthy: Adapter = (row) => {
  const it = rowAs<{ oldReplicas: number; readyPods: number; maxCleanupCount: number; cleanupCountExpected: number }>(row);
  const oldSets = [sized('foo-v1', it.oldReplicas, it.readyPods)];
  const d = deploymentOf(10, { maxSurge: 1, maxUnavailable: 1 });
  const done = step(d, { newSet: undefined, oldSets }, (work) => dropUnhealthy(work, oldSets, it.maxCleanupCount));
  return { expected: it.oldReplicas - it.cleanupCountExpected, got: done.size('foo-v1') };
};

const scaledDown: Adapter = (row) => {
  const it = rowAs<{
    deploymentReplicas: number;
    maxUnavailable: number;
    oldReplicas: number;
    readyPods: number;
    scaleExpected: boolean;
    expectedOldReplicas: number;
  }>(row);
  const oldSets = [sized('foo-v2', it.oldReplicas, it.readyPods)];
  const d = deploymentOf(it.deploymentReplicas, { maxSurge: 0, maxUnavailable: it.maxUnavailable });
  const mayGo = totalStatus(oldSets, 'availableReplicas') - (wanted(d) - maxUnavailable(d));
  const done = step(d, { newSet: undefined, oldSets }, (work) => dropHealthy(work, oldSets, mayGo));
  return { expected: it.scaleExpected ? it.expectedOldReplicas : it.oldReplicas, got: done.size('foo-v2') };
};

/** What a rolling update keeps; another keeps nothing. */
const keptAvailable: Adapter = (row) => {
  const { deployment: d, expected = 0 } = rowAs<{ deployment: Deployment; expected?: number }>(row);
  return { expected, got: isRollingUpdate(d) ? wanted(d) - maxUnavailable(d) : 0 };
};

const setCondition: Adapter = (row) => {
  const { status, cond, expectedStatus } = rowAs<{
    status: DeploymentStatus;
    cond: Parameters<typeof withCondition>[1];
    expectedStatus: object;
  }>(row);
  return { expected: expectedStatus, got: withCondition(status, cond) };
};

const removeCondition: Adapter = (row) => {
  const { status, condType, expectedStatus } = rowAs<{
    status: DeploymentStatus;
    condType: Parameters<typeof withoutCondition>[1];
    expectedStatus: object;
  }>(row);
  return { expected: expectedStatus, got: withoutCondition(status, condType) };
};

const getCondition: Adapter = (row) => {
  const { status, condType, expected } = rowAs<{
    status: DeploymentStatus;
    condType: Parameters<typeof conditionOf>[1];
    expected: boolean;
  }>(row);
  return { expected, got: conditionOf(status, condType) !== undefined };
};

const counted: Adapter = (row) => {
  const { sets = [], expectedCount, expectedActual } = rowAs<{ sets?: ReplicaSet[]; expectedCount: number; expectedActual: number }>(row);
  return { expected: [expectedCount, expectedActual], got: [totalSize(sets), totalStatus(sets, 'replicas')] };
};

function names(list: readonly ControllerRevision[]): readonly string[] {
  return list.map(({ metadata }) => metadata.name);
}

const sorted: Adapter = (row) => {
  const { revisions = [], want = [] } = rowAs<{ revisions?: ControllerRevision[]; want?: string[] }>(row);
  if (want.length !== revisions.length) return { leftOut: 'the row tells its list before one was added to it' };
  return { expected: want, got: names(revisions.map(revisionOf).toSorted(byRevision)) };
};

const foundEqual: Adapter = (row) => {
  const {
    revision,
    revisions = [],
    want = {},
  } = rowAs<{ revision: ControllerRevision; revisions?: ControllerRevision[]; want?: object }>(row);
  const found = revisions.filter((it) => equalJson(it.data, revision.data));
  return { expected: Object.keys(want).toSorted(), got: names(found).toSorted() };
};

function revisionOf(given: ControllerRevision): ControllerRevision {
  return {
    ...given,
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { ...given.metadata, creationTimestamp: given.metadata.creationTimestamp ?? '' },
  };
}

interface RevisionsRow {
  readonly set: StatefulSet;
  readonly expectedCount: number;
  readonly expectedCurrent: ControllerRevision;
  readonly expectedUpdate: ControllerRevision;
}

const revisionsOfSet: Adapter = (row) => {
  const it = rowAs<RevisionsRow>(row);
  // Data of a revision is compared to the byte: nulls count.
  const raw = inputOf(row)['existing'];
  const existing = (Array.isArray(raw) ? raw : []).map((given) => revisionOf(given as ControllerRevision));
  const { r, api } = standIn({ objects: existing, wallMs });
  const made = setRevisions(it.set, existing.toSorted(byRevision), r);
  const brief = ({ metadata, revision }: ControllerRevision) => [metadata.name, revision];
  return {
    expected: [it.expectedCount, brief(it.expectedCurrent), brief(it.expectedUpdate)],
    got: made.ok ? [tableOf(api, 'controllerrevisions').size, brief(made.value.current), brief(made.value.update)] : made.message,
  };
};

export const rolloutSteps: Adapters = {
  TestScale: scales,
  TestDeploymentController_cleanupDeployment: cleaned,
  TestDeploymentController_cleanupDeploymentOrder: cleaned,
  TestDeploymentController_cleanupUnhealthyReplicas: cleanedOfUnhealthy,
  TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate: scaledDown,
  TestDeploymentController_reconcileNewReplicaSet: grown,
  TestDeploymentController_reconcileOldReplicaSets: shrunk,
};

export const rolloutConditions: Adapters = {
  TestMinAvailable: keptAvailable,
  TestSetCondition: setCondition,
  TestRemoveCondition: removeCondition,
  TestGetCondition: getCondition,
  TestGetReplicaCountForReplicaSets: counted,
};

/** A set's revisions: its own and nobody's, with its labels. */
const listed: Adapter = (row) => {
  const { parent, selector, revisions, want } = inputOf(row);
  const [, key = '', value = ''] = /^(\S+) in \((.*)\)$/.exec(String(selector)) ?? [];
  const matchExpressions = [{ key, operator: 'In', values: value.split(',') }];
  const set = { metadata: objectAs<object>(parent), spec: { selector: { matchExpressions } } } as unknown as StatefulSet;
  const objects = (Array.isArray(revisions) ? revisions : []).map((it) => revisionOf(it as ControllerRevision));
  const { r } = standIn({ objects, wallMs });
  return { expected: Object.keys(isFields(want) ? want : {}), got: [...new Set(names(listRevisions(set, r)))] };
};

export const histories: Adapters = {
  TestRealHistory_ListControllerRevisions: listed,
  TestFakeHistory_ListControllerRevisions: listed,
  TestSortControllerRevisions: sorted,
  TestFindEqualRevisions: foundEqual,
};

export const setHistories: Adapters = { TestStatefulSetControl_getSetRevisions: revisionsOfSet };
