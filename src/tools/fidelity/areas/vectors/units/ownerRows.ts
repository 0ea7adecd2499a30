/**
 * Whom a change concerns: our controllers' watches take the place of upstream's look-ups in caches.
 * upstream: pkg/controller/replicaset, job, daemon, cronjob, deployment/util, staging endpointslice/util
 */
import type { Pod } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { cronjob } from '#engine/controllers/cronjob/cronjob.ts';
import { allowedOf } from '#engine/controllers/daemonset/counts.ts';
import { daemonset } from '#engine/controllers/daemonset/daemonset.ts';
import { lookAt } from '#engine/controllers/daemonset/look.ts';
import { deployment } from '#engine/controllers/deployment/deployment.ts';
import { stuckCheckMs, rolloutStatus } from '#engine/controllers/deployment/status.ts';
import { conditionOf } from '#engine/controllers/deployment/conditions.ts';
import { endpointslice } from '#engine/controllers/endpointslice/endpointslice.ts';
import { job } from '#engine/controllers/job/job.ts';
import { replicaset } from '#engine/controllers/replicaset/replicaset.ts';
import type { Controller } from '#engine/client/controller.ts';
import { functionName, inputOf, isFields, readingNames, rowsOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';
import { oneLook, standIn } from './oneLook.ts';
import { typed, typedList } from './worlds.ts';

type Change = { readonly object: KubeObject; readonly old?: KubeObject; readonly type?: 'ADDED' | 'MODIFIED' | 'DELETED' };

/** The keys that a controller looks at because of a change, given what its caches show. */
function concerned(controller: Controller, { object, old, type }: Change, objects: readonly KubeObject[]): readonly string[] {
  const { r } = standIn({ objects, wallMs: 0 });
  const kind = object.kind as never;
  const delta = {
    kind,
    type: type ?? (old === undefined ? 'ADDED' : 'MODIFIED'),
    object,
    revision: 1,
    ...(old === undefined ? {} : { old }),
  };
  const keys = controller.watches.filter((watch) => watch.kind === object.kind).flatMap((watch) => watch.keys(delta, r.see));
  return [...new Set(keys.map((key) => (typeof key === 'string' ? key : key.key)))].toSorted();
}

/** The sets that might want an orphan. */
const setsOfPod: Adapter = (row) => {
  const { inRSs, pod, outRSName } = inputOf(row);
  const orphan = typed(pod, 'Pod');
  const wanted = outRSName === '' ? [] : [`${orphan.metadata.namespace}/${String(outRSName)}`];
  return { expected: wanted, got: concerned(replicaset, { object: orphan }, typedList(inRSs, 'ReplicaSet')) };
};

const jobOfPod: Adapter = (row) => {
  const { job: owner, pod, expectedName } = inputOf(row);
  const orphan = typed(pod, 'Pod');
  return {
    expected: [`${orphan.metadata.namespace}/${String(expectedName)}`],
    got: concerned(job, { object: orphan }, [typed(owner, 'Job')]),
  };
};

export const ownersOfPods: Adapters = { TestPodControllerLookup: setsOfPod };
export const jobsOfPods: Adapters = { TestJobPodLookup: jobOfPod };

/** The tests' objects have no uid: their names stand for it. */
function withUid(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, uid: object.metadata.uid ?? object.metadata.name } };
}

/** A CronJob that is suspended, and what its status keeps of Jobs: it only looks at its own. */
const jobsOfCronJob: Adapter = (row) => {
  const { cronJob, jobs, expected } = inputOf(row);
  const owner = withUid(typed(cronJob, 'CronJob'));
  const given = typedList(jobs, 'Job').map((it) => {
    const references = (it.metadata.ownerReferences ?? []).map((reference) => ({ ...reference, kind: 'CronJob', uid: reference.name }));
    const end = { conditions: [{ type: 'Complete', status: 'True' }] };
    return { ...withUid(it), metadata: { ...withUid(it).metadata, ownerReferences: references }, status: end } as unknown as KubeObject;
  });
  const active = given.map(({ metadata }) => ({ kind: 'Job', name: metadata.name, namespace: metadata.namespace, uid: metadata.uid }));
  const told = {
    ...owner,
    spec: { ...(owner as unknown as { spec: Fields }).spec, suspend: true },
    status: { active },
  } as unknown as KubeObject;
  const looked = oneLook(cronjob, keyOf(owner), { objects: [told, ...given], wallMs: 0 });
  const seen = looked.events
    .filter(({ reason }) => reason === 'SawCompletedJob')
    .map(({ message }) => /job: ([^,]+),/.exec(message)?.[1] ?? '');
  return {
    expected: typedList(expected, 'Job')
      .map(({ metadata }) => metadata.name)
      .toSorted(),
    got: seen.toSorted(),
  };
};

export const cronJobOwners: Adapters = { TestControllerV2GetJobsToBeReconciled: jobsOfCronJob };

/** The Deployments are those that the rows of the table expect. */
export function deploymentsOfSets(tests: Fields): Adapters {
  const all = rowsOf(tests, 'TestGetDeploymentsForReplicaSet').flatMap((row) => typedList(inputOf(row)['expect'], 'Deployment'));
  return {
    TestGetDeploymentsForReplicaSet(row) {
      const { rs, expect } = inputOf(row);
      return {
        expected: typedList(expect, 'Deployment').map(keyOf).toSorted(),
        got: concerned(deployment, { object: typed(rs, 'ReplicaSet') }, all),
      };
    },
  };
}

/** The Services of the table select the pods of the rows that expect them. */
export function servicesOfPods(tests: Fields): Adapters {
  const services = rowsOf(tests, 'TestGetPodServiceMemberships').flatMap((row) => {
    const { pod, expect } = inputOf(row);
    const app = objectAs<Pod>(pod).metadata.labels?.['app'];
    const keys = isFields(expect) ? Object.keys(expect) : Array.isArray(expect) ? expect.map(String) : [];
    return keys.map((key) => serviceOf(key, { app }));
  });
  return {
    TestGetPodServiceMemberships(row) {
      const { pod, expect } = inputOf(row);
      const keys = isFields(expect) ? Object.keys(expect) : Array.isArray(expect) ? expect.map(String) : [];
      return { expected: keys.toSorted(), got: concerned(endpointslice, { object: typed(pod, 'Pod') }, services) };
    },
    TestDetermineNeededServiceUpdates: neededServices,
    Test_podChanged: readingNames(podChange),
  };
}

function serviceOf(key: string, selector: object): KubeObject {
  const [namespace, name] = key.split('/');
  return typed({ metadata: { name, namespace }, spec: { selector } }, 'Service');
}

function podWith(more: {
  readonly labels?: object;
  readonly status?: object;
  readonly metadata?: object;
  readonly spec?: object;
}): KubeObject {
  const metadata = { name: 'p', namespace: 'n', labels: more.labels ?? {}, ...more.metadata };
  return typed({ metadata, spec: { containers: [], ...more.spec }, status: more.status ?? {} }, 'Pod');
}

/** Services before and after a change of labels: all of them when the pod itself is another, else those that lost or won it. */
const neededServices: Adapter = (row) => {
  const { a, b, union, xor } = inputOf(row);
  const names = (value: unknown) => (isFields(value) ? Object.keys(value) : Array.isArray(value) ? value.map(String) : []);
  const services = [...new Set([...names(a), ...names(b)])].map((name) => serviceOf(`n/${name}`, { [name]: 'yes' }));
  const labels = (value: unknown) => Object.fromEntries(names(value).map((name) => [name, 'yes']));
  const [old, relabelled] = [podWith({ labels: labels(a) }), podWith({ labels: labels(b) })];
  const changed = podWith({ labels: labels(b), status: { podIP: '1.2.3.4', podIPs: [{ ip: '1.2.3.4' }] } });
  const keys = (value: unknown) =>
    names(value)
      .map((name) => `n/${name}`)
      .toSorted();
  return {
    expected: [keys(union), keys(xor)],
    got: [concerned(endpointslice, { old, object: changed }, services), concerned(endpointslice, { old, object: relabelled }, services)],
  };
};

const addresses = (...ips: readonly string[]) => ({ podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) });
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };

/** What the functions of the table do to a pod, by the row's name: before and after. */
const changes: Readonly<Record<string, readonly [object, object]>> = {
  'no changes': [{}, {}],
  'change ResourceVersion': [{ metadata: { resourceVersion: '1' } }, { metadata: { resourceVersion: '2' } }],
  'add primary IPv4': [{}, { status: addresses('1.2.3.4') }],
  'modify primary IPv4': [{ status: addresses('1.2.3.4') }, { status: addresses('2.3.4.5') }],
  'add primary IPv6': [{}, { status: addresses('fd00:10:96::1') }],
  'modify primary IPv6': [{ status: addresses('fd00:10:96::1') }, { status: addresses('fd00:10:96::2') }],
  'add secondary IP': [{ status: addresses('1.2.3.4') }, { status: addresses('1.2.3.4', 'fd00:10:96::1') }],
  'modify secondary IP': [{ status: addresses('1.2.3.4', 'fd00:10:96::1') }, { status: addresses('1.2.3.4', 'fd00:10:96::2') }],
  'remove secondary IP': [{ status: addresses('1.2.3.4', 'fd00:10:96::1') }, { status: addresses('1.2.3.4') }],
  'change readiness': [{}, { status: ready }],
  'mark for deletion': [{}, { metadata: { deletionTimestamp: '2026-11-21T20:00:00Z' } }],
  'add label': [{}, { labels: { foo: 'bar' } }],
  'modify label': [{ labels: { foo: 'bar' } }, { labels: { foo: 'baz' } }],
  'remove label': [{ labels: { foo: 'bar' } }, {}],
};

/** Whether a Service that selects the pod before and after is looked at; one that lost or won it always is. */
const podChange: Adapter = (row) => {
  const { testName, podChanged, labelsChanged } = inputOf(row);
  const change = changes[String(testName)];
  if (change === undefined) return { leftOut: 'what a Go function does to the pod is not told' };
  const labels = (more: { readonly labels?: object }) => ({ ...more, labels: { all: 'yes', ...more.labels } });
  const [old, object] = change.map((more) => podWith(labels(more))) as [KubeObject, KubeObject];
  const always = serviceOf('n/all', { all: 'yes' });
  const before = serviceOf('n/before', { all: 'yes', ...(change[0] as { labels?: object }).labels });
  const after = serviceOf('n/after', { all: 'yes', ...(change[1] as { labels?: object }).labels });
  const keys = concerned(endpointslice, { old, object }, [always, ...(labelsChanged === true ? [before, after] : [])]);
  return { expected: [podChanged, labelsChanged], got: [keys.includes('n/all'), keys.some((key) => key !== 'n/all')] };
};

/** A pod that went and was nobody's concerns no set. */
const deletedPod: Adapter = (row) => {
  const { deletedPod: pod, ds, shouldEnqueue } = inputOf(row);
  return {
    expected: shouldEnqueue,
    got: concerned(daemonset, { type: 'DELETED', object: typed(pod, 'Pod') }, [typed(ds, 'DaemonSet')]).length > 0,
  };
};

/** Whether a set thinks otherwise of a node that changed. */
const changedNode: Adapter = (row) => {
  const { oldNode, newNode, ds, shouldEnqueue } = inputOf(row);
  const change = { old: typed(oldNode, 'Node'), object: typed(newNode, 'Node') };
  return { expected: shouldEnqueue, got: concerned(daemonset, change, [typed(ds, 'DaemonSet')]).length > 0 };
};

/** How many pods may be missing or too many, of the nodes that the row has pods for and those without. */
const unavailable: Adapter = (row) => {
  const { ds, nodeToPods, emptyNodes, maxSurge, maxUnavailable, desiredNumberScheduled, Err } = inputOf(row);
  if (Err !== null) return { leftOut: 'the server lets no such number in' };
  const set = typed(ds, 'DaemonSet') as unknown as Parameters<typeof allowedOf>[0];
  const names = [
    ...Object.keys(isFields(nodeToPods) ? nodeToPods : {}),
    ...Array.from({ length: Number(emptyNodes) }, (_, i) => `empty-${i}`),
  ];
  const nodes = names.map((name) => typed({ metadata: { name }, spec: {}, status: {} }, 'Node'));
  const { r } = standIn({ objects: nodes, wallMs: 0 });
  const desired = lookAt(set, '', [], r as never).nodes.filter(({ shouldRun }) => shouldRun).length;
  const got = allowedOf(set, desired);
  return { expected: [desiredNumberScheduled, maxSurge, maxUnavailable], got: [desired, got.maxSurge, got.maxUnavailable] };
};

export const daemonOwners: Adapters = {
  TestDeleteNoDaemonPod: deletedPod,
  TestUpdateNode: readingNames(changedNode),
  TestGetUnavailableNumbers: readingNames(unavailable),
};

type StuckDeployment = Parameters<typeof stuckCheckMs>[0];

/** The clocks of the tables, by the number of the Go function that is one. A clock a nanosecond later is a millisecond later here. */
const clocks: Readonly<Record<string, string>> = {
  'TestRequeueStuckDeployment.func1': '2017-02-15T18:49:30Z',
  'TestRequeueStuckDeployment.func2': '2017-02-15T18:49:59Z',
  'TestRequeueStuckDeployment.func3': '2017-02-15T18:49:59.001Z',
  'TestRequeueStuckDeployment.func4': '2017-02-15T18:50:00Z',
  'TestRequeueStuckDeployment.func5': '2017-02-15T18:50:01Z',
  'TestRequeueStuckDeployment.func6': '2017-02-15T18:51:00Z',
};

/** Upstream looks again a second after the deadline, or as soon as it may when that is less than a second away. */
const stuck: Adapter = (row) => {
  const { d, nowFn, expected } = inputOf(row);
  const given = typed(d, 'Deployment') as unknown as StuckDeployment;
  const clock = nowFn === null ? '2017-02-15T18:49:30Z' : clocks[functionName(nowFn) ?? ''];
  if (clock === undefined) return { leftOut: 'the clock of the test is a Go function' };
  const after = stuckCheckMs(given, given.status, Date.parse(clock));
  return { expected, got: after === undefined ? '-1ns' : after < 2000 ? '0s' : `${(after - 1000) / 1000}s` };
};

export const stuckDeployments: Adapters = { TestRequeueStuckDeployment: readingNames(stuck) };

/** All clocks of this table say the same. */
const timedOut: Adapter = (row) => {
  const { d, expected } = inputOf(row);
  const given = typed(d, 'Deployment') as unknown as StuckDeployment;
  const status = rolloutStatus(given, { newSet: undefined, oldSets: [] }, Date.parse('2016-01-01T00:01:20Z'));
  return { expected, got: conditionOf(status, 'Progressing')?.reason === 'ProgressDeadlineExceeded' };
};

export const timedOutDeployments: Adapters = { TestDeploymentTimedOut: readingNames(timedOut) };
