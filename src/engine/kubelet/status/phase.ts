/** upstream: pkg/kubelet/kubelet_pods.go (getPhase) */
import type { Container, ContainerStatus, Pod, PodSpec } from '#api/kinds.ts';

/** What decides a pod's phase: how many containers are where. */
interface Tally {
  pendingInit: number;
  failedInit: number;
  pendingSidecars: number;
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
}

/** The phase of a pod whose containers have these statuses. `terminal`: no container of it will ever be started again. */
export function getPhase(spec: PodSpec, statuses: readonly ContainerStatus[], terminal: boolean): NonNullable<Pod['status']['phase']> {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const tally: Tally = { pendingInit: 0, failedInit: 0, pendingSidecars: 0, unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const container of spec.initContainers ?? []) {
    if (isSidecar(container)) tallySidecar(tally, byName.get(container.name));
    else tallyInit(tally, byName.get(container.name));
  }
  for (const container of spec.containers) tallyMain(tally, byName.get(container.name));
  if (tally.failedInit > 0 && spec.restartPolicy === 'Never') return 'Failed';
  const initialized = spec.containers.some((container) => hasStarted(byName.get(container.name)));
  if (tally.pendingInit > 0 || (tally.pendingSidecars > 0 && !initialized) || tally.waiting > 0) return 'Pending';
  if (tally.unknown > 0) return 'Pending';
  if (tally.running > 0) return 'Running';
  if (tally.stopped === 0) return 'Pending';
  return stoppedPhase(tally, spec.restartPolicy ?? 'Always', terminal);
}

/** An init container that stays beside the main ones. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

export function hasStarted(status: ContainerStatus | undefined): boolean {
  if (status === undefined) return false;
  return status.state?.running !== undefined || status.state?.terminated !== undefined || status.lastState?.terminated !== undefined;
}

function stoppedPhase(tally: Tally, policy: string, terminal: boolean): 'Running' | 'Succeeded' | 'Failed' {
  const ended = tally.stopped === tally.succeeded ? 'Succeeded' : 'Failed';
  if (terminal) return ended;
  if (policy === 'Always') return 'Running';
  return ended === 'Succeeded' || policy === 'Never' ? ended : 'Running';
}

function tallyInit(tally: Tally, status: ContainerStatus | undefined): void {
  const ended = status?.state?.terminated ?? (status?.state?.waiting === undefined ? undefined : status.lastState?.terminated);
  if (status?.state?.running !== undefined || ended === undefined) tally.pendingInit += 1;
  else if (ended.exitCode !== 0) tally.failedInit += 1;
}

function tallySidecar(tally: Tally, status: ContainerStatus | undefined): void {
  if (status?.state?.running !== undefined) {
    if (status.started !== true) tally.pendingSidecars += 1;
    tally.running += 1;
  } else if (status?.state?.waiting !== undefined) {
    if (status.lastState?.terminated !== undefined) return;
    tally.pendingSidecars += 1;
    tally.waiting += 1;
  } else if (status?.state?.terminated === undefined) {
    if (status !== undefined) tally.pendingSidecars += 1;
    tally.unknown += 1;
  }
}

function tallyMain(tally: Tally, status: ContainerStatus | undefined): void {
  if (status?.state?.running !== undefined) {
    tally.running += 1;
  } else if (status?.state?.terminated !== undefined) {
    tally.stopped += 1;
    if (status.state.terminated.exitCode === 0) tally.succeeded += 1;
  } else if (status?.state?.waiting === undefined) {
    tally.unknown += 1;
  } else if (status.lastState?.terminated === undefined) {
    tally.waiting += 1;
  } else {
    tally.stopped += 1;
  }
}
