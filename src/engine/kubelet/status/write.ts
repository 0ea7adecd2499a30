/** upstream: pkg/kubelet/status/status_manager.go (SetPodStatus, syncPod, needsReconcile) */
import { equalJson } from '#api/machinery/stableJson.ts';
import { isNotFound } from '../../client/client.ts';
import { later, type Kubelet, type PodWorker } from '../state.ts';
import type { PodStatus } from './generate.ts';
import { mergeStatus } from './merge.ts';

const roundMs = 10_000;
/** What the status manager, which writes of one pod after the other, takes for each. */
const writeMs = 10;

/**
 * Remembers a pod's status and, when it is another one than before, writes it when the status manager comes to it; a last status at
 * once, as the pod's removal follows. It is frozen: checkpoints share it.
 */
export function setStatus(k: Kubelet, worker: PodWorker, status: PodStatus): void {
  const isLast = worker.phase === 'terminated';
  if (worker.synced && !isLast && equalJson(worker.status, status)) return;
  worker.status = Object.freeze(status);
  const waitMs = k.state.writesFromMs - k.context.now;
  if (isLast || waitMs <= 0) return writeStatus(k, worker);
  k.state.writesFromMs += writeMs;
  later(k, waitMs, { type: 'kubelet/write', uid: worker.uid });
}

/** Brings the stored status up to what is remembered; what the API server refuses is written again by the next round. */
export function writeStatus(k: Kubelet, worker: PodWorker): void {
  const { status } = worker;
  if (worker.gone) return;
  const { name, namespace } = worker.pod.metadata;
  const stored = k.client.get('Pod', namespace, name);
  if (!stored.ok) return isNotFound(stored.status) ? undefined : tryAgain(k, worker);
  if (stored.value.metadata.uid !== worker.uid) return;
  const merged = mergeStatus(stored.value.status, status, worker.phase !== 'terminated');
  if (equalJson(stored.value.status, merged)) return;
  k.state.writesFromMs = Math.max(k.state.writesFromMs, k.context.now + writeMs);
  if (!k.client.updateStatus('Pod', { ...stored.value, status: merged }).ok) tryAgain(k, worker);
}

/** Somebody else wrote of the pod what its kubelet knows better: when a node falls silent, and when a pod is to make room for another. */
export function isContradicted({ synced, phase, pod, status }: PodWorker): boolean {
  return synced && phase === 'syncing' && !equalJson(pod.status, mergeStatus(pod.status, status, true));
}

/** The status manager goes over all pods in rounds. */
export function tryAgain(k: Kubelet, worker: PodWorker): void {
  later(k, roundMs, { type: 'kubelet/unwritten', uid: worker.uid });
}
