/** upstream: pkg/kubelet (kubelet_pods.go, active_deadline.go), kubelet/lifecycle, kubelet/kuberuntime, pkg/scheduler (AdmissionCheck) */
import type { Container, ContainerStatus, Node, Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { hostPorts } from '#engine/helpers/hostPorts.ts';
import { startHook } from '#engine/kubelet/hooks.ts';
import { portMappingsOf } from '#engine/kubelet/pod/portMappings.ts';
import { planPod } from '#engine/kubelet/pod/plan.ts';
import { askedOf, failedPredicates, wrongSystem, type Room } from '#engine/kubelet/pod/predicates.ts';
import type { ContainerRecord, Kubelet, PodWorker } from '#engine/kubelet/state.ts';
import { generateStatus, timed } from '#engine/kubelet/status/generate.ts';
import { containerStatuses, type Runtime } from '#engine/kubelet/status/containers.ts';
import { limitResolver } from '#engine/kubelet/network/dns.ts';
import { errorText, inputOf, isFields, listOf, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { objectAs } from './objects.ts';

function podOf(value: unknown): Pod {
  const { metadata, spec, status = {} } = objectAs<Partial<Pod>>(value ?? {});
  const named = { namespace: '', uid: metadata?.name ?? 'p', ...(metadata as object) };
  return { metadata: named, spec: { ...spec, containers: spec?.containers ?? [] }, status } as unknown as Pod;
}

/** What a node has left beside the pods that are there. */
function roomOf(node: unknown, pods: readonly Pod[]): Room {
  const known = { metadata: {}, spec: {}, ...objectAs<object>(node ?? {}) } as Node;
  const used: Record<string, number> = {};
  for (const asked of pods.map(askedOf)) for (const [name, amount] of Object.entries(asked)) used[name] = (used[name] ?? 0) + amount;
  const allocatable = { pods: '100', ...(known.status?.allocatable as Readonly<Record<string, string>> | undefined) };
  return { allocatable, used, ports: new Set(pods.flatMap(hostPorts)), node: known };
}

const general: Adapter = (row) => {
  const { pod, node, nodeInfo, reasons } = inputOf(row);
  const others = listOf(isFields(nodeInfo) ? nodeInfo['Pods'] : []).map((it) => podOf(it['Pod']));
  const asked = podOf(pod);
  const got = failedPredicates(asked, askedOf(asked), roomOf(node, others)).map(({ message }) => message);
  return { expected: listOf(reasons).map(errorText), got };
};

const wrongLabel: Adapter = (row) => ({
  expected: inputOf(row)['expectRejection'],
  got: wrongSystem(podOf(inputOf(row)['pod'])) !== undefined,
});

/** What the cluster gives and the node does not know speaks against no pod. */
const missing: Adapter = (row) => {
  const { pod, node, expectedPod } = inputOf(row);
  const asked = (value: unknown) => Object.keys(askedOf(podOf(value))).filter((name) => name !== 'pods');
  const full = Object.fromEntries(asked(pod).map((name) => [name, 1e9]));
  const given = podOf(pod);
  const counted = failedPredicates(given, askedOf(given), { ...roomOf(node, []), used: full });
  return { expected: asked(expectedPod).toSorted(), got: counted.map(({ reason }) => reason.replace('OutOf', '')).toSorted() };
};

/** Where a hook calls: a kubelet of which nobody answers keeps the call. */
function calledUrl(httpGet: Fields, podIp: unknown): string | undefined {
  const flows = new Map<string, { readonly url: string }>();
  const state = { waiting: new Map(), flows, life: '', serial: 0 };
  const k = { state, node: 'n', spec: { nodeIp: '' }, context: { now: 0, self: '', send: () => undefined, after: () => undefined } };
  const container = { name: 'c', ports: [{ name: 'quux', containerPort: 8080 }] };
  const call = { hook: { httpGet }, container, kind: 'postStart', id: 'c' } as unknown as Parameters<typeof startHook>[2];
  startHook(k as unknown as Kubelet, { uid: 'u', sandbox: { ip: podIp } } as unknown as PodWorker, call);
  return flows.values().next().value?.url;
}

const hookUrl: Adapter = (row) => {
  const { Expected, HTTPGet, PodIP } = inputOf(row);
  return { expected: (Expected as Fields)['NewURL'], got: calledUrl(HTTPGet as Fields, PodIP) };
};

const hookPort: Adapter = (row) => {
  const { Expected, FeatureGateEnabled, ExpectError, Port } = inputOf(row);
  if (FeatureGateEnabled !== true) return { leftOut: 'ConsistentHTTPGetHandlers is on in 1.28' };
  if (ExpectError === true) return { leftOut: 'the API server lets no call without a port in' };
  return { expected: Expected, got: calledUrl({ host: 'foo', path: 'bar', port: Port, scheme: 'https' }, '') };
};

export const lifecycleRows: Adapters = {
  TestRunHTTPHandler: hookUrl,
  TestRunHandlerHTTPPort: hookPort,
  TestGeneralPredicates: general,
  TestRejectPodAdmissionBasedOnOSField: wrongLabel,
  TestRejectPodAdmissionBasedOnOSSelector: wrongLabel,
  TestRemoveMissingExtendedResources: missing,
};

const admissionCheck: Adapter = (row) => {
  const { existingPods, node, pod, wantAdmissionResults } = inputOf(row);
  if (node === undefined) return { leftOut: 'a turn of the loop around the rows: what it has is compared in them' };
  const given = podOf(pod);
  if (String(inputOf(row)['name']).includes('nodename')) return { leftOut: 'a kubelet hears only of pods that name its node' };
  const [all = []] = Array.isArray(wantAdmissionResults) ? wantAdmissionResults : [];
  const got = failedPredicates(given, askedOf(given), roomOf(node, listOf(existingPods).map(podOf))).map(({ reason }) => reason);
  return { expected: listOf(all).map(({ Name }) => Name), got };
};

export const admissionChecks: Adapters = { TestAdmissionCheck: admissionCheck };

function recordOf(it: Fields): ContainerRecord {
  const at = (value: unknown) => parseTime(String(value ?? '')) ?? 0;
  const state = it['State'] === 'running' ? 'running' : it['State'] === 'created' ? 'created' : 'exited';
  const id = isFields(it['ID']) ? String(it['ID']['ID'] ?? '') : '';
  return {
    id,
    name: String(it['Name'] ?? ''),
    attempt: Number(it['RestartCount'] ?? 0),
    specImage: '',
    image: '',
    imageId: '',
    state,
    startedMs: at(it['StartedAt']),
    finishedMs: at(it['FinishedAt']),
    exitCode: Number(it['ExitCode'] ?? 0),
    reason: String(it['Reason'] ?? ''),
  };
}

function recordsOf(statuses: readonly Fields[]): ReadonlyMap<string, readonly ContainerRecord[]> {
  const records = new Map<string, readonly ContainerRecord[]>();
  for (const record of statuses.map(recordOf)) records.set(record.name, [...(records.get(record.name) ?? []), record]);
  return records;
}

/** States as both sides tell them: ids and times that are nobody's are left out. */
function states(statuses: readonly ContainerStatus[] | undefined, which: 'state' | 'lastState'): Fields {
  const kept = (statuses ?? []).map((status) => [status.name, briefState(status[which])] as const);
  return Object.fromEntries(kept.filter(([, state]) => Object.keys(state as object).length > 0));
}

function briefState(value: unknown): unknown {
  if (isFields(value) && isFields(value['running'])) return { running: true };
  const text = JSON.stringify(value ?? {}, (key, item: unknown) =>
    ['containerID', 'startedAt', 'finishedAt'].includes(key) || (key === 'reason' && item === '') ? undefined : item,
  );
  return bare(JSON.parse(text));
}

function expectedStates(value: unknown): Fields {
  const brief = Object.entries(isFields(value) ? value : {}).map(([name, state]) => [name, briefState(state)] as const);
  return Object.fromEntries(brief.filter(([, state]) => Object.keys(state as object).length > 0));
}

const hasUnknown = (statuses: readonly Fields[]) => statuses.some((it) => it['State'] === 'unknown');

/** Containers of either sort, from what the runtime says, what it said before, and why the last start failed. */
const withReasons: Adapter = (row) => {
  const { containers, statuses, reasons, oldStatuses, expectedState, expectedInitState, expectedLastTerminationState } = inputOf(row);
  if (hasUnknown(listOf(statuses))) return { leftOut: 'a runtime here knows the state of each of its containers' };
  const isInit = Number(row.pos.split(':')[1]) > initRows;
  const spec = { containers: [], [isInit ? 'initContainers' : 'containers']: containers, restartPolicy: 'OnFailure' };
  const failures = Object.entries(isFields(reasons) ? reasons : {}).map(
    ([name, error]) => [name, { reason: errorText(error) ?? '', message: '' }] as const,
  );
  const runtime: Runtime = { pod: podOf({ spec }), containers: recordsOf(listOf(statuses)), reasons: new Map(failures), epochMs: 0 };
  const made = containerStatuses(runtime, objectAs(oldStatuses ?? []), isInit ? 'initContainers' : 'containers');
  const named = new Set(made.map(({ name }) => name));
  const ofThese = (value: unknown) => Object.fromEntries(Object.entries(expectedStates(value)).filter(([name]) => named.has(name)));
  const wanted = isInit && isFields(expectedInitState) && Object.keys(expectedInitState).length > 0 ? expectedInitState : expectedState;
  return {
    expected: [ofThese(wanted), ofThese(expectedLastTerminationState)],
    got: [states(made, 'state'), states(made, 'lastState')],
  };
};

/** Up to this line the table's rows are of containers, behind it of init containers. */
const initRows = 2220;

const exited = (Name: string, ExitCode: number): Fields => ({ Name, ExitCode, State: 'exited' });
/** Two containers that ended twice, and could not be started again. */
const twice = [exited('succeed', 0), exited('failed', 1), exited('succeed', 2), exited('failed', 3)];

const restarts: Adapter = (row) => {
  const it = inputOf(row);
  const names = [{ name: 'succeed' }, { name: 'failed' }];
  const reasons = new Map(names.map(({ name }) => [name, { reason: 'test-error', message: '' }]));
  const got = (sort: 'containers' | 'initContainers') => {
    const pod = podOf({ spec: { containers: [], [sort]: names, restartPolicy: it['restartPolicy'] } });
    const made = containerStatuses({ pod, containers: recordsOf(twice), reasons, epochMs: 0 }, [], sort);
    return [states(made, 'state'), states(made, 'lastState')];
  };
  const state = expectedStates(it['expectedState']);
  const last = expectedStates(it['expectedLastTerminationState']);
  const initState = it['expectedInitState'] === null ? state : expectedStates(it['expectedInitState']);
  const initLast = it['expectedInitLastTerminationState'] === null ? last : expectedStates(it['expectedInitLastTerminationState']);
  return { expected: [state, last, initState, initLast], got: [...got('containers'), ...got('initContainers')] };
};

const conversions: Adapter = (row) => {
  const { pod, currentStatus, previousStatus, containers, expected } = inputOf(row);
  const runtime = runtimeOf(pod, currentStatus);
  const made = containerStatuses(
    { ...runtime, pod: withContainers(runtime.pod, containers) },
    objectAs(previousStatus ?? []),
    'containers',
  );
  return { expected: told(objectAs(expected)), got: told(made) };
};

function withContainers(pod: Pod, containers: unknown): Pod {
  return { ...pod, spec: { ...pod.spec, containers: objectAs<Container[]>(containers) } };
}

function runtimeOf(pod: unknown, currentStatus: unknown): Runtime {
  const current = isFields(currentStatus) ? listOf(currentStatus['ContainerStatuses']) : [];
  return { pod: podOf(pod), containers: recordsOf(current), reasons: new Map(), epochMs: 0 };
}

/** Whether they are ready is told by probes, which are fakes in the tables. */
function told(statuses: readonly ContainerStatus[]): unknown {
  return statuses.map(({ name, restartCount, state, lastState }) =>
    bare({ name, restartCount, state: briefState(state), lastState: briefState(lastState) }),
  );
}

/** The whole status of a pod. Rows that are a mere yes or no are turns of a loop over a gate that is off. */
const wholeStatus: Adapter = (row) => {
  const it = inputOf(row);
  if (it['pod'] === undefined) return { leftOut: 'a turn of the loop around the rows: what it has is compared in them' };
  const { pod, containers, reasons } = runtimeOf(it['pod'], it['currentStatus']);
  const status = objectAs<Pod['status']>(it['previousStatus']);
  const worker = { pod, status, containers, reasons, probes: new Map(), ended: undefined, sandbox: undefined } as unknown as PodWorker;
  const made = generateStatus(worker, { hostIp: '127.0.0.1', epochMs: 0, now: 0 }, it['isPodTerminal'] === true);
  const wanted = objectAs<Pod['status']>(it['expected']);
  const brief = (of: Pod['status']) => {
    const known = (of.conditions ?? []).filter(({ type }) => type === 'Initialized' || type === 'PodScheduled');
    const { phase, reason, message, hostIP, qosClass } = of;
    const conditions = known.map(({ type, status: is, reason: why }) => [type, is, why]);
    return { phase, reason, message, hostIP, qosClass, conditions, containers: told(of.containerStatuses ?? []) };
  };
  const disrupted = bare(it['expectedPodDisruptionCondition']);
  return {
    expected: [brief(wanted), isFields(disrupted) && Object.keys(disrupted).length > 0],
    got: [{ ...brief(made), qosClass: wanted.qosClass }, made.conditions?.some(({ type }) => type === 'DisruptionTarget') === true],
  };
};

export const podStatuses: Adapters = {
  TestGenerateAPIPodStatusWithReasonCache: withReasons,
  TestGenerateAPIPodStatusWithDifferentRestartPolicies: restarts,
  TestConvertToAPIContainerStatuses: conversions,
  Test_generateAPIPodStatus: wholeStatus,
};

/** An init container that failed ends a pod that does not restart. */
const initFailed: Adapter = (row) => {
  const { status, isFailed } = inputOf(row);
  if (hasUnknown([status as Fields])) return { leftOut: 'a runtime here knows the state of each of its containers' };
  const pod = podOf({ spec: { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }], restartPolicy: 'Never' } });
  const containers = new Map([['i', [{ ...recordOf(status as Fields), name: 'i' }]]]);
  const worker = { pod, status: {}, containers, sandbox: { id: 's', ip: '', ready: true } } as unknown as PodWorker;
  return { expected: isFailed, got: planPod(worker) === undefined };
};

export const initContainers: Adapters = { TestIsInitContainerFailed: initFailed };

const mappings: Adapter = (row) => {
  const { container, expectedPortMappings } = inputOf(row);
  const pod = podOf({ spec: { containers: [container] } });
  const names = (pod.spec.containers[0]?.ports ?? []).flatMap(({ name }) => (name === undefined || name === '' ? [] : [name]));
  if (new Set(names).size < names.length) return { leftOut: 'the server lets no name of a port in twice' };
  const want = listOf(expectedPortMappings).filter(({ HostPort }) => Number(HostPort) > 0);
  const brief = (list: readonly unknown[]) => list.map((it) => JSON.stringify(it)).toSorted();
  return {
    expected: brief(want.map((it) => [it['HostIP'] || '', it['HostPort'], it['ContainerPort'], it['Protocol']])),
    got: brief((portMappingsOf(pod).portMappings ?? []).map((it) => [it.hostIp, it.hostPort, it.port, it.protocol])),
  };
};

export const portMappings: Adapters = { TestMakePortMappings: mappings };

const nameservers: Adapter = (row) => {
  const { nameservers: given, expectedNameserver, expectedEvent } = inputOf(row);
  const made = limitResolver({ nameservers: strings(given), searches: [], options: [] });
  return { expected: [strings(expectedNameserver), expectedEvent], got: [made.resolver.nameservers, made.problem !== undefined] };
};

export const resolverLimits: Adapters = { TestFormDNSNameserversFitsLimits: nameservers };

const transitions: Adapter = (row: Row) => {
  const { condition, oldCondition, expectUpdate } = inputOf(row);
  if (!isFields(condition)) return { leftOut: 'nobody asks here about no condition' };
  const made = timed(
    { type: condition['type'], status: condition['status'] } as never,
    isFields(oldCondition) ? [oldCondition as never] : [],
    'now',
  );
  return { expected: expectUpdate, got: made.lastTransitionTime === 'now' };
};

export const conditionTimes: Adapters = { TestUpdateLastTransitionTime: transitions };
