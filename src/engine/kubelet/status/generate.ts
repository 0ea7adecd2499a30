/**
 * A pod's status from what its node knows: pure.
 * upstream: pkg/kubelet/kubelet_pods.go (generateAPIPodStatus), pkg/kubelet/prober/prober_manager.go (UpdatePodStatus)
 */
import type { ContainerStatus, Pod, PodCondition } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { PodWorker } from '../state.ts';
import { containerStatuses, nothing } from './containers.ts';
import { containersReadyCondition, initializedCondition, isByKubelet, readyCondition, type Made } from './conditions.ts';
import { getPhase, isSidecar } from './phase.ts';

export type PodStatus = Pod['status'];

export interface Place {
  readonly hostIp: string;
  readonly epochMs: number;
  readonly now: number;
}

/** `terminal`: the pod's containers are gone for good. */
export function generateStatus(worker: PodWorker, place: Place, terminal: boolean): PodStatus {
  const { pod } = worker;
  const before = worker.status;
  const runtime = { pod, containers: worker.containers, reasons: worker.reasons, epochMs: place.epochMs };
  const main = containerStatuses(runtime, before.containerStatuses, 'containers').map((status) => withProbes(worker, status));
  const init = containerStatuses(runtime, before.initContainerStatuses, 'initContainers').map((status) => withInit(worker, status));
  const ephemeral = containerStatuses(runtime, before.ephemeralContainerStatuses, 'ephemeralContainers').map(withoutStarted);
  const statuses = [...init, ...main];
  const { phase, reason, message } = phaseOf(worker, getPhase(pod.spec, statuses, terminal));
  const nowText = formatTime(place.epochMs + place.now);
  const conditions = conditionsOf(worker, { statuses, phase, before: before.conditions, nowText });
  const ip = ipOf(worker, place);
  const status: Writable<PodStatus> = { conditions, containerStatuses: main, hostIP: place.hostIp };
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = ephemeral;
  if (init.length > 0) status.initContainerStatuses = init;
  if (message !== undefined) status.message = message;
  status.phase = phase;
  if (ip !== undefined && ip !== '') {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  if (pod.status.qosClass !== undefined) status.qosClass = pod.status.qosClass;
  if (reason !== undefined) status.reason = reason;
  status.startTime = before.startTime ?? nowText;
  return status;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A phase that is final stays, and keeps its reason; a pod that its node ended has failed. */
function phaseOf(
  worker: PodWorker,
  made: NonNullable<PodStatus['phase']>,
): Pick<PodStatus, 'reason' | 'message'> & { phase: NonNullable<PodStatus['phase']> } {
  if (worker.ended !== undefined) return { phase: 'Failed', reason: worker.ended.reason, message: worker.ended.message };
  const before = worker.status;
  const phase = isTerminal(made)
    ? made
    : isTerminal(before.phase)
      ? before.phase
      : isTerminal(worker.pod.status.phase)
        ? worker.pod.status.phase
        : made;
  if (phase !== before.phase) return { phase };
  const reason = before.reason ?? worker.pod.status.reason;
  const message = before.message ?? worker.pod.status.message;
  return { phase, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
}

export function isTerminal(phase: PodStatus['phase']): phase is 'Failed' | 'Succeeded' {
  return phase === 'Failed' || phase === 'Succeeded';
}

function ipOf(worker: PodWorker, place: Place): string | undefined {
  if (worker.sandbox === undefined) return worker.status.podIP;
  return worker.pod.spec.hostNetwork === true ? place.hostIp : worker.sandbox.ip;
}

/** A started container is ready when its readiness probe says so, or has none. */
function withProbes(worker: PodWorker, status: ContainerStatus): ContainerStatus {
  const id = containerIdOf(status);
  const started = status.state?.running !== undefined && hasStartedUp(worker, status.name, id);
  const ready = started && isReady(worker, status.name, id);
  return { ...status, ready, started };
}

function withInit(worker: PodWorker, status: ContainerStatus): ContainerStatus {
  const container = worker.pod.spec.initContainers?.find((it) => it.name === status.name);
  if (container !== undefined && isSidecar(container)) return withProbes(worker, status);
  return { ...status, ready: status.state?.terminated?.exitCode === 0, started: false };
}

/** Nobody waits for an ephemeral container to have started. */
function withoutStarted(status: ContainerStatus): ContainerStatus {
  const { started: _, ...told } = status;
  return told;
}

function containerIdOf(status: ContainerStatus): string {
  return status.containerID?.slice('containerd://'.length) ?? '';
}

/** No startup probe, or one that has succeeded. */
export function hasStartedUp(worker: PodWorker, name: string, id: string): boolean {
  const probe = worker.probes.get(`startup/${name}`);
  return probe === undefined || (probe.container === id && probe.result === true);
}

function isReady(worker: PodWorker, name: string, id: string): boolean {
  const probe = worker.probes.get(`readiness/${name}`);
  return probe === undefined || (probe.container === id && probe.result === true);
}

interface Basis {
  readonly statuses: readonly ContainerStatus[];
  readonly phase: NonNullable<PodStatus['phase']>;
  readonly before: PodStatus['conditions'];
  readonly nowText: string;
}

function conditionsOf({ pod, ended }: PodWorker, { statuses, phase, before, nowText }: Basis): PodCondition[] {
  const disruption: Made[] =
    ended?.isDisruption === true
      ? [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message: ended.message }]
      : [];
  const isOurs = (type: string): boolean => isByKubelet(type) || disruption.some((it) => it.type === type);
  const others = (pod.status.conditions ?? []).filter((condition) => !isOurs(condition.type));
  const containersReady = containersReadyCondition(pod.spec, statuses, phase);
  const made: Made[] = [
    initializedCondition(pod.spec, statuses, phase),
    readyCondition(pod.spec, others, containersReady),
    containersReady,
    { type: 'PodScheduled', status: 'True' },
    ...disruption,
  ];
  return [...others, ...made.map((condition) => timed(condition, before, nowText))];
}

/** A condition keeps the time of its last change while its status is the same. */
export function timed(made: Made, before: PodStatus['conditions'], nowText: string): PodCondition {
  const old = before?.find((condition) => condition.type === made.type);
  const lastTransitionTime = old !== undefined && old.status === made.status ? (old.lastTransitionTime ?? nowText) : nowText;
  return { lastProbeTime: nothing, lastTransitionTime, ...made };
}
