/**
 * Waits until all volumes of a pod are set up. A volume that cannot be is tried again after 0.5 s, doubled each time.
 * upstream: pkg/kubelet/volumemanager (WaitForAttachAndMount), pkg/volume/util/nestedpendingoperations
 */
import type { Volume } from '#api/kinds.ts';
import { nextBelow } from '#sim/random.ts';
import { podEvent } from '../events.ts';
import { taskDone } from '../pod/job.ts';
import { later, nextId, wallMs, type Job, type Kubelet, type MountTrouble, type PodWorker } from '../state.ts';
import { hasToken, isDownward, isLive } from './content.ts';
import { isTrouble, setUpVolume } from './setUp.ts';
import { tokensOldFromMs } from './token.ts';

/** The kubelet looks again at what it mounts every 300 ms, and mounts in about 50. */
const pollMs = 300;
const firstRetryMs = 500;
const maxRetryMs = 122_000;
const refreshMs = 60_000;

export function mountVolumes(k: Kubelet, worker: PodWorker, job: Job): void {
  const volumes = worker.pod.spec.volumes ?? [];
  if (job.image === undefined && volumes.length > 0) {
    job.image = { requestedMs: k.context.now };
    return wait(k, worker, { job, delayMs: pollMs + nextBelow(k.context.random, 20) });
  }
  const failed = volumes.filter((volume) => !worker.disks.has(volume.name) && !tryVolume(k, worker, volume));
  if (failed.length === 0) return mounted(k, worker, job);
  if (k.context.now >= job.volumesUntilMs) return giveUp(k, worker, { job, failed });
  const nextMs = Math.min(job.volumesUntilMs, ...failed.map(({ name }) => worker.mounts.get(name)?.atMs ?? 0));
  wait(k, worker, { job, delayMs: Math.max(1, nextMs - k.context.now) });
}

/** Brings volumes up to date whose content other objects decide. */
export function refreshVolumes(k: Kubelet, worker: PodWorker, which: 'live' | 'downward' | 'tokens'): void {
  if (!worker.mounted || worker.phase !== 'syncing') return;
  const concerned = { live: isLive, downward: isDownward, tokens: hasToken }[which];
  for (const volume of worker.pod.spec.volumes ?? []) if (concerned(volume)) setUpVolume(k, worker, volume);
}

export function planRefresh(k: Kubelet, worker: PodWorker): void {
  if (worker.pod.spec.volumes?.some(isLive) === true)
    later(k, refreshMs + nextBelow(k.context.random, refreshMs / 2), { type: 'kubelet/refresh', uid: worker.uid });
}

/** A token is renewed at the first look after it has grown old. */
export function planRenewal(k: Kubelet, worker: PodWorker): void {
  const oldFrom = tokensOldFromMs(worker);
  if (oldFrom === undefined || worker.phase !== 'syncing') return;
  later(k, Math.max(refreshMs, oldFrom + refreshMs - wallMs(k)), { type: 'kubelet/renew', uid: worker.uid });
}

function wait(k: Kubelet, worker: PodWorker, { job, delayMs }: { readonly job: Job; readonly delayMs: number }): void {
  job.wait = nextId(k, 'mounts');
  later(k, delayMs, { type: 'kubelet/mounts', uid: worker.uid, wait: job.wait });
}

function mounted(k: Kubelet, worker: PodWorker, job: Job): void {
  worker.mounted = true;
  worker.mounts.clear();
  planRefresh(k, worker);
  planRenewal(k, worker);
  taskDone(job);
}

function tryVolume(k: Kubelet, worker: PodWorker, volume: Volume): boolean {
  const { now } = k.context;
  const before = worker.mounts.get(volume.name);
  if (before !== undefined && now < before.atMs) return false;
  const result = setUpVolume(k, worker, volume);
  if (!isTrouble(result)) {
    worker.disks.set(volume.name, Object.freeze(result));
    return true;
  }
  const { notBeforeMs, at, message } = result;
  const waitMs = notBeforeMs !== undefined || before === undefined ? firstRetryMs : Math.min(before.waitMs * 2, maxRetryMs);
  worker.mounts.set(volume.name, { atMs: notBeforeMs ?? now + waitMs, waitMs, trouble: result });
  if (at === 'mount') podEvent(k, worker, { type: 'Warning', reason: 'FailedMount', message });
  return false;
}

/** The sync has failed; the volumes are waited for anew by the next one. */
function giveUp(k: Kubelet, worker: PodWorker, { job, failed }: { readonly job: Job; readonly failed: readonly Volume[] }): void {
  const at = (stage: MountTrouble['at']) => failed.filter(({ name }) => worker.mounts.get(name)?.trouble.at === stage);
  const namesOf = (volumes: readonly Volume[]) => volumes.map(({ name }) => name).join(' ');
  const unprocessed = at('process');
  const because =
    unprocessed.length === 0 ? 'timed out waiting for the condition' : (worker.mounts.get(unprocessed[0]!.name)?.trouble.message ?? '');
  const lists = `unmounted volumes=[${namesOf(failed)}], unattached volumes=[${namesOf(at('attach'))}], failed to process volumes=[${namesOf(unprocessed)}]`;
  const message = `Unable to attach or mount volumes: ${lists}: ${because}`;
  podEvent(k, worker, { type: 'Warning', reason: 'FailedMount', message });
  job.failed = true;
  job.tasks.length = 0;
  job.wait = undefined;
}
