/** A pod has come to the node: its worker begins. upstream: pkg/kubelet/pod_workers.go */
import type { Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import { startProbes } from '../probes/worker.ts';
import type { Kubelet, PodWorker } from '../state.ts';
import { setRecords } from './containers.ts';

export function createWorker(k: Kubelet, pod: Pod): PodWorker {
  const { uid } = pod.metadata;
  const worker: PodWorker = {
    uid,
    key: keyOf(pod),
    admittedMs: k.context.now,
    pod,
    phase: 'syncing',
    ending: 'no',
    gone: false,
    status: pod.status,
    revision: 0,
    synced: false,
    ended: undefined,
    sandbox: undefined,
    sandboxes: 0,
    containers: new Map(),
    reasons: new Map(),
    probes: new Map(),
    kills: new Map(),
    job: undefined,
    wanted: false,
    lastSyncMs: -1,
    dueMs: 0,
    mounted: false,
    tokens: new Map(),
    disks: new Map(),
    mounts: new Map(),
    uses: new Map(),
    admitted: undefined,
    deleted: false,
  };
  adopt(k, worker);
  k.state.pods.set(uid, worker);
  return worker;
}

/** Takes over what a kubelet before this one has left running. */
function adopt(k: Kubelet, worker: PodWorker): void {
  const found = k.state.found.get(worker.uid);
  if (found === undefined) return;
  k.state.found.delete(worker.uid);
  worker.sandbox = found.sandbox;
  worker.sandboxes = 1;
  for (const record of found.containers) {
    const records = [...(worker.containers.get(record.name) ?? []), record].sort((a, b) => b.attempt - a.attempt);
    setRecords(worker, record.name, records.slice(0, 2));
  }
  for (const container of [...(worker.pod.spec.initContainers ?? []), ...worker.pod.spec.containers]) {
    if (worker.containers.get(container.name)?.[0]?.state === 'running') startProbes(k, worker, container);
  }
}
