/**
 * Probes: one state for each probe of each running container. A probe ticks on the grid of its period that began when the
 * pod came to the node; a pod without probes costs nothing.
 * upstream: pkg/kubelet/prober/worker.go, prober.go, prober_manager.go
 */
import type { Container } from '#api/kinds.ts';
import { call } from '../dial.ts';
import { expand } from '../env/expand.ts';
import { containerOf } from '../pod/containers.ts';
import { later, nextId, type Kubelet, type PodWorker, type ProbeKind, type ProbeState } from '../state.ts';
import { portOf } from './port.ts';
import { tellRuntime } from '../send.ts';

type Probe = NonNullable<Container['livenessProbe']>;

const kinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** A container has started, or was found running: its probes begin anew. */
export function startProbes(k: Kubelet, worker: PodWorker, container: Container): void {
  for (const kind of kinds) {
    const id = worker.containers.get(container.name)?.[0]?.id;
    if (probeOf(container, kind) === undefined || id === undefined) continue;
    const result = startingResult(worker, kind, id);
    const state: ProbeState = {
      kind,
      name: container.name,
      container: id,
      result,
      last: undefined,
      run: 0,
      onHold: false,
      busy: undefined,
      timer: false,
    };
    worker.probes.set(`${kind}/${container.name}`, state);
    arm(k, worker, state);
  }
}

/** A container that this kubelet did not start keeps what its status said of it; a new one must first prove itself. */
function startingResult({ status }: PodWorker, kind: ProbeKind, id: string): boolean | undefined {
  if (kind === 'liveness') return true;
  const known = status.containerStatuses?.find(({ containerID }) => containerID === `containerd://${id}`);
  return kind === 'readiness' ? known?.ready === true : known?.started === true ? true : undefined;
}

/** An unready container is probed as soon as its pod's status is made. */
export function triggerReadiness(k: Kubelet, worker: PodWorker): void {
  for (const state of worker.probes.values()) if (state.kind === 'readiness' && state.result !== true) probeNow(k, worker, state);
}

export function probeTick(
  k: Kubelet,
  worker: PodWorker,
  { probe, container }: { readonly probe: string; readonly container: string },
): void {
  const state = worker.probes.get(probe);
  if (state === undefined || state.container !== container || state.onHold) return;
  state.timer = false;
  if (worker.containers.get(state.name)?.[0]?.state !== 'running') return;
  if (state.kind === 'startup' && state.result === true) return;
  arm(k, worker, state);
  probeNow(k, worker, state);
}

function arm(k: Kubelet, worker: PodWorker, state: ProbeState): void {
  const container = containerOf(worker, state.name);
  const period = ((container === undefined ? undefined : probeOf(container, state.kind))?.periodSeconds ?? 10) * 1000;
  const since = k.context.now - worker.admittedMs;
  state.timer = true;
  later(k, period - (since % period), {
    type: 'kubelet/probe',
    uid: worker.uid,
    probe: `${state.kind}/${state.name}`,
    container: state.container,
  });
}

/** Probes, when the container's published status shows that it runs and the probe's turn has come. */
function probeNow(k: Kubelet, worker: PodWorker, state: ProbeState): void {
  if (state.busy !== undefined || state.onHold) return;
  const statuses = [...(worker.status.containerStatuses ?? []), ...(worker.status.initContainerStatuses ?? [])];
  const status = statuses.find(({ name }) => name === state.name);
  const record = worker.containers.get(state.name)?.[0];
  if (status?.state?.running === undefined || status.containerID !== `containerd://${state.container}` || record?.state !== 'running')
    return;
  const container = containerOf(worker, state.name);
  const spec = container === undefined ? undefined : probeOf(container, state.kind);
  if (container === undefined || spec === undefined) return;
  if (Math.floor((k.context.now - record.startedMs) / 1000) < (spec.initialDelaySeconds ?? 0)) return;
  if ((status.started === true) === (state.kind === 'startup')) return;
  state.busy = nextId(k, 'probe');
  k.state.waiting.set(state.busy, { type: 'probe', uid: worker.uid, probe: `${state.kind}/${state.name}` });
  run(k, worker, { id: state.busy, container, spec, target: state.container });
}

interface Run {
  readonly id: string;
  readonly container: Container;
  readonly spec: Probe;
  readonly target: string;
}

function run(k: Kubelet, worker: PodWorker, { id, container, spec, target }: Run): void {
  const timeoutMs = (spec.timeoutSeconds ?? 1) * 1000;
  const podIp = worker.pod.spec.hostNetwork === true ? k.spec.nodeIp : (worker.sandbox?.ip ?? '');
  if (spec.httpGet !== undefined) {
    const { host, path = '/', port, scheme = 'HTTP', httpHeaders = [] } = spec.httpGet;
    const ip = host !== undefined && host !== '' ? host : podIp;
    return call(k, id, { what: 'http', ip, port: portOf(container, port), path, scheme, headers: httpHeaders, timeoutMs });
  }
  const socket = spec.tcpSocket ?? spec.grpc;
  if (socket !== undefined) {
    const host = spec.tcpSocket?.host ?? '';
    return call(k, id, {
      what: spec.grpc === undefined ? 'tcp' : 'grpc',
      ip: host === '' ? podIp : host,
      port: portOf(container, socket.port),
      path: '',
      scheme: 'tcp',
      headers: [],
      timeoutMs,
    });
  }
  tellRuntime(k, { type: 'cri/exec-sync', id, container: target, command: commandOf(container, spec), timeoutMs });
}

/** Of the container's variables only those are filled in that are written there; what is read from elsewhere is empty. */
export function commandOf({ env = [] }: Pick<Container, 'env'>, { exec }: Probe): readonly string[] {
  const known = new Map(env.map(({ name, value = '' }) => [name, value]));
  return (exec?.command ?? []).map((word) => expand(word, (name) => known.get(name)));
}

export function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  return kind === 'liveness' ? container.livenessProbe : kind === 'readiness' ? container.readinessProbe : container.startupProbe;
}

/** The command of an exec probe, for the text that says it took too long. */
export function probeCommand(worker: PodWorker, probe: string): string {
  const state = worker.probes.get(probe);
  const container = state === undefined ? undefined : containerOf(worker, state.name);
  const spec = container === undefined || state === undefined ? undefined : probeOf(container, state.kind);
  return container === undefined || spec === undefined ? '' : commandOf(container, spec).join(' ');
}
