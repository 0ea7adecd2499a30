/** upstream: pkg/kubelet/pod_workers.go */
import { later, type Kubelet, type PodWorker } from '../state.ts';

/** Syncs are told apart by a relist: what was synced since the last one is synced again only after the next. */
export function nextTickMs(k: Kubelet): number {
  const { now } = k.context;
  const second = now - (now % 1000) + k.state.tickPhaseMs;
  return second > now ? second : second + 1000;
}

/** Something happened to the pod that the next relist will show. */
export function notice(k: Kubelet, worker: PodWorker): void {
  k.state.noticed.add(worker.uid);
  if (k.state.tickAtMs > k.context.now) return;
  k.state.tickAtMs = nextTickMs(k);
  later(k, k.state.tickAtMs - k.context.now, { type: 'kubelet/tick' });
}

/** Plans a sync by itself; an earlier plan is replaced. */
export function syncIn(k: Kubelet, worker: PodWorker, delayMs: number): void {
  worker.dueMs = k.context.now + delayMs;
  later(k, delayMs, { type: 'kubelet/sync', uid: worker.uid });
}

export function findWorker(k: Kubelet, uid: string | undefined): PodWorker | undefined {
  return uid === undefined ? undefined : k.state.pods.get(uid);
}

export function ownerOf(k: Kubelet, id: string): PodWorker | undefined {
  return findWorker(k, k.state.owners.get(id));
}
