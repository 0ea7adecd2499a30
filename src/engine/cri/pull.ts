/** Pulling images: one pull for each image at a time, however many ask. upstream: github.com/containerd/containerd pkg/cri/server/image_pull.go */
import { nextBelow } from '#sim/random.ts';
import type { ImageStatus, PullImage } from '../helpers/contracts/cri.ts';
import { answer } from './answer.ts';
import { imagesOnNode } from './images/onNode.ts';
import { findImage } from './images/catalogue.ts';
import { parseReference, type Reference } from './images/reference.ts';
import { imageNamed } from './process/createFs.ts';
import type { Kernel } from './process/task.ts';

/** What a node takes from a registry in a millisecond, in MB, and what asking for a manifest takes. */
const mbPerMs = 0.04;
const askMs = 400;

/** Runtime to itself: a pull is over. */
export interface PullDone {
  readonly type: 'cri/pull-done';
  readonly full: string;
  /** The registry could not be reached. */
  readonly isUnreachable?: true;
}

export function imageStatus(kernel: Kernel, message: ImageStatus): void {
  const reference = parseReference(message.image);
  const present = typeof reference !== 'string' && kernel.state.images.has(reference.full);
  const user = present ? { user: imageNamed(kernel, reference.full).user } : {};
  answer(kernel, { type: 'cri/image-status', id: message.id, image: message.image, present, ...user });
}

export function pullImage(kernel: Kernel, message: PullImage): void {
  const { now, random } = kernel.context;
  const reference = parseReference(message.image);
  if (typeof reference === 'string') {
    answer(kernel, { type: 'cri/pulled', id: message.id, image: message.image, error: reference, tookMs: 0 });
    return;
  }
  const asker = { id: message.id, image: message.image, sinceMs: now };
  const running = kernel.state.pulls.get(reference.full);
  if (running !== undefined) {
    running.waiting.push(asker);
    return;
  }
  kernel.state.pulls.set(reference.full, { sinceMs: now, waiting: [asker] });
  const found = findImage(reference);
  const known = kernel.state.images.has(reference.full) || kernel.state.layers.has(`${reference.registry}/${reference.repository}`);
  const sizeMb = 'image' in found && !known ? found.image.sizeMb : 0;
  const jitter = nextBelow(random, 1 + Math.floor(askMs / 2 + sizeMb / mbPerMs / 4));
  kernel.context.after(Math.round(askMs + sizeMb / mbPerMs) + jitter, { type: 'cri/pull-done', full: reference.full } as PullDone);
}

export function pullDone(kernel: Kernel, message: PullDone): void {
  const pull = kernel.state.pulls.get(message.full);
  if (pull === undefined) return;
  kernel.state.pulls.delete(message.full);
  const reference = parseReference(message.full) as Reference;
  const found = findImage(reference);
  const error =
    message.isUnreachable === true ? unreachable(reference) : 'missing' in found ? pullError(reference, found.missing) : undefined;
  if (error === undefined) {
    kernel.state.images.add(message.full);
    kernel.state.layers.add(`${reference.registry}/${reference.repository}`);
  }
  const images = imagesOnNode(kernel);
  for (const asker of pull.waiting) {
    const tookMs = kernel.context.now - asker.sinceMs;
    const outcome = error === undefined ? { user: imageNamed(kernel, message.full).user, images } : { error };
    answer(kernel, { type: 'cri/pulled', id: asker.id, image: asker.image, tookMs, ...outcome });
  }
}

/** containerd's words; the kubelet puts `rpc error: code = ...` before them. */
function pullError(reference: Reference, missing: 'repository' | 'tag' | 'host'): string {
  const pulling = `failed to pull and unpack image "${reference.full}": failed to resolve reference "${reference.full}": `;
  if (missing === 'tag') return `${pulling}${reference.full}: not found`;
  if (missing === 'repository')
    return `${pulling}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
  const what = reference.digest === '' ? reference.tag : reference.digest;
  const host = reference.registry.split(':')[0]!;
  return `${pulling}failed to do request: Head "https://${reference.registry}/v2/${reference.repository}/manifests/${what}": dial tcp: lookup ${host} on 192.0.2.53:53: no such host`;
}

function unreachable(reference: Reference): string {
  const what = reference.digest === '' ? reference.tag : reference.digest;
  return `failed to pull and unpack image "${reference.full}": failed to resolve reference "${reference.full}": failed to do request: Head "https://${reference.registry}/v2/${reference.repository}/manifests/${what}": dial tcp 192.0.2.80:443: i/o timeout`;
}
