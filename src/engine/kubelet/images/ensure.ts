/**
 * Sees to it that a container's image is on the node: asks, pulls one at a time, and backs off from what cannot be had.
 * upstream: pkg/kubelet/images/image_manager.go, puller.go
 */
import type { Container } from '#api/kinds.ts';
import { goDuration } from '#api/machinery/duration.ts';
import { isWaiting, lengthen } from '../backOff.ts';
import { podEvent } from '../events.ts';
import { nextId, type Job, type Kubelet, type PodWorker, type Pull } from '../state.ts';
import type { ImagePulled, ImageStatusAnswer } from '../../helpers/contracts/cri.ts';
import { referenceProblem, withDefaultTag } from './reference.ts';
import { tellRuntime } from '../send.ts';

export interface Wanted {
  readonly worker: PodWorker;
  readonly job: Job;
  readonly container: Container;
}

/** Done, waiting for an answer, or failed for a reason. */
export type Ensured = 'present' | 'waits' | { readonly reason: string; readonly message: string };

export function ensureImage(k: Kubelet, wanted: Wanted): Ensured {
  const { worker, job, container } = wanted;
  const image = container.image ?? '';
  const problem = referenceProblem(image);
  if (problem !== undefined) {
    podEvent(k, worker, { type: 'Warning', reason: 'InspectFailed', message: problem }, container.name);
    return { reason: 'InvalidImageName', message: problem };
  }
  if (container.imagePullPolicy === 'Always') return tryPull(k, wanted);
  if (k.state.images.has(image)) return present(k, wanted);
  job.wait = ask(k, worker, 'image');
  tellRuntime(k, { type: 'cri/image-status?', id: job.wait, image: withDefaultTag(image) });
  return 'waits';
}

export function imageKnown(k: Kubelet, wanted: Wanted, answer: ImageStatusAnswer): Ensured {
  const image = wanted.container.image ?? '';
  if (answer.present) {
    k.state.images.set(image, answer.user ?? -1);
    return present(k, wanted);
  }
  if (wanted.container.imagePullPolicy !== 'Never') return tryPull(k, wanted);
  const message = `Container image "${image}" is not present with pull policy of Never`;
  podEvent(k, wanted.worker, { type: 'Warning', reason: 'ErrImageNeverPull', message }, wanted.container.name);
  return { reason: 'ErrImageNeverPull', message };
}

export function imagePulled(k: Kubelet, { worker, job, container }: Wanted, answer: ImagePulled): Ensured {
  const image = container.image ?? '';
  const { now } = k.context;
  if (answer.error !== undefined) {
    podEvent(k, worker, { type: 'Warning', reason: 'Failed', message: `Failed to pull image "${image}": ${answer.error}` }, container.name);
    lengthen(k.state.imageBackOffs, `${worker.uid}_${image}`, now, now);
    return { reason: 'ErrImagePull', message: answer.error };
  }
  const waited = goDuration(now - (job.image?.requestedMs ?? now));
  const message = `Successfully pulled image "${image}" in ${goDuration(answer.tookMs)} (${waited} including waiting)`;
  podEvent(k, worker, { type: 'Normal', reason: 'Pulled', message }, container.name);
  k.state.images.set(image, answer.user ?? -1);
  if (answer.images !== undefined) k.state.nodeImages = answer.images;
  return 'present';
}

/**
 * A pull has been answered. One image is pulled at a time; those who want the same one join its pull, which the runtime
 * does but once. (The real kubelet asks once for each pod, one after the other, and finds the layers there.)
 */
export function nextPull(k: Kubelet, answered: string): void {
  const { pulls } = k.state;
  const at = pulls.findIndex(({ id }) => id === answered);
  if (at < 0) return;
  pulls.splice(at, 1);
  if (pulls.some(({ sent }) => sent)) return;
  const head = pulls[0];
  for (const pull of pulls) if (pull.image === head?.image) sendPull(k, pull);
}

/** A pod that ends no longer waits for its turn; a pull that has begun goes on. */
export function dropPulls(k: Kubelet, uid: string): void {
  const { pulls } = k.state;
  for (let i = pulls.length - 1; i >= 0; i -= 1) if (pulls[i]!.uid === uid && !pulls[i]!.sent) pulls.splice(i, 1);
}

function present(k: Kubelet, { worker, container }: Wanted): Ensured {
  const message = `Container image "${container.image ?? ''}" already present on machine`;
  podEvent(k, worker, { type: 'Normal', reason: 'Pulled', message }, container.name);
  return 'present';
}

function tryPull(k: Kubelet, { worker, job, container }: Wanted): Ensured {
  const image = container.image ?? '';
  if (isWaiting(k.state.imageBackOffs, `${worker.uid}_${image}`, k.context.now)) {
    const message = `Back-off pulling image "${image}"`;
    podEvent(k, worker, { type: 'Normal', reason: 'BackOff', message }, container.name);
    return { reason: 'ImagePullBackOff', message };
  }
  podEvent(k, worker, { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"` }, container.name);
  job.wait = ask(k, worker, 'pull');
  job.image = { requestedMs: k.context.now };
  const pull: Pull = { id: job.wait, uid: worker.uid, image, sent: false };
  const head = k.state.pulls[0];
  k.state.pulls.push(pull);
  if (head === undefined || head.image === image) sendPull(k, pull);
  return 'waits';
}

function sendPull(k: Kubelet, pull: Pull): void {
  pull.sent = true;
  tellRuntime(k, { type: 'cri/pull', id: pull.id, image: withDefaultTag(pull.image) });
}

function ask(k: Kubelet, worker: PodWorker, what: string): string {
  const id = nextId(k, what);
  k.state.waiting.set(id, { type: 'job', uid: worker.uid });
  return id;
}
