/**
 * What controllers do when the server refuses, and what they make of Services that miss nodes or go.
 * upstream: pkg/controller/statefulset, daemon, job, disruption, staging endpointslice (reconciler.go)
 */
import type { EndpointSlice } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import type { Controller } from '#engine/client/controller.ts';
import { daemonset } from '#engine/controllers/daemonset/daemonset.ts';
import { expectedPods } from '#engine/controllers/disruption/healthy.ts';
import { endpointslice } from '#engine/controllers/endpointslice/endpointslice.ts';
import { job } from '#engine/controllers/job/job.ts';
import { statefulset } from '#engine/controllers/statefulset/statefulset.ts';
import { errorText, inputOf, isFields, listOf, readingNames, type Adapter, type Adapters, type Fields } from '../row.ts';
import { oneLook, refusalBy, standIn } from './oneLook.ts';
import { typed } from './worlds.ts';

const wallMs = Date.UTC(2026, 10, 21, 21);
const labels = { foo: 'bar' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'foo/bar' }], restartPolicy: 'Never' } };

/** A set that wants a pod on the one node; the server refuses the pod, or the status, as the row says. */
function statusErrors(kind: 'StatefulSet' | 'DaemonSet', controller: Controller): Adapter {
  return (row) => {
    const { hasSyncErr, hasStatusErr, expectedErr } = inputOf(row);
    const spec = { replicas: 1, serviceName: 's', selector: { matchLabels: labels }, template, updateStrategy: { type: 'OnDelete' } };
    const set = typed(
      { metadata: { name: 'foo', namespace: 'default', uid: 'u', generation: 2 }, spec, status: { observedGeneration: 1 } },
      kind,
    );
    const node = typed({ metadata: { name: 'n' }, spec: {}, status: {} }, 'Node');
    const refuse = ({ resource, subresource, verb }: Request) => {
      if (hasSyncErr === true && resource === 'pods' && verb === 'create') return { code: 500, message: 'sync error' };
      return hasStatusErr === true && subresource === 'status' ? { code: 500, message: 'status error' } : undefined;
    };
    const { outcome } = oneLook(controller, 'default/foo', { objects: [set, node], wallMs, refuse });
    return { expected: errorText(expectedErr), got: outcome?.error };
  };
}

export const setStatusErrors: Adapters = { TestStatefulSetStatusUpdate: statusErrors('StatefulSet', statefulset) };
export const daemonStatusErrors: Adapters = { TestSimpleDaemonSetUpdatesStatusError: statusErrors('DaemonSet', daemonset) };

function jobOf(spec: Fields, status: Fields = {}): KubeObject {
  const whole = { parallelism: 2, completions: 2, backoffLimit: 6, selector: { matchLabels: labels }, template, ...spec };
  const metadata = { name: 'foobar', namespace: 'default', uid: 'job', generation: 1, creationTimestamp: '2026-11-21T20:00:00Z' };
  return typed({ metadata, spec: whole, status }, 'Job');
}

/** A Job whose status cannot be written is tried again. */
const requeued: Adapter = (row) => {
  const { updateErr, wantRequeued } = inputOf(row);
  const refuse = ({ subresource }: Request) => (subresource === 'status' ? refusalBy(updateErr) : undefined);
  const { outcome } = oneLook(job, 'default/foobar', { objects: [jobOf({})], wallMs, refuse });
  return { expected: wantRequeued, got: outcome?.error !== undefined };
};

/** A pod whose Job is not there, or was never, is let go. */
const orphan: Adapter = (row) => {
  const { job: owner } = inputOf(row);
  const ownerReferences = isFields(owner) ? [{ apiVersion: 'batch/v1', kind: 'Job', name: 'foobar', uid: 'job', controller: true }] : [];
  const finalizers = ['batch.kubernetes.io/job-tracking'];
  const pod = typed({ metadata: { name: 'p', namespace: 'default', uid: 'p', labels, finalizers, ownerReferences }, spec: {} }, 'Pod');
  const { r } = standIn({ objects: [pod], wallMs });
  const delta = { kind: 'Pod', type: 'ADDED', object: pod, revision: 1 } as const;
  const keys = job.watches
    .filter(({ kind }) => kind === 'Pod')
    .flatMap((watch) => watch.keys(delta, r.see))
    .map((key) => (typeof key === 'string' ? key : key.key));
  const own = keys.find((key) => key.includes('/p')) ?? '';
  const looked = oneLook(job, own, { objects: [pod], wallMs });
  return { expected: ['patch pods', []], got: [looked.asked[0], looked.get('Pod', 'default/p')?.metadata.finalizers ?? []] };
};

/** A deadline of a second, counted from the first look or from before. */
const pastDeadline: Adapter = (row) => {
  const { setStartTime } = inputOf(row);
  const given = jobOf({ activeDeadlineSeconds: 1 }, setStartTime === true ? { startTime: '2026-11-21T20:59:50Z' } : {});
  const first = oneLook(job, 'default/foobar', { objects: [given], wallMs });
  const stored = first.get('Job', 'default/foobar')!;
  const last =
    setStartTime === true
      ? stored
      : oneLook(job, 'default/foobar', { objects: [stored], wallMs: wallMs + 1_000 }).get('Job', 'default/foobar')!;
  const told = last.status.conditions?.find(({ type }) => type === 'Failed');
  return { expected: 'DeadlineExceeded', got: told?.reason };
};

export const jobRefusals: Adapters = {
  TestSyncJobUpdateRequeue: requeued,
  TestWatchOrphanPods: orphan,
  TestPastDeadlineJobFinished: pastDeadline,
};

function serviceOf(more: Fields): KubeObject {
  const spec = {
    selector: labels,
    ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
    clusterIP: '10.0.0.10',
    ipFamilies: ['IPv4'],
    ...more,
  };
  return typed({ metadata: { name: 'svc', namespace: 'test', uid: 'svc' }, spec }, 'Service');
}

const nodeNamed = (name: string) => typed({ metadata: { name }, spec: {}, status: {} }, 'Node');

/** Two pods on two nodes, of which the row has some; where a slice is there, it is the one of when both were. */
const missingNodes: Adapter = (row) => {
  const { existingNodes, existingSlice, publishNotReady, expectError, expectedMetrics } = inputOf(row);
  const service = serviceOf({ publishNotReadyAddresses: publishNotReady === true });
  const pods = [0, 1].map((i) => {
    const status = {
      podIP: `1.2.3.${i}`,
      podIPs: [{ ip: `1.2.3.${i}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
      phase: 'Running',
    };
    return typed(
      { metadata: { name: `pod${i}`, namespace: 'test', uid: `p${i}`, labels }, spec: { containers: [], nodeName: `node-${i}` }, status },
      'Pod',
    );
  });
  const whole = [service, ...pods, nodeNamed('node-0'), nodeNamed('node-1')];
  const made = oneLook(endpointslice, 'test/svc', { objects: whole, wallMs }).requests.map((it) => it.object as unknown as EndpointSlice);
  const slices =
    existingSlice === null ? [] : made.map((slice, i) => ({ ...slice, metadata: { ...slice.metadata, name: `svc-${i}`, uid: `s${i}` } }));
  const nodes = (Array.isArray(existingNodes) ? existingNodes : []).map((it) => typed(it, 'Node'));
  const looked = oneLook(endpointslice, 'test/svc', {
    objects: [service, ...pods, ...nodes, ...(slices as unknown as KubeObject[])],
    wallMs,
  });
  const count = (verb: string) => looked.requests.filter((request) => request.verb === verb).length;
  const wanted = expectedMetrics as Readonly<Record<string, number>>;
  return {
    expected: [expectError, wanted['numCreated'], wanted['numUpdated'], wanted['numDeleted']],
    got: [looked.outcome?.error !== undefined, count('create'), count('update'), count('delete')],
  };
};

export const missingNodeRows: Adapters = { TestReconcilerPodMissingNode: readingNames(missingNodes) };

function scaleOf(owner: Fields, set: KubeObject, above?: KubeObject) {
  const pod = typed(
    { metadata: { name: 'p', namespace: 'n', uid: 'p', ownerReferences: [{ ...owner, controller: true }] }, spec: {} },
    'Pod',
  );
  const budget = typed({ metadata: { name: 'b', namespace: 'n' }, spec: { maxUnavailable: '0%' } }, 'PodDisruptionBudget');
  // The tables ask of one way to tell; what the server says of a scale is another.
  const { r } = standIn({
    objects: [set, ...(above === undefined ? [] : [above])],
    wallMs,
    refuse: () => ({ code: 404, message: 'no scale' }),
  });
  const made = expectedPods(budget as never, [pod as never], r);
  return made.ok ? [true, made.value.expected] : [false, 0];
}

/** How many pods the controller that a reference names wants. */
const finder: Adapter = (row) => {
  const { apiVersion, kind, name, uid, findsScale, expectedScale } = inputOf(row);
  const text = String(apiVersion).replace(/^\//, '');
  const owner = { apiVersion: text, kind, name, uid };
  const asked = String(isFields(inputOf(row)['finderFunc']) ? (inputOf(row)['finderFunc'] as Fields)['$func'] : '');
  const own = asked.includes('ReplicationController')
    ? 'ReplicationController'
    : asked.includes('StatefulSet')
      ? 'StatefulSet'
      : 'ReplicaSet';
  const set = typed({ metadata: { name, namespace: 'n', uid }, spec: { replicas: 12 }, status: {} }, own);
  return { expected: [findsScale, expectedScale], got: scaleOf(owner, set) };
};

const ofDeployment: Adapter = (row) => {
  const { rsApiVersion, rsKind, depApiVersion, depKind, findsScale, expectedScale } = inputOf(row);
  if (depKind !== 'Deployment') return { leftOut: 'the table asks of Deployments only: such a ReplicaSet speaks for itself' };
  const above = { apiVersion: depApiVersion, kind: depKind, name: 'd', uid: 'd', controller: true };
  const set = typed(
    { metadata: { name: 'rs', namespace: 'n', uid: 'rs', ownerReferences: [above] }, spec: { replicas: 5 }, status: {} },
    'ReplicaSet',
  );
  const deployment = typed({ metadata: { name: 'd', namespace: 'n', uid: 'd' }, spec: { replicas: 10 }, status: {} }, 'Deployment');
  return {
    expected: [findsScale, expectedScale],
    got: scaleOf({ apiVersion: rsApiVersion, kind: rsKind, name: 'rs', uid: 'rs' }, set, deployment),
  };
};

/** A custom kind with or without a scale, which the server knows by its definition. */
const customScale: Adapter = (row) => {
  const { apiResources, expectError } = inputOf(row);
  const scalable = listOf(apiResources).some(({ name, group }) => name === 'customresources/scale' && group === 'autoscaling');
  const owner = { apiVersion: 'custom.k8s.io/v1', kind: 'CustomResource', name: 'c', uid: 'c', controller: true };
  const pod = typed({ metadata: { name: 'p', namespace: 'n', uid: 'p', ownerReferences: [owner] }, spec: {} }, 'Pod');
  const budget = typed({ metadata: { name: 'b', namespace: 'n' }, spec: { maxUnavailable: '0%' } }, 'PodDisruptionBudget');
  const { r } = standIn({ objects: [], wallMs, answer: () => ({ metadata: { name: 'c', uid: 'c' }, spec: { replicas: 10 } }) });
  const kind = { group: 'custom.k8s.io', version: 'v1', kind: 'CustomResource', plural: 'customresources', namespaced: true };
  const see = { ...r.see, custom: () => [{ ...kind, subresources: scalable ? ['scale'] : [] }] as never };
  const made = expectedPods(budget as never, [pod as never], { see, ask: r.ask });
  const why = 'customresources.custom.k8s.io does not implement the scale subresource';
  return { expected: expectError === true ? why : 10, got: made.ok ? made.value.expected : made.message };
};

export const scaleFinders: Adapters = {
  TestScaleFinderNoResource: customScale,
  TestBasicFinderFunctions: readingNames(finder),
  TestDeploymentFinderFunction: ofDeployment,
};
