/** upstream: pkg/controller/daemon/daemon_controller_test.go, util/daemonset_util_test.go */
import type { DaemonSet, Node, Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { daemonset } from '#engine/controllers/daemonset/daemonset.ts';
import { fitOf, lookAt } from '#engine/controllers/daemonset/look.ts';
import { writeStatus } from '#engine/controllers/daemonset/status.ts';
import { podDraft } from '#engine/controllers/daemonset/template.ts';
import { inputOf, isFields, plain, type Adapter, type Adapters, type Fields } from '../row.ts';
import { rowAs } from './objects.ts';
import { oneLook, standIn } from './oneLook.ts';

const wallMs = Date.parse('2026-11-21T21:00:00Z');
const labels = { name: 'simple-daemon', type: 'production' };

/** The DaemonSet of the tests. */
function daemonSet(more: Fields = {}): DaemonSet {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'foo/bar' }] } };
  const spec = { selector: { matchLabels: labels }, template, updateStrategy: { type: 'OnDelete' } };
  const metadata = { name: 'foo', namespace: 'default', uid: 'foo', generation: 1, ...more };
  const status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec, status } as unknown as DaemonSet;
}

function nodeNamed(name: string, spec: Fields = {}): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status: {} } as unknown as Node;
}

/** The node of the test has the labels of the set and neither taints nor anything else that a set asks for. */
const shouldRun: Adapter = (row) => {
  const it = rowAs<{ ds: DaemonSet; nodeUnschedulable: boolean; shouldRun: boolean; shouldContinueRunning: boolean }>(row);
  const got = fitOf(it.ds, nodeNamed('test-node', { unschedulable: it.nodeUnschedulable }));
  return { expected: [it.shouldRun, it.shouldContinueRunning], got: [got.shouldRun, got.shouldContinue] };
};

interface Killing {
  readonly numFailedPods: number;
  readonly numNormalPods: number;
  readonly expectedCreates: number;
  readonly expectedDeletes: number;
  readonly expectedEvents: number;
}

const killsFailed: Adapter = (row) => {
  const it = rowAs<Killing>(row);
  const pods = [...podsOn('node-0', it.numFailedPods, 'Failed'), ...podsOn('node-0', it.numNormalPods, 'Running')];
  const { asked, events } = oneLook(daemonset, 'default/foo', { objects: [daemonSet(), nodeNamed('node-0'), ...pods], wallMs });
  const count = (what: string) => asked.filter((request) => request === what).length;
  return {
    expected: [it.expectedCreates, it.expectedDeletes, it.expectedEvents],
    got: [count('create pods'), count('delete pods'), events.filter(({ reason }) => reason === 'FailedDaemonPod').length],
  };
};

function podsOn(nodeName: string, count: number, phase: string): readonly Pod[] {
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'foo', uid: 'foo', controller: true };
  return Array.from({ length: count }, (_, i) => {
    const name = `${phase.toLowerCase()}-${i}`;
    const metadata = { name, namespace: 'default', uid: name, labels, ownerReferences: [owner], creationTimestamp: formatTime(wallMs) };
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], nodeName }, status: { phase } } as unknown as Pod;
  });
}

/** Pods that match the set by labels and are its own or nobody's; those being deleted after their end do not count. */
const byNode: Adapter = (row) => {
  const it = rowAs<{ wantedPods?: readonly Pod[]; ignoredPods?: readonly Pod[]; includeDeletedTerminal?: boolean }>(row);
  if (it.includeDeletedTerminal === true) return { leftOut: 'nobody asks here for pods that are deleted and ended' };
  const pods = [...(it.wantedPods ?? []), ...(it.ignoredPods ?? [])].filter(isClaimed);
  const { r } = standIn({ objects: [nodeNamed('node-0'), nodeNamed('node-1')], wallMs });
  const got = lookAt(daemonSet(), '', pods, r as never).nodes.flatMap((node) => node.pods.map((pod) => pod.metadata.name));
  return { expected: (it.wantedPods ?? []).map((pod) => pod.metadata.name).toSorted(), got: got.toSorted() };
};

function isClaimed({ metadata }: Pod): boolean {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const matches = Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
  return matches && (owner === undefined || owner.name === 'foo');
}

interface Storing {
  readonly updateErrorNum: number;
  readonly getErrorNum: number;
  readonly expectedUpdateCalled: number;
  readonly expectedGetCalled: number;
}

const stores: Adapter = (row) => {
  const it = rowAs<Storing>(row);
  const set = daemonSet();
  let [updates, gets] = [0, 0];
  const { r } = standIn({
    objects: [set],
    wallMs,
    refuse({ verb }) {
      if (verb === 'get') gets += 1;
      else updates += 1;
      const fails = verb === 'get' ? gets <= it.getErrorNum : updates <= it.updateErrorNum;
      return fails ? { code: 500, reason: 'InternalError', message: `fake ${verb} error` } : undefined;
    },
  });
  const error = writeStatus(set, { ...set.status!, desiredNumberScheduled: 2 }, r);
  const wanted = inputOf(row)['expectedError'];
  return {
    expected: [it.expectedUpdateCalled, it.expectedGetCalled, isFields(wanted) ? wanted['$error'] : undefined],
    got: [updates, gets, error],
  };
};

const template: Adapter = (row) => {
  const it = rowAs<{ hash: string; templateGeneration?: number }>(row);
  const wanted = (isFields(row.out) ? row.out['newPodTemplate'] : undefined) as { metadata: Fields; spec: Fields };
  const generation =
    it.templateGeneration === undefined ? {} : { 'deprecated.daemonset.template.generation': String(it.templateGeneration) };
  const set = daemonSet({ annotations: generation });
  const { metadata, spec } = podDraft({ ...set, spec: { ...set.spec, template: { spec: { containers: [] } } } } as DaemonSet, it.hash);
  return { expected: plain([wanted.metadata['labels'], wanted.spec['tolerations']]), got: plain([metadata.labels, spec.tolerations]) };
};

export const daemons: Adapters = {
  TestNodeShouldRunDaemonPod: shouldRun,
  TestDaemonKillFailedPods: killsFailed,
  TestGetNodesToDaemonPods: byNode,
  TestStoreDaemonSetStatus: stores,
};

export const daemonTemplate: Adapters = { TestCreatePodTemplate: template };
