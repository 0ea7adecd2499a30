/**
 * Streams for people: finds the container that exec, attach or logs mean and hands over to the runtime, or ends the
 * stream with the reason why not.
 * upstream: pkg/kubelet/kubelet_pods.go (validateContainerLogStatus, GetExec), pkg/kubelet/server/server.go
 */
import type { ContainerStatus } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { KubeletStream, OpenStream } from '../helpers/contracts/cri.ts';
import type { Kubelet, PodWorker } from './state.ts';
import { tellRuntime } from './send.ts';

export function openStream(k: Kubelet, asked: KubeletStream): void {
  const name = asked.query['container']?.[0] ?? '';
  const worker = workerOf(k, `${asked.namespace}/${asked.pod}`);
  if (worker === undefined) return refuse(k, asked, `pod does not exist`);
  const container = asked.what === 'log' ? logContainer(worker, name, flag(asked, 'previous')) : runningContainer(worker, name);
  if ('error' in container) return refuse(k, asked, container.error);
  const message: OpenStream = {
    type: 'cri/stream',
    stream: asked.stream,
    container: container.id,
    what: asked.what,
    command: asked.query['command'] ?? [],
    stdin: flag(asked, 'stdin'),
    tty: flag(asked, 'tty'),
    ...(asked.what === 'log' ? { log: logOptions(k, asked) } : {}),
  };
  tellRuntime(k, message, 0);
}

type Found = { readonly id: string } | { readonly error: string };

/** Which container's log is meant, from the statuses of a pod. */
export function logOf(
  statuses: readonly ContainerStatus[],
  which: { readonly pod: string; readonly name: string; readonly previous: boolean },
): Found {
  const status = statuses.find((it) => it.name === which.name);
  const about = `container ${goQuote(which.name)} in pod ${goQuote(which.pod)}`;
  if (status === undefined) return { error: `${about} is not available` };
  const { state, lastState } = status;
  const last = lastState?.terminated;
  if (which.previous) return hasId(last) ? id(last.containerID) : { error: `previous terminated ${about} not found` };
  if (state?.running !== undefined) return id(status.containerID ?? '');
  if (state?.terminated !== undefined && hasId(state.terminated)) return id(state.terminated.containerID);
  if (hasId(last)) return id(last.containerID);
  if (state?.terminated !== undefined || last !== undefined) return { error: `${about} is terminated` };
  if (state?.waiting === undefined) return { error: `${about} is waiting to start - no logs yet` };
  const { reason } = state.waiting;
  if (reason === 'ErrImagePull') return { error: `${about} is waiting to start: image can't be pulled` };
  if (reason === 'ImagePullBackOff') return { error: `${about} is waiting to start: trying and failing to pull image` };
  return { error: `${about} is waiting to start: ${reason ?? ''}` };
}

function hasId(terminated: { readonly containerID?: string } | undefined): terminated is { readonly containerID: string } {
  return terminated?.containerID !== undefined && terminated.containerID !== '';
}

function id(text: string): Found {
  return { id: text.slice(text.indexOf('://') + 3) };
}

function logContainer(worker: PodWorker, name: string, previous: boolean): Found {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = worker.status;
  const statuses = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  return logOf(statuses, { pod: worker.pod.metadata.name, name, previous });
}

function runningContainer(worker: PodWorker, name: string): Found {
  const record = worker.containers.get(name)?.[0];
  return record?.state === 'running'
    ? { id: record.id }
    : { error: `unable to upgrade connection: container not found (${goQuote(name)})` };
}

/** The newest of that name: one that was forced away may still be ending. */
function workerOf(k: Kubelet, key: string): PodWorker | undefined {
  let found: PodWorker | undefined;
  for (const worker of k.state.pods.values()) if (worker.key === key && (found === undefined || found.gone)) found = worker;
  return found;
}

function refuse(k: Kubelet, { stream }: KubeletStream, message: string): void {
  k.context.stream({ stream, type: 'exit', code: 1, message });
}

function flag({ query }: KubeletStream, name: string): boolean {
  const text = query[name]?.[0];
  return text === 'true' || text === '1';
}

function logOptions(k: Kubelet, asked: KubeletStream): NonNullable<OpenStream['log']> {
  const tail = asked.query['tailLines']?.[0];
  const seconds = asked.query['sinceSeconds']?.[0];
  const time = parseTime(asked.query['sinceTime']?.[0] ?? '');
  const sinceMs =
    seconds !== undefined ? k.context.now - Number(seconds) * 1000 : time === undefined ? undefined : time - k.context.epochMs;
  return {
    follow: flag(asked, 'follow'),
    timestamps: flag(asked, 'timestamps'),
    ...(tail === undefined || Number(tail) < 0 ? {} : { tailLines: Number(tail) }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
}
