/** upstream: component-helpers scheduling/corev1/nodeaffinity and node/topology; pkg/controller/deployment, replicaset, podautoscaler */
import type { Deployment, Node, Pod, ReplicaSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { createRecorder, recordEvent, type EventRecord } from '#engine/client/recorder.ts';
import { tableOf } from '#engine/controllers/common/testingApi.ts';
import { countPods } from '#engine/controllers/common/replicas.ts';
import { replicasStatus } from '#engine/controllers/common/replicasStatus.ts';
import { withReplicasAnnotations } from '#engine/controllers/deployment/annotations.ts';
import { oldPodsRun } from '#engine/controllers/deployment/recreate.ts';
import { zoneOf } from '#engine/helpers/nodeZone.ts';
import { matchesNode } from '#engine/helpers/nodeFit.ts';
import { nodeAffinity } from '#engine/scheduler/plugins/nodeAffinity.ts';
import { errorText, inputOf, isFields, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';
import { standIn } from './oneLook.ts';
import { cycleFor } from './schedulerRows.ts';
import { typed, typedList } from './worlds.ts';

const selector: Adapter = (row) => {
  const { node, nodeSelector, wantMatch } = inputOf(row);
  if (node === null) return { leftOut: 'nobody asks here without a node' };
  const required = objectAs<{ nodeSelectorTerms?: object[] }>(nodeSelector);
  const affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required.nodeSelectorTerms ?? [] } },
  };
  return { expected: wantMatch, got: matchesNode({ affinity } as unknown as Pod['spec'], typed(node, 'Node') as unknown as Node) };
};

/** The points of preferences, not scaled. */
const preferred: Adapter = (row) => {
  const { node, prefSchedTerms, wantScore, wantErr } = inputOf(row);
  if (node === null || wantErr !== null)
    return { leftOut: 'nobody asks here without a node, or with terms that the server lets nobody write' };
  const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: objectAs(prefSchedTerms) } };
  const cycle = cycleFor({ spec: { containers: [], affinity } } as unknown as Pod, { nodes: [objectAs<Node>(node)] });
  nodeAffinity.preScore?.(cycle, cycle.nodes);
  return { expected: wantScore, got: nodeAffinity.score?.(cycle, cycle.nodes[0]!) };
};

export const nodeSelectors: Adapters = { TestNodeSelectorMatch: selector, TestPreferredSchedulingTermsScore: preferred };

const zoneKey: Adapter = (row) => {
  const { node, zone } = inputOf(row);
  const got = zoneOf(typed(node, 'Node') as unknown as Node);
  return { expected: zone, got: got === ':' ? '' : got.replace(':', ':\u0000:') };
};

export const nodeTopology: Adapters = { Test_GetZoneKey: zoneKey };

const oldPods: Adapter = (row) => {
  const { newRS, oldRSs, podMap, hasOldPodsRunning } = inputOf(row);
  const old = typedList(oldRSs, 'ReplicaSet') as unknown as readonly ReplicaSet[];
  const newSet = newRS === null ? undefined : (typed(newRS, 'ReplicaSet') as unknown as ReplicaSet);
  const pods = isFields(podMap) ? podMap : {};
  const listed = [...old, ...(newSet === undefined ? [] : [newSet])];
  // Pods of sets that the row does not list belong to the deployment, too.
  const others = Object.keys(pods).filter((uid) => listed.every(({ metadata }) => metadata.uid !== uid));
  const sets = [...listed, ...others.map((uid) => ({ metadata: { name: uid, uid } }) as unknown as ReplicaSet)];
  const see = { ownedBy: (_kind: string, uid: string) => typedList(pods[uid], 'Pod') };
  const work = { sets, r: { see } } as unknown as Parameters<typeof oldPodsRun>[0];
  return { expected: hasOldPodsRunning, got: oldPodsRun(work, { newSet, oldSets: old }) };
};

export const recreations: Adapters = { TestOldPodsRunning: oldPods };

/** Whether what the set says of the deployment's size differs from ten, and twenty at most. */
const sizeNotes: Adapter = (row) => {
  const { replicaSet, expected } = inputOf(row);
  const before = typed(replicaSet, 'ReplicaSet').metadata.annotations ?? {};
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 10, maxUnavailable: 1 } };
  const deployment = { metadata: { name: 'd' }, spec: { replicas: 10, strategy } } as unknown as Deployment;
  const after = withReplicasAnnotations(before, deployment);
  return { expected, got: Object.keys(after).some((key) => after[key] !== before[key]) };
};

export const sizeAnnotations: Adapters = { TestReplicasAnnotationsNeedUpdate: sizeNotes };

const failure: Adapter = (row) => {
  const { replicaset, filteredPods, manageReplicasErr, expectedReplicaSetConditions } = inputOf(row);
  const set = typed(replicaset, 'ReplicaSet') as unknown as ReplicaSet;
  const now = Date.UTC(2026, 10, 21, 21);
  const counts = countPods(set, typedList(filteredPods, 'Pod') as unknown as readonly Pod[], now);
  const brief = (list: unknown) =>
    (Array.isArray(list) ? (list as Fields[]) : []).map(({ type, status, reason, message }) => [type, status, reason, message]);
  const made = replicasStatus(set, counts, errorText(manageReplicasErr), now);
  return { expected: brief(expectedReplicaSetConditions), got: brief(made.conditions) };
};

export const replicaFailures: Adapters = { TestCalculateStatusConditions: failure };

/** The last of several events after the ones before it: written anew, or counted. The clock of the test goes on whenever it is asked. */
const correlated: Adapter = (row) => {
  const { previousEvents, newEvent, expectedEvent, intervalSeconds, expectedSkip } = inputOf(row);
  const { r, api, requests } = standIn({ objects: [], wallMs: Date.UTC(2026, 10, 21, 20) });
  const state = createRecorder('kubelet');
  const all = [...(Array.isArray(previousEvents) ? (previousEvents as Fields[]) : []), newEvent as Fields];
  let before = 0;
  all.forEach((event, i) => {
    before = requests.length;
    recordEvent(state, eventOf(event), r.client, { ...r.context, now: i * 2_000 * Number(intervalSeconds) } as typeof r.context);
  });
  if (expectedSkip === true) return { expected: 0, got: requests.length - before };
  const name = requests.at(-1)?.name ?? (requests.at(-1)?.object as unknown as KubeObject | undefined)?.metadata.name ?? '';
  const written = tableOf(api, 'events').get(`my-ns/${name}`) as unknown as Fields | undefined;
  const want = isFields(expectedEvent) ? expectedEvent : {};
  return { expected: [want['count'], want['message']], got: [written?.['count'], written?.['message']] };
};

function eventOf({ involvedObject, type, reason, message }: Fields): EventRecord {
  const { apiVersion, kind, name, namespace, uid, fieldPath } = involvedObject as Readonly<Record<string, string>>;
  const object = { apiVersion, kind, metadata: { name, namespace, uid } } as unknown as KubeObject;
  return {
    object,
    type: type as 'Normal',
    reason: String(reason),
    message: String(message),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

export const recorders: Adapters = { TestEventCorrelator: correlated };
