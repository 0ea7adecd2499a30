/**
 * Starts one container: back-off, image, configuration, creation, postStart hook. Each step that waits is taken up again
 * by `resumeStart` with the answer.
 * upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer), kuberuntime_manager.go (doBackOff)
 */
import type { Container } from '#api/kinds.ts';
import { goDuration } from '#api/machinery/duration.ts';
import type { ContainerStarted, CriAnswer, StartContainer } from '../../helpers/contracts/cri.ts';
import { delayOf, isWaitingSince, lengthen } from '../backOff.ts';
import { podEvent } from '../events.ts';
import { ensureImage, imageKnown, imagePulled, type Ensured } from '../images/ensure.ts';
import { startHook } from '../hooks.ts';
import { startProbes } from '../probes/worker.ts';
import { nextId, type ContainerRecord, type Job, type Kubelet, type PodWorker, type WaitingReason } from '../state.ts';
import { containerConfig } from './config.ts';
import { change, containerOf, podText, setRecords } from './containers.ts';
import { hexId, taskDone } from './job.ts';
import { notice } from './worker.ts';
import { tellRuntime } from '../send.ts';

interface Starting {
  readonly job: Job;
  readonly name: string;
}

export function startContainer(k: Kubelet, worker: PodWorker, starting: Starting): void {
  const container = containerOf(worker, starting.name);
  if (container === undefined) return taskDone(starting.job);
  if (isBackedOff(k, worker, { job: starting.job, container })) return failed(worker, starting, backOffReason(k, worker, container));
  afterImage(k, worker, { ...starting, container, ensured: ensureImage(k, { worker, job: starting.job, container }) });
}

/** Takes an answer of the runtime that a start has waited for. */
export function resumeStart(k: Kubelet, worker: PodWorker, { job, name, answer }: Starting & { readonly answer: CriAnswer }): void {
  const container = containerOf(worker, name);
  job.wait = undefined;
  if (container === undefined) return taskDone(job);
  const wanted = { worker, job, container };
  if (answer.type === 'cri/image-status') return afterImage(k, worker, { job, name, container, ensured: imageKnown(k, wanted, answer) });
  if (answer.type === 'cri/pulled') return afterImage(k, worker, { job, name, container, ensured: imagePulled(k, wanted, answer) });
  if (answer.type === 'cri/started') started(k, worker, { job, name, container, answer });
}

/** The postStart hook has ended; with an error the container is killed. */
export function hookEnded(k: Kubelet, worker: PodWorker, { job, name, error }: Starting & { readonly error: string | undefined }): void {
  const record = worker.containers.get(name)?.[0];
  if (error === undefined || record === undefined) return done(worker, job, name);
  podEvent(k, worker, { type: 'Warning', reason: 'FailedPostStartHook', message: 'PostStartHook failed' }, name);
  failed(worker, { job, name }, { reason: 'PostStartHookError', message: error });
  job.tasks.unshift({ type: 'kill', container: record.id, name, message: 'FailedPostStartHook', why: 'postStart' });
}

/** Only an end that the sync saw counts: a container that the sync itself has killed is followed by the next at once. */
function isBackedOff(k: Kubelet, worker: PodWorker, { job, container }: { readonly job: Job; readonly container: Container }): boolean {
  const records = worker.containers.get(container.name) ?? [];
  const record = records.find(({ state, finishedMs }) => state === 'exited' && finishedMs <= job.sinceMs);
  if (record === undefined) return false;
  const { now } = k.context;
  const key = backOffKey(worker, container);
  if (!isWaitingSince(k.state.restarts, key, record.finishedMs, now)) {
    lengthen(k.state.restarts, key, record.finishedMs, now);
    return false;
  }
  const message = `Back-off restarting failed container ${container.name} in pod ${podText(worker)}`;
  podEvent(k, worker, { type: 'Warning', reason: 'BackOff', message }, container.name);
  return true;
}

function backOffReason(k: Kubelet, worker: PodWorker, container: Container): WaitingReason {
  const delay = goDuration(delayOf(k.state.restarts, backOffKey(worker, container)));
  return { reason: 'CrashLoopBackOff', message: `back-off ${delay} restarting failed container=${container.name} pod=${podText(worker)}` };
}

function backOffKey(worker: PodWorker, container: Container): string {
  return `${worker.uid}/${container.name}/${container.image ?? ''}`;
}

function afterImage(k: Kubelet, worker: PodWorker, step: Starting & { readonly container: Container; readonly ensured: Ensured }): void {
  const { job, name, container, ensured } = step;
  if (ensured === 'waits') return;
  if (ensured === 'present') return create(k, worker, { job, container });
  podEvent(k, worker, { type: 'Warning', reason: 'Failed', message: `Error: ${ensured.reason}` }, name);
  failed(worker, { job, name }, ensured);
}

function create(k: Kubelet, worker: PodWorker, { job, container }: { readonly job: Job; readonly container: Container }): void {
  const { name } = container;
  const config = containerConfig(k, worker, container);
  if ('error' in config) {
    podEvent(k, worker, { type: 'Warning', reason: 'Failed', message: `Error: ${config.error}` }, name);
    return failed(worker, { job, name }, { reason: 'CreateContainerConfigError', message: config.error });
  }
  const before = worker.containers.get(name)?.[0];
  const message: StartContainer = {
    type: 'cri/start',
    id: nextId(k, 'start'),
    sandbox: worker.sandbox?.id ?? '',
    container: hexId(k),
    name,
    attempt:
      before === undefined ? (worker.status.containerStatuses?.find((it) => it.name === name)?.restartCount ?? 0) : before.attempt + 1,
    image: container.image ?? '',
    ...config,
  };
  k.state.owners.set(message.container, worker.uid);
  k.state.waiting.set(message.id, { type: 'job', uid: worker.uid });
  job.wait = message.id;
  job.container = message.container;
  keep(k, worker, created(message));
  podEvent(k, worker, { type: 'Normal', reason: 'Created', message: `Created container ${name}` }, name);
  tellRuntime(k, message);
}

function created({ container, name, attempt, image }: StartContainer): ContainerRecord {
  return {
    id: container,
    name,
    attempt,
    specImage: image,
    image,
    imageId: '',
    state: 'created',
    startedMs: -1,
    finishedMs: -1,
    exitCode: 0,
    reason: '',
  };
}

/** Puts a new container before the ones of its name; only the one before it is kept, for its log. */
function keep(k: Kubelet, worker: PodWorker, record: ContainerRecord): void {
  const records = worker.containers.get(record.name) ?? [];
  for (const old of records.slice(1)) {
    k.state.owners.delete(old.id);
    tellRuntime(k, { type: 'cri/remove', id: nextId(k, 'remove'), container: old.id });
  }
  setRecords(worker, record.name, [record, ...records.slice(0, 1)]);
}

function started(
  k: Kubelet,
  worker: PodWorker,
  step: Starting & { readonly container: Container; readonly answer: ContainerStarted },
): void {
  const { job, name, container, answer } = step;
  const { now } = k.context;
  if (answer.error !== undefined) {
    const end = { state: 'exited', exitCode: 128, reason: 'StartError', message: answer.error, startedMs: -1, finishedMs: now } as const;
    change(worker, { name, id: answer.container }, { image: answer.imageName, imageId: answer.imageId, ...end });
    podEvent(k, worker, { type: 'Warning', reason: 'Failed', message: `Error: ${answer.error}` }, name);
    return failed(worker, { job, name }, { reason: 'RunContainerError', message: answer.error });
  }
  const record = worker.containers.get(name)?.[0];
  const running = record?.state === 'created' ? ({ state: 'running', startedMs: now } as const) : {};
  change(worker, { name, id: answer.container }, { image: answer.imageName, imageId: answer.imageId, ...running });
  podEvent(k, worker, { type: 'Normal', reason: 'Started', message: `Started container ${name}` }, name);
  startProbes(k, worker, container);
  notice(k, worker);
  const hook = container.lifecycle?.postStart;
  if (hook === undefined) return done(worker, job, name);
  job.wait = startHook(k, worker, { hook, container, kind: 'postStart', id: answer.container });
}

function done(worker: PodWorker, job: Job, name: string): void {
  worker.reasons.delete(name);
  taskDone(job);
}

function failed(worker: PodWorker, { job, name }: Starting, reason: WaitingReason): void {
  worker.reasons.set(name, reason);
  job.failed = true;
  taskDone(job);
}
