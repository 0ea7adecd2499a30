/** upstream: pkg/kubelet/status/status_manager.go (SetPodStatus, syncPod) */
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Kubelet, PodWorker } from '../state.ts';
import type { PodStatus } from './generate.ts';
import { mergeStatus } from './merge.ts';

/** Remembers a pod's status and, when it is another one than before, writes it. It is frozen: checkpoints share it. */
export function setStatus(k: Kubelet, worker: PodWorker, status: PodStatus): void {
  const isLast = worker.phase === 'terminated';
  if (worker.synced && !isLast && equalJson(worker.status, status)) return;
  worker.status = Object.freeze(status);
  if (worker.gone) return;
  const { name, namespace } = worker.pod.metadata;
  const stored = k.client.get('Pod', namespace, name);
  if (!stored.ok || stored.value.metadata.uid !== worker.uid) return;
  const merged = mergeStatus(stored.value.status, status, worker.phase !== 'terminated');
  if (equalJson(stored.value.status, merged)) return;
  k.client.updateStatus('Pod', { ...stored.value, status: merged });
}
