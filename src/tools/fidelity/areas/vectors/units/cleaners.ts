/** upstream: pkg/controller/podgc, nodelifecycle, nodelifecycle/scheduler, ttlafterfinished: who takes pods and jobs away. */
import type { Job, Node, Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { podGc, surplus } from '#engine/controllers/podgc/podgc.ts';
import { disruption } from '#engine/controllers/disruption/disruption.ts';
import { nodeLifecycle } from '#engine/controllers/nodelifecycle/nodelifecycle.ts';
import { taintEviction } from '#engine/controllers/nodelifecycle/taintEviction.ts';
import { zonesOf } from '#engine/controllers/nodelifecycle/zones.ts';
import { timeLeftMs } from '#engine/controllers/ttlafterfinished/ttlafterfinished.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, isFields, outputOf, strings, type Adapters, type Fields, type Row } from '../row.ts';
import { rowAs } from './objects.ts';
import { oneLook } from './oneLook.ts';
import { millis } from './jobParts.ts';
import { clusterWith, leavingPods, typed, typedList } from './worlds.ts';

const now = Date.UTC(2026, 10, 21, 21);

/** Pods that a row describes by name, phase and place, one made after the other. */
function sketched(row: Row): readonly KubeObject[] {
  const pods = inputOf(row)['pods'];
  return (Array.isArray(pods) ? pods : []).map((it: Fields, i) => {
    const metadata = {
      name: String(it['name']),
      namespace: 'default',
      uid: String(it['name']),
      creationTimestamp: `2026-01-01T00:00:${String(i).padStart(2, '0')}Z`,
    };
    const spec = { containers: [], ...(it['nodeName'] ? { nodeName: it['nodeName'] } : {}) };
    const status = { phase: it['phase'], ...(it['reason'] ? { reason: it['reason'] } : {}) };
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status } as unknown as KubeObject;
  });
}

function collectsTerminated(row: Row): Answer {
  const { threshold, deletedPodNames } = inputOf(row);
  const chosen = surplus(sketched(row) as unknown as readonly Pod[], Number(threshold));
  return { expected: strings(deletedPodNames).toSorted(), got: chosen.map(({ metadata }) => metadata.name).toSorted() };
}

function collectsOrphans(row: Row): Answer {
  const input = inputOf(row);
  const pods = typedList(input['pods'], 'Pod');
  const [seen, asked] = [typedList(input['initialInformerNodes'], 'Node'), typedList(input['initialClientNodes'], 'Node')];
  if (asked.length > 0) return { leftOut: 'the caches show what the server has: nodes that only one of them knows do not exist here' };
  const cluster = clusterWith([podGc], [...pods, ...seen]);
  cluster.run(25_000);
  for (const node of typedList(input['addedInformerNodes'], 'Node')) cluster.put(node);
  for (const { metadata } of typedList(input['deletedInformerNodes'], 'Node')) cluster.remove('Node', metadata.name);
  cluster.run(100_000);
  return { expected: strings(input['deletedPodNames']).toSorted(), got: leavingPods(cluster, pods) };
}

/** What one look of the collector deletes and patches among pods that are all on their way out. */
function collectsLeaving(row: Row): Answer {
  const { deletedPodNames, patchedPodNames, enablePodDisruptionConditions } = inputOf(row);
  const places = new Set(sketched(row).map((pod) => (pod as unknown as Pod).spec.nodeName === undefined));
  if (places.size > 1) return { leftOut: 'some pods are not on their way out: JSON shows no time and the zero time alike' };
  const pods = sketched(row).map(
    (pod) => ({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-02T00:00:00Z' } }) as unknown as KubeObject,
  );
  const looked = oneLook(podGc, '*collect', { objects: pods, wallMs: now });
  const names = (verb: string) =>
    looked.requests
      .filter((it) => it.verb === verb)
      .map((it) => it.name ?? '')
      .toSorted();
  return {
    expected: [strings(deletedPodNames).toSorted(), enablePodDisruptionConditions === true ? strings(patchedPodNames).toSorted() : 'off'],
    got: [names('delete'), enablePodDisruptionConditions === true ? names('patch') : 'off'],
  };
}

export const podGcs: Adapters = {
  TestGCTerminated: collectsTerminated,
  TestGCOrphaned: collectsOrphans,
  TestGCUnscheduledTerminating: collectsLeaving,
};

const taintedNode = (name: string, taints: unknown): KubeObject => typed({ metadata: { name }, spec: { taints } }, 'Node');

/** Which pods go within the time that the test waits, by the taints of their nodes. */
function evicts(row: Row): Answer {
  const input = inputOf(row);
  const nodes = Object.entries(isFields(input['taintedNodes']) ? input['taintedNodes'] : {}).map(([name, taints]) =>
    taintedNode(name, taints),
  );
  const first = input['oldNode'] ?? input['node'];
  const given = [...typedList(input['pods'], 'Pod'), ...present(input['pod']), ...present(input['prevPod'])];
  const cluster = clusterWith([taintEviction], [...nodes, ...(first === undefined ? [] : [typed(first, 'Node')]), ...given]);
  cluster.run(100);
  for (const pod of present(input['newPod'])) cluster.put({ ...cluster.get('Pod', pod.metadata.name), ...pod });
  if (input['newNode'] !== undefined) cluster.put(typed(input['newNode'], 'Node'));
  cluster.run(500 + millis(String(input['additionalSleep'] ?? '0s')) + (input['description'] === undefined ? 0 : waited(input)));
  const pods = cluster.all('Pod') as unknown as readonly KubeObject[];
  const gone = [...new Set([...given, ...pods].map(keyOf))].some((key) =>
    leavingPods(cluster, [...given]).includes(key.split('/')[1] ?? ''),
  );
  return { expected: input['expectDelete'], got: gone };
}

/** A toleration of a second runs out while the test looks; longer ones do not. */
function waited(input: Fields): number {
  return input['expectDelete'] === true || input['awaitForScheduledEviction'] === true ? 1_500 : 0;
}

function present(pod: unknown): readonly KubeObject[] {
  return pod === undefined || pod === null ? [] : [typed(pod, 'Pod')];
}

/** When each pod goes, second by second. */
function evictsInTime(row: Row): Answer {
  const { expectedDeleteTimes, oldNode, newNode, pods } = inputOf(row);
  const given = typedList(pods, 'Pod');
  const cluster = clusterWith([taintEviction], [typed(oldNode, 'Node'), ...given]);
  cluster.run(100);
  cluster.put(typed(newNode, 'Node'));
  const times = Array.isArray(expectedDeleteTimes) ? (expectedDeleteTimes as readonly Fields[]) : [];
  const got: string[][] = [];
  let known: readonly string[] = [];
  let at = 0;
  for (const { timestamp } of times) {
    const until = millis(String(timestamp)) + 400;
    cluster.run(until - at);
    at = until;
    const gone = leavingPods(cluster, given);
    got.push(gone.filter((name) => !known.includes(name)));
    known = gone;
  }
  return { expected: times.map(({ names }) => strings(names).toSorted()), got };
}

export const taintManagerTests: Adapters = {
  TestCreatePod: evicts,
  TestUpdatePod: evicts,
  TestCreateNode: evicts,
  TestUpdateNode: evicts,
  TestEventualConsistency: evicts,
  TestUpdateNodeWithMultiplePods: evictsInTime,
};

/** Zones by how their nodes are, before and after news of them. */
function zoneStates(row: Row): Answer {
  const input = inputOf(row);
  const nodes = typedList(input['nodeList'], 'Node') as unknown as readonly Node[];
  const updated = Array.isArray(input['updatedNodeStatuses']) ? input['updatedNodeStatuses'] : [];
  const after = nodes.map((node, i) => ({ ...node, status: (updated[i] ?? node.status) as Node['status'] }));
  const states = (list: readonly Node[]) =>
    Object.fromEntries([...zonesOf(list)].map(([zone, { state }]) => [zone === ':' ? '' : zone.replace(':', ':\u0000:'), state]));
  return { expected: [input['expectedInitialStates'], input['expectedFollowingStates']], got: [states(nodes), states(after)] };
}

function labelled(row: Row): Answer {
  const { Node: node, ExpectedLabels } = inputOf(row);
  const looked = oneLook(nodeLifecycle, 'node0', { objects: [typed(node, 'Node')], wallMs: now });
  return { expected: ExpectedLabels, got: looked.get('Node', 'node0')?.metadata.labels };
}

function taintedByCondition(row: Row): Answer {
  const { Node: node, ExpectedTaints } = inputOf(row);
  const looked = oneLook(nodeLifecycle, 'node0', { objects: [typed(node, 'Node')], wallMs: now });
  const brief = (list: unknown) =>
    (Array.isArray(list) ? list : []).map(({ key, effect }: Fields) => `${String(key)} ${String(effect)}`).toSorted();
  return { expected: brief(ExpectedTaints), got: brief(looked.get('Node', 'node0')?.spec.taints) };
}

/** A node without any word of its own is counted in no zone when it is excluded. */
function excluded(row: Row): Answer {
  const { input, want } = inputOf(row);
  return { expected: want, got: zonesOf([typed(input, 'Node') as unknown as Node]).size === 0 };
}

export const nodeLifecycles: Adapters = {
  TestMonitorNodeHealth: zoneStates,
  TestReconcileNodeLabels: labelled,
  TestTaintsNodeByCondition: taintedByCondition,
  Test_isNodeExcludedFromDisruptionChecks: excluded,
};

/** When a finished job is to be cleaned up. */
function timeLeft(row: Row): Answer {
  const it = rowAs<{ ttl?: number; since?: string; completionTime?: string; failedTime?: string; expectErr?: boolean }>(row);
  const { gotTimeLeft, gotErr } = outputOf(row);
  const ended = it.completionTime ?? it.failedTime;
  const condition = { type: it.failedTime === undefined ? 'Complete' : 'Failed', status: 'True', lastTransitionTime: ended };
  const job = {
    metadata: { name: 'foobar', namespace: 'default' },
    spec: it.ttl === undefined ? {} : { ttlSecondsAfterFinished: it.ttl },
    status: { conditions: ended === undefined ? [] : [condition] },
  } as unknown as Job;
  // The recorded moments are cut to seconds, so that now is too.
  const left = timeLeftMs(job, Math.floor((parseTime(it.since ?? '') ?? 0) / 1000) * 1000);
  if (errorText(gotErr) !== undefined) return { expected: undefined, got: left };
  return { expected: typeof gotTimeLeft === 'string' ? signed(gotTimeLeft) : undefined, got: left };
}

function signed(duration: string): number {
  return duration.startsWith('-') ? -millis(duration) : millis(duration);
}

export const ttlTests: Adapters = { TestTimeLeft: timeLeft };

/** The end of a disruption that did not come. */
function staleDisruption(row: Row): Answer {
  const { pod, timePassed, wantConditions } = inputOf(row);
  const given = typed(pod, 'Pod');
  const start = parseTime('2026-11-21T19:59:20Z') ?? 0;
  const looked = oneLook(disruption, `pod:${keyOf(given)}`, { objects: [given], wallMs: start + millis(String(timePassed)) });
  const brief = (list: unknown) => (Array.isArray(list) ? list : []).map(({ type, status }: Fields) => `${String(type)} ${String(status)}`);
  return { expected: brief(wantConditions), got: brief(looked.get('Pod', keyOf(given))?.status.conditions) };
}

export const disruptionTests: Adapters = { TestStalePodDisruption: staleDisruption };
