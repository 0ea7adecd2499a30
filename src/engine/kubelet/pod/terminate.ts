/**
 * The end of a pod on its node: its containers are killed, its sandbox and volumes taken away, its last status written,
 * and, when somebody deleted it, the object removed.
 * upstream: pkg/kubelet/kubelet.go (SyncTerminatingPod, SyncTerminatedPod), pkg/kubelet/status/status_manager.go (TerminatePod)
 */
import { isNotFound } from '../../client/client.ts';
import { podEvent } from '../events.ts';
import { later, nextId, type Kubelet, type PodWorker } from '../state.ts';
import { generateStatus } from '../status/generate.ts';
import { terminatedStatus } from '../status/merge.ts';
import { setStatus, tryAgain } from '../status/write.ts';
import { removePodDisks } from '../volumes/setUp.ts';
import { release } from './admit.ts';
import { killContainer } from './kill.ts';
import { place } from './job.ts';
import { tellRuntime } from '../send.ts';

/** Volumes are seen to be gone when the kubelet looks the second time. */
const unmountMs = 300;

/** Kills whatever runs; goes on at once when nothing does. */
export function killAll(k: Kubelet, worker: PodWorker): void {
  if (worker.ending !== 'no') return;
  worker.ending = 'containers';
  tellOfDeadline(k, worker);
  for (const [name, records] of worker.containers) {
    const record = records[0];
    if (record === undefined || record.state === 'exited' || worker.kills.has(record.id)) continue;
    killContainer(k, worker, { container: record.id, name, message: `Stopping container ${name}`, why: 'stop' });
  }
  if (worker.kills.size === 0) stopSandbox(k, worker);
}

/** The last container is gone, or there was none: the sandbox follows. */
export function stopSandbox(k: Kubelet, worker: PodWorker): void {
  if (worker.ending === 'sandbox') return;
  worker.ending = 'sandbox';
  const { sandbox } = worker;
  if (sandbox === undefined || !sandbox.ready) return sandboxGone(k, worker);
  const id = nextId(k, 'remove-sandbox');
  k.state.waiting.set(id, { type: 'job', uid: worker.uid });
  tellRuntime(k, { type: 'cri/remove-sandbox', id, sandbox: sandbox.id, keepContainers: true });
}

export function sandboxGone(k: Kubelet, worker: PodWorker): void {
  if (worker.sandbox !== undefined) worker.sandbox = { ...worker.sandbox, ready: false };
  worker.probes.clear();
  setStatus(k, worker, generateStatus(worker, place(k), true));
  tellOfDeadline(k, worker);
  const hasVolumes = (worker.pod.spec.volumes ?? []).length > 0;
  later(k, hasVolumes ? unmountMs : 0, { type: 'kubelet/unmounted', uid: worker.uid });
}

/** A pod that was active too long is found to be so whenever its status is made. */
function tellOfDeadline(k: Kubelet, worker: PodWorker): void {
  const { reason, message } = worker.ended ?? {};
  if (reason === 'DeadlineExceeded' && message !== undefined) podEvent(k, worker, { type: 'Normal', reason, message });
}

export function unmounted(k: Kubelet, worker: PodWorker): void {
  worker.phase = 'terminated';
  release(k, worker);
  worker.mounted = false;
  removePodDisks(k, worker);
  setStatus(k, worker, terminatedStatus(worker.pod, generateStatus(worker, place(k), true)));
  tellOfDeadline(k, worker);
  if (worker.gone) forgetWorker(k, worker);
  else deleteIfAsked(k, worker);
}

/** The object of a pod that has ended and that somebody deleted is removed for good. */
export function deleteIfAsked(k: Kubelet, worker: PodWorker): void {
  const { deletionTimestamp, name, namespace } = worker.pod.metadata;
  if (worker.phase !== 'terminated' || deletionTimestamp === undefined || worker.deleted) return;
  const deleted = k.client.delete('Pod', { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid: worker.uid } });
  worker.deleted = deleted.ok || isNotFound(deleted.status);
  if (!worker.deleted) tryAgain(k, worker);
}

/** Nothing of the pod is left: its containers' remains and its back-offs go too. */
export function forgetWorker(k: Kubelet, worker: PodWorker): void {
  for (const records of worker.containers.values()) {
    for (const { id, name, specImage } of records) {
      k.state.owners.delete(id);
      k.state.restarts.delete(`${worker.uid}/${name}/${specImage}`);
      k.state.imageBackOffs.delete(`${worker.uid}_${specImage}`);
      tellRuntime(k, { type: 'cri/remove', id: nextId(k, 'remove'), container: id });
    }
  }
  if (worker.sandbox !== undefined) k.state.owners.delete(worker.sandbox.id);
  k.state.noticed.delete(worker.uid);
  k.state.pods.delete(worker.uid);
}
