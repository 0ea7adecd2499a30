/**
 * What the container runtime tells: answers to requests, and containers that end.
 * upstream: pkg/kubelet/pleg/generic.go, pkg/kubelet/kuberuntime
 */
import { goQuote } from '#api/machinery/goText.ts';
import type { ContainerExited, CriAnswer, ExecDone, RuntimeListed, SandboxReady } from '../helpers/contracts/cri.ts';
import type { Outcome } from './dial.ts';
import { podEvent } from './events.ts';
import { hookAnswered } from './pod/hooked.ts';
import { nextPull } from './images/ensure.ts';
import { probeAnswered } from './probes/results.ts';
import { probeCommand } from './probes/worker.ts';
import { change } from './pod/containers.ts';
import { taskDone } from './pod/job.ts';
import { resumeStart } from './pod/start.ts';
import { advance } from './pod/sync.ts';
import { sandboxGone, stopSandbox } from './pod/terminate.ts';
import { findWorker, notice, ownerOf } from './pod/worker.ts';
import { tellRuntime } from './send.ts';
import { because, nextId, type ContainerRecord, type Job, type Kubelet, type PodWorker } from './state.ts';

const why = {
  'cri/sandbox-ready': 'the sandbox is ready',
  'cri/sandbox-removed': 'the sandbox is gone',
  'cri/pulled': 'the image was pulled',
  'cri/image-status': 'the runtime knows the image',
  'cri/started': 'the container has started',
  'cri/exited': 'the container has ended',
  'cri/exec-done': 'a probe or hook has ended',
  'cri/listed': 'the runtime was listed',
} as const;

export function onRuntime(k: Kubelet, answer: Exclude<CriAnswer, RuntimeListed>): void {
  if (answer.type === 'cri/exited') return onExited(k, answer);
  if (answer.type === 'cri/pulled') nextPull(k, answer.id);
  const waiting = k.state.waiting.get(answer.id);
  k.state.waiting.delete(answer.id);
  const worker = waiting === undefined || waiting.type === 'list' ? undefined : findWorker(k, waiting.uid);
  if (waiting === undefined || worker === undefined) return unasked(k, answer);
  because(k, worker, why[answer.type]);
  if (answer.type === 'cri/exec-done')
    return answered(k, worker, { id: answer.id, outcome: execOutcome(worker, waiting, answer), waiting });
  if (answer.type === 'cri/sandbox-removed') return sandboxGone(k, worker);
  const { job } = worker;
  if (answer.type === 'cri/sandbox-ready' && answer.error === undefined) onSandbox(k, worker, answer);
  if (job === undefined || job.wait !== answer.id) return;
  const task = job.tasks[0];
  if (answer.type === 'cri/sandbox-ready') sandboxAnswered(k, worker, { job, error: answer.error });
  else if (task?.type === 'start') resumeStart(k, worker, { job, name: task.name, answer });
  advance(k, worker);
}

/**
 * An answer to the kubelet that was here before: what it has made is taken over when it is known, and taken away when not.
 * What it hears before the runtime was listed, the list will tell.
 */
function unasked(k: Kubelet, answer: Exclude<CriAnswer, RuntimeListed | ContainerExited>): void {
  if (k.state.informers === undefined) return;
  if (answer.type === 'cri/sandbox-ready' && answer.error === undefined && !k.state.owners.has(answer.sandbox)) {
    return tellRuntime(k, { type: 'cri/remove-sandbox', id: nextId(k, 'orphan'), sandbox: answer.sandbox });
  }
  if (answer.type !== 'cri/started') return;
  const worker = ownerOf(k, answer.container);
  const record = worker === undefined ? undefined : recordOf(worker, answer.container);
  if (worker === undefined || record === undefined)
    return tellRuntime(k, { type: 'cri/remove', id: nextId(k, 'orphan'), container: answer.container });
  const { now } = k.context;
  const end = { state: 'exited', exitCode: 128, reason: 'StartError', startedMs: -1, finishedMs: now } as const;
  change(worker, record, {
    image: answer.imageName,
    imageId: answer.imageId,
    ...(answer.error === undefined ? { startedMs: now } : { ...end, message: answer.error }),
  });
  notice(k, worker);
}

/** Hands the outcome of a probe or hook to whoever asked for it. */
export function answered(k: Kubelet, worker: PodWorker, { id, waiting, outcome }: Parameters<typeof hookAnswered>[2]): void {
  if (waiting.type === 'probe') probeAnswered(k, worker, { id, probe: waiting.probe, outcome });
  else hookAnswered(k, worker, { id, waiting, outcome });
}

function execOutcome(
  worker: PodWorker,
  waiting: Parameters<typeof hookAnswered>[2]['waiting'],
  { exitCode, output, timedOut, error }: ExecDone,
): Outcome & { exitCode: number } {
  if (error !== undefined) return { ok: false, output: error, errored: waiting.type === 'probe', exitCode };
  if (timedOut)
    return {
      ok: false,
      output: waiting.type === 'probe' ? `command ${goQuote(probeCommand(worker, waiting.probe))} timed out` : 'timed out',
      exitCode,
    };
  return { ok: exitCode === 0, output, exitCode };
}

function onSandbox(k: Kubelet, worker: PodWorker, { sandbox, ip }: SandboxReady): void {
  worker.sandbox = { id: sandbox, ip, ready: true };
  worker.sandboxes += 1;
  notice(k, worker);
}

/** Without a sandbox the rest of the job has no place to run; the next sync tries again. */
function sandboxAnswered(k: Kubelet, worker: PodWorker, { job, error }: { readonly job: Job; readonly error: string | undefined }): void {
  taskDone(job);
  if (error === undefined) return;
  podEvent(k, worker, { type: 'Warning', reason: 'FailedCreatePodSandBox', message: `Failed to create pod sandbox: ${error}` });
  job.failed = true;
  job.tasks.length = 0;
}

function onExited(k: Kubelet, exit: ContainerExited): void {
  const worker = ownerOf(k, exit.container);
  if (worker === undefined) return;
  because(k, worker, why[exit.type]);
  const record = recordOf(worker, exit.container);
  if (record !== undefined && record.state !== 'exited') change(worker, record, ended(exit));
  if (record !== undefined) dropOlder(k, worker, record);
  worker.kills.delete(exit.container);
  const { job } = worker;
  if (job?.wait === `kill ${exit.container}`) {
    taskDone(job);
    notice(k, worker);
    return advance(k, worker);
  }
  if (worker.phase !== 'terminating') return notice(k, worker);
  if (worker.kills.size === 0 && job === undefined) stopSandbox(k, worker);
}

/** Of several dead containers of one name the runtime keeps the newest, and the log of that. upstream: pod_container_deletor.go */
function dropOlder(k: Kubelet, worker: PodWorker, { name, id }: ContainerRecord): void {
  const [newest, ...older] = worker.containers.get(name) ?? [];
  if (newest?.id !== id) return;
  for (const old of older) tellRuntime(k, { type: 'cri/remove', id: nextId(k, 'remove'), container: old.id });
}

function recordOf(worker: PodWorker, id: string): ContainerRecord | undefined {
  for (const records of worker.containers.values()) {
    const record = records.find((it) => it.id === id);
    if (record !== undefined) return record;
  }
  return undefined;
}

function ended({ exitCode, signal, reason, message, startedAtMs, finishedAtMs }: ContainerExited): Partial<ContainerRecord> {
  return {
    state: 'exited',
    exitCode,
    reason,
    startedMs: startedAtMs,
    finishedMs: finishedAtMs,
    ...(signal === undefined ? {} : { signal }),
    ...(message === undefined ? {} : { message }),
  };
}

/** A kubelet that has just started learns what it left running. */
export function onListed(k: Kubelet, { sandboxes, containers }: RuntimeListed): void {
  const { found, owners } = k.state;
  const pods = new Map<string, string>();
  for (const { sandbox, pod, ip } of sandboxes) {
    pods.set(sandbox, pod.uid);
    owners.set(sandbox, pod.uid);
    found.set(pod.uid, { sandbox: { id: sandbox, ip, ready: true }, containers: [] });
  }
  for (const it of containers) {
    const uid = pods.get(it.sandbox);
    if (uid === undefined) continue;
    owners.set(it.container, uid);
    const { exited } = it;
    const end =
      exited === undefined
        ? ({ state: 'running', finishedMs: -1, exitCode: 0, reason: '' } as const)
        : ({ state: 'exited', ...exited, finishedMs: exited.finishedAtMs } as const);
    const { container: id, name, attempt, image, imageName, imageId, startedAtMs: startedMs } = it;
    found.get(uid)!.containers.push({ id, name, attempt, specImage: image, image: imageName, imageId, startedMs, ...end });
  }
}
