/**
 * Rows that hold Go functions beside all that they are about: clients that answer nothing of interest, functions that index.
 * upstream: pkg/controller (controller_ref_manager.go), nodelifecycle, job (backoff_utils.go), volume/persistentvolume
 */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { parseGoDuration } from '#api/machinery/duration.ts';
import { selectorOfLabels } from '#api/machinery/labels.ts';
import { slowStart } from '#engine/controllers/common/slowStart.ts';
import { jobFrom } from '#engine/controllers/cronjob/jobs.ts';
import { claim } from '#engine/controllers/common/claim.ts';
import { hostnameFor } from '#engine/controllers/common/endpoints/podEndpoint.ts';
import { afterFinished, noFailures } from '#engine/controllers/job/backOff.ts';
import { declaredUnknown, hear, isSilent, readyOf } from '#engine/controllers/nodelifecycle/health.ts';
import { bestMatch } from '#engine/controllers/persistentvolume/match.ts';
import { errorText, functionName, inputOf, isFields, readingNames, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { bare } from './bare.ts';
import { standIn } from './oneLook.ts';
import { typed, typedList } from './worlds.ts';

/** Whom a controller takes as its own, and how many of them are changed for it. */
const claimed: Adapter = (row) => {
  const { manager, pods, claimed: wanted, patches } = inputOf(row);
  const { BaseControllerRefManager: base, finalizers } = manager as Readonly<Record<string, unknown>>;
  const { Controller, Selector } = base as Fields;
  const held = strings(finalizers);
  if (held.length > 1) return { leftOut: 'a controller has one finalizer here at most' };
  const known = typed(Controller, 'ReplicationController');
  if (known.metadata.namespace === undefined) return { leftOut: 'no controller of pods stands outside of namespaces' };
  const owner = { ...known, metadata: { ...known.metadata, name: 'rc', uid: known.metadata.uid ?? 'none' } } as typeof known;
  const [key = '', value = ''] = String(Selector).split('=');
  const list = typedList(pods, 'Pod').map((pod) => ({ ...pod, metadata: { ...pod.metadata, uid: pod.metadata.uid ?? pod.metadata.name } }));
  const { r, requests } = standIn({ objects: [owner, ...list], wallMs: 0 });
  const selector = selectorOfLabels({ [key]: value });
  const { objects } = claim({ kind: 'Pod', owner, ownerKind: 'ReplicationController', selector }, r);
  const names = (some: readonly { readonly metadata: { readonly name: string } }[]) => some.map(({ metadata }) => metadata.name).toSorted();
  return { expected: [names(typedList(wanted, 'Pod')), patches], got: [names(objects), requests.length] };
};

export const claimClosures: Adapters = { TestClaimPods: readingNames(claimed) };

/** When the tests of nodes' health begin. */
const start = Date.UTC(2015, 0, 1, 12);

function renewedAt(lease: unknown): string | undefined {
  return isFields(lease) && isFields(lease['spec']) ? String(lease['spec']['renewTime']) : undefined;
}

/** What is declared about a node that was looked at twice, with what it said in between. */
const health: Adapter = (row) => {
  const { fakeNodeHandler, newNodeStatus, timeToPass, lease, newLease, expectedNodes, expectedPodStatusUpdate } = inputOf(row);
  const [existing] = typedList((fakeNodeHandler as Fields)['Existing'], 'Node') as unknown as readonly Node[];
  const passed = parseGoDuration(String(timeToPass)) ?? 0;
  const first = { now: 0, wallMs: start };
  const heard = hear(existing!, renewedAt(lease), undefined, first);
  const seen = isSilent(existing!, heard, 0) ? declaredUnknown(existing!, first) : existing!;
  const later = { now: passed, wallMs: start + passed };
  const status = isFields(newNodeStatus) ? (typed({ status: newNodeStatus }, 'Node') as unknown as Node).status : seen.status;
  const node = passed === 0 ? seen : { ...seen, status };
  const again = passed === 0 ? heard : hear(node, renewedAt(newLease), heard, later);
  const last = isSilent(node, again, passed) ? declaredUnknown(node, later) : node;
  const told = (it: Node) => Object.fromEntries((it.status.conditions ?? []).map((condition) => [condition.type, bare(condition)]));
  const fell = readyOf(node)?.status === 'True' && readyOf(last)?.status !== 'True';
  if (!('expectedNodes' in inputOf(row))) return { expected: expectedPodStatusUpdate, got: fell };
  const [wanted = node] = typedList(expectedNodes, 'Node') as unknown as readonly Node[];
  return { expected: [expectedPodStatusUpdate, told(wanted)], got: [fell, told(last)] };
};

export const healthClosures: Adapters = {
  TestMonitorNodeHealthUpdateNodeAndPodStatusWithLease: readingNames(health),
  TestMonitorNodeHealthUpdateStatus: readingNames(health),
  TestMonitorNodeHealthMarkPodsNotReady: readingNames(health),
};

const failures: Adapter = (row) => {
  const { storeInitializer, newFailedPods, newSucceededPods, wantBackoffRecord } = inputOf(row);
  if (functionName(storeInitializer) !== 'TestNewBackoffRecord.func1') return { leftOut: 'the record of before is made by a Go function' };
  const [failed, succeeded] = [strings(newFailedPods), strings(newSucceededPods)];
  const alike = failed.some((at) => succeeded.includes(at)) && !String(row.key).includes('same timestamp');
  if (alike) return { leftOut: 'the moments of the row are nanoseconds apart, which JSON does not say' };
  const pod = (finishedAt: string) => ({ status: { containerStatuses: [{ state: { terminated: { finishedAt } } }] } }) as unknown as Pod;
  const got = afterFinished(noFailures, { failed: failed.map(pod), succeeded: succeeded.map(pod) });
  const { failuresAfterLastSuccess, lastFailureTime } = wantBackoffRecord as Fields;
  const at = typeof lastFailureTime === 'string' ? Date.parse(lastFailureTime) : undefined;
  return { expected: [failuresAfterLastSuccess, at], got: [got.failures, got.lastFailureMs] };
};

export const backOffClosures: Adapters = { TestNewBackoffRecord: readingNames(failures) };

/** Whether a volume of an index is one for the claim. */
const indexed: Adapter = (row) => {
  const { vol, pvc, isExpectedMatch } = inputOf(row);
  const store = isFields(vol) ? vol['store'] : undefined;
  const items = isFields(store) && isFields(store['cacheStorage']) ? store['cacheStorage']['items'] : undefined;
  if (!isFields(items)) return { leftOut: 'the row does not carry the objects that the test has around it' };
  const volumes = Object.values(items).map((it) => typed(it, 'PersistentVolume') as unknown as PersistentVolume);
  const got = bestMatch(typed(pvc, 'PersistentVolumeClaim') as unknown as PersistentVolumeClaim, volumes, false);
  return { expected: isExpectedMatch, got: got !== undefined };
};

export const volumeClosures: Adapters = {
  TestFilteringVolumeModes: readingNames(indexed),
  TestStorageObjectInUseProtectionFiltering: readingNames(indexed),
};

const hostname: Adapter = (row) => {
  const { pod, service, expected } = inputOf(row);
  const got = hostnameFor(typed(pod, 'Pod') as unknown as Pod, typed(service, 'Service') as unknown as Parameters<typeof hostnameFor>[1]);
  return { expected, got: got !== undefined };
};

export const hostnames: Adapters = { TestShouldSetHostname: hostname };

/** Calls that are well until a limit: how many were made, and what came of it. */
const batched: Adapter = (row) => {
  const { count, callLimit, expectedCallCnt, expectedErr } = inputOf(row);
  let calls = 0;
  const got = slowStart(Number(count), () => {
    calls += 1;
    return calls <= Number(callLimit) ? undefined : 'fake error';
  });
  return { expected: [expectedCallCnt, errorText(expectedErr)], got: [calls, got] };
};

export const slowStarts: Adapters = { TestSlowStartBatch: readingNames(batched) };

const dueMs = Date.UTC(2023, 3, 19, 10);

/** The annotation of a Job that says when it was due, in the zone of its CronJob. */
const dueIn: Adapter = (row) => {
  const { timeZone, inputAnnotations, expectedNumberOfAnnotations } = inputOf(row);
  const zone = typeof timeZone === 'string' ? timeZone : undefined;
  const spec = { jobTemplate: { metadata: { annotations: inputAnnotations } }, ...(zone === undefined ? {} : { timeZone: zone }) };
  const job = jobFrom(
    typed({ metadata: { name: 'c', namespace: 'n', uid: 'c' }, spec }, 'CronJob') as unknown as Parameters<typeof jobFrom>[0],
    dueMs,
  );
  const annotations = job.metadata?.annotations ?? {};
  const said = annotations['batch.kubernetes.io/cronjob-scheduled-timestamp'] ?? '';
  const offset = zone === 'Europe/Rome' ? '+02:00' : 'Z';
  return {
    expected: [expectedNumberOfAnnotations, dueMs, true],
    got: [Object.keys(annotations).length, Date.parse(said), said.endsWith(offset)],
  };
};

export const dueJobs: Adapters = { TestGetJobFromTemplate2: readingNames(dueIn) };
