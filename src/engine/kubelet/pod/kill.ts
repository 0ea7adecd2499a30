/**
 * Kills one container: preStop hook, TERM, and KILL when its grace is over.
 * upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer)
 */
import type { Container } from '#api/kinds.ts';
import { podEvent } from '../events.ts';
import { startHook } from '../hooks.ts';
import { later, nextId, type Kill, type KillWhy, type Kubelet, type PodWorker } from '../state.ts';
import { containerOf } from './containers.ts';
import { tellRuntime } from '../send.ts';

const leastGraceMs = 2_000;

export interface Killing {
  readonly container: string;
  readonly name: string;
  readonly message: string;
  readonly why: KillWhy;
}

export function killContainer(k: Kubelet, worker: PodWorker, { container: id, name, message, why }: Killing): void {
  const container = containerOf(worker, name);
  podEvent(k, worker, { type: 'Normal', reason: 'Killing', message }, name);
  const kill: Kill = { name, graceMs: graceMs(worker, container, why), sinceMs: k.context.now, hook: undefined };
  worker.kills.set(id, kill);
  const hook = container?.lifecycle?.preStop;
  if (container === undefined || hook === undefined || kill.graceMs === 0) return stop(k, id, kill);
  kill.hook = startHook(k, worker, { hook, container, kind: 'preStop', id });
  later(k, kill.graceMs, { type: 'kubelet/hook-over', uid: worker.uid, container: id, hook: kill.hook });
}

/** The preStop hook has ended, well or not, or has used up the grace. */
export function preStopEnded(
  k: Kubelet,
  worker: PodWorker,
  ended: { readonly container: string; readonly hook: string; readonly error: boolean },
): void {
  const kill = worker.kills.get(ended.container);
  if (kill === undefined || kill.hook !== ended.hook) return;
  kill.hook = undefined;
  k.state.waiting.delete(ended.hook);
  if (ended.error) podEvent(k, worker, { type: 'Warning', reason: 'FailedPreStopHook', message: 'PreStopHook failed' }, kill.name);
  stop(k, ended.container, kill);
}

function stop(k: Kubelet, id: string, kill: Kill): void {
  const leftMs = kill.graceMs - (k.context.now - kill.sinceMs);
  tellRuntime(k, { type: 'cri/stop', id: nextId(k, 'stop'), container: id, graceMs: Math.max(leastGraceMs, leftMs) });
}

/** How long a container has to end by itself: what the probe that failed says goes before what the pod says. */
export function graceMs({ pod, ended }: Pick<PodWorker, 'pod' | 'ended'>, container: Container | undefined, why: KillWhy): number {
  const { deletionGracePeriodSeconds } = pod.metadata;
  if (deletionGracePeriodSeconds !== undefined) return Math.max(1, deletionGracePeriodSeconds) * 1000;
  const own = why === 'liveness' ? container?.livenessProbe : why === 'startup' ? container?.startupProbe : undefined;
  const seconds = own?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? leastGraceMs / 1000;
  return ended === undefined ? seconds * 1000 : Math.max(1, seconds) * 1000;
}
