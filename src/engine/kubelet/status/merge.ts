/** upstream: pkg/kubelet/status/status_manager.go (mergePodStatus, TerminatePod) */
import type { ContainerStatus, Pod } from '#api/kinds.ts';
import { isByKubelet, terminalReady } from './conditions.ts';
import { hasStarted } from './phase.ts';
import { isTerminal, timed, type PodStatus } from './generate.ts';

/**
 * The status to write: the kubelet's own, with the conditions that others have set in the stored one. A pod that may
 * still have running containers does not become final, and one that is final is not ready. Why it was disrupted is told
 * when it becomes final, not before.
 */
export function mergeStatus(stored: PodStatus, made: PodStatus, mayRun: boolean): PodStatus {
  const ends = !isTerminal(stored.phase) && isTerminal(made.phase);
  const shared = ends && !mayRun ? (made.conditions ?? []).filter(({ type }) => type === 'DisruptionTarget') : [];
  const others = (stored.conditions ?? [])
    .filter(({ type }) => !isByKubelet(type) && !shared.some((it) => it.type === type))
    .concat(shared);
  const own = (made.conditions ?? []).filter((condition) => isByKubelet(condition.type));
  const conditions = [...others, ...own];
  let merged: PodStatus = { ...made, ...(conditions.length === 0 ? {} : { conditions }) };
  if (ends && mayRun) {
    const { reason: _reason, message: _message, ...rest } = merged;
    merged = {
      ...rest,
      phase: stored.phase ?? 'Pending',
      ...(stored.reason === undefined ? {} : { reason: stored.reason }),
      ...(stored.message === undefined ? {} : { message: stored.message }),
    };
  }
  const { phase } = merged;
  const isReady = own.some(({ type, status }) => (type === 'Ready' || type === 'ContainersReady') && status === 'True');
  return isTerminal(phase) && isReady ? notReady(merged) : merged;
}

function notReady(status: PodStatus): PodStatus {
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === 'Ready' || condition.type === 'ContainersReady'
      ? timed(terminalReady(condition.type, status.phase), status.conditions, condition.lastTransitionTime ?? '')
      : condition,
  );
  return { ...status, conditions };
}

/** The last status of a pod: containers of which nothing is known have failed, and the phase is final. */
export function terminatedStatus(pod: Pod, status: PodStatus): PodStatus {
  const inits = status.initContainerStatuses;
  const initialized = hasInitialized(pod, status);
  return {
    ...status,
    ...(initialized && status.containerStatuses !== undefined ? { containerStatuses: status.containerStatuses.map(lostContainer) } : {}),
    ...(inits === undefined || pod.spec.initContainers === undefined ? {} : { initContainerStatuses: lostInits(inits) }),
    phase: isTerminal(status.phase) ? status.phase : 'Failed',
  };
}

/** A main container that was ever more than waiting proves it, and so does a last init container that has succeeded. */
function hasInitialized(pod: Pod, status: PodStatus): boolean {
  if ((pod.spec.initContainers ?? []).length === 0) return true;
  if (status.containerStatuses?.some(hasStarted) === true) return true;
  const last = status.initContainerStatuses?.at(-1);
  return last?.lastState?.terminated?.exitCode === 0 || last?.state?.terminated?.exitCode === 0;
}

function lostContainer(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status;
  const terminated = {
    exitCode: 137,
    finishedAt: null as unknown as string,
    message: 'The container could not be located when the pod was terminated',
    reason: 'ContainerStatusUnknown',
    startedAt: null as unknown as string,
  };
  return { ...status, ready: false, state: { terminated } };
}

/** Init containers up to the last one that is known to have ended, and always the first. */
function lostInits(statuses: readonly ContainerStatus[]): ContainerStatus[] {
  const last = statuses.findLastIndex(({ state, lastState }) => state?.terminated !== undefined || lastState?.terminated !== undefined);
  return statuses.map((status, i) => (i <= Math.max(0, last) ? lostContainer(status) : status));
}
