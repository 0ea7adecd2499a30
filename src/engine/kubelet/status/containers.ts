/** upstream: pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses) */
import { formatTime } from '#api/machinery/time.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import type { Container, ContainerStatus, Pod } from '#api/kinds.ts';
import { shouldRestart } from '../pod/restart.ts';
import type { ContainerRecord, WaitingReason } from '../state.ts';

type State = NonNullable<ContainerStatus['state']>;

export interface Runtime {
  readonly pod: Pod;
  /** The newest first. */
  readonly containers: ReadonlyMap<string, readonly ContainerRecord[]>;
  readonly reasons: ReadonlyMap<string, WaitingReason>;
  readonly epochMs: number;
}

/** Statuses of containers of one sort, from what the runtime says and, where it is silent, from the ones before. */
export function containerStatuses(
  runtime: Runtime,
  before: readonly ContainerStatus[] | undefined,
  sort: 'containers' | 'initContainers' | 'ephemeralContainers',
): ContainerStatus[] {
  const { spec } = runtime.pod;
  const init = sort === 'initContainers';
  const containers = (spec[sort] ?? []) as readonly Container[];
  const waiting = (spec.initContainers ?? []).length > 0 && sort !== 'ephemeralContainers' ? 'PodInitializing' : 'ContainerCreating';
  const statuses = containers.map((container) =>
    withReason(runtime, container, {
      init,
      status: oneStatus(runtime, container, { waiting, before: before?.find((status) => status.name === container.name) }),
    }),
  );
  return init ? statuses : statuses.sort((a, b) => compareKeys(a.name, b.name));
}

function oneStatus(
  runtime: Runtime,
  container: Container,
  known: { readonly waiting: string; readonly before: ContainerStatus | undefined },
): ContainerStatus {
  const { before } = known;
  const [current, previous] = runtime.containers.get(container.name) ?? [];
  if (current !== undefined) {
    return {
      containerID: `containerd://${current.id}`,
      image: current.image,
      imageID: current.imageId,
      lastState: previous === undefined ? {} : stateOf(previous, runtime.epochMs),
      name: container.name,
      ready: false,
      restartCount: current.attempt,
      state: stateOf(current, runtime.epochMs),
      started: false,
    };
  }
  if (before?.state?.terminated !== undefined) return { ...before, ready: false };
  const { lastState, restartCount } =
    before?.state?.running === undefined
      ? { lastState: before?.lastState ?? {}, restartCount: before?.restartCount ?? 0 }
      : lost(runtime.pod, before);
  return {
    image: container.image ?? '',
    imageID: '',
    name: container.name,
    ready: false,
    restartCount,
    state: { waiting: { reason: known.waiting } },
    lastState,
    started: false,
  };
}

/** A container that ran and that the runtime knows nothing of. */
function lost(pod: Pod, before: ContainerStatus): { readonly lastState: State; readonly restartCount: number } {
  const restarted = pod.metadata.deletionTimestamp === undefined;
  const message = 'The container could not be located when the pod was deleted.  The container used to be Running';
  const terminated = { exitCode: 137, finishedAt: nothing, message, reason: 'ContainerStatusUnknown', startedAt: nothing };
  return { lastState: { terminated }, restartCount: before.restartCount + (restarted ? 1 : 0) };
}

/** What the API shows for a moment that nobody knows. */
export const nothing = null as unknown as string;

function stateOf(record: ContainerRecord, epochMs: number): State {
  if (record.state === 'created') return { waiting: {} };
  const startedAt = formatTime(record.startedMs < 0 ? 0 : epochMs + record.startedMs);
  if (record.state === 'running') return { running: { startedAt } };
  return {
    terminated: {
      containerID: `containerd://${record.id}`,
      exitCode: record.exitCode,
      finishedAt: formatTime(epochMs + record.finishedMs),
      ...(record.message === undefined || record.message === '' ? {} : { message: record.message }),
      reason: record.reason,
      ...(record.signal === undefined ? {} : { signal: record.signal }),
      startedAt,
    },
  };
}

/** A container that is to be started again and cannot be is waiting, for the reason of the last attempt. */
function withReason(
  runtime: Runtime,
  container: Container,
  made: { readonly init: boolean; readonly status: ContainerStatus },
): ContainerStatus {
  const { status, init } = made;
  const reason = runtime.reasons.get(container.name);
  if (reason === undefined) return status;
  const current = runtime.containers.get(container.name)?.[0];
  if (init && current?.state === 'exited' && current.exitCode === 0) return status;
  const isEphemeral = runtime.pod.spec.ephemeralContainers?.some(({ name }) => name === container.name) === true;
  if (isEphemeral ? current !== undefined : !shouldRestart(runtime.pod, current)) return status;
  return {
    ...status,
    lastState: status.state?.terminated === undefined ? (status.lastState ?? {}) : { terminated: status.state.terminated },
    state: { waiting: { ...(reason.message === '' ? {} : { message: reason.message }), reason: reason.reason } },
  };
}
