/** What probes have found, and what follows from it. upstream: pkg/kubelet/prober/worker.go (doProbe), prober_manager.go */
import type { Outcome } from '../dial.ts';
import { podEvent } from '../events.ts';
import { containerOf } from '../pod/containers.ts';
import { place } from '../pod/job.ts';
import { requestSync } from '../pod/sync.ts';
import type { Kubelet, PodWorker, ProbeState } from '../state.ts';
import { generateStatus } from '../status/generate.ts';
import { setStatus } from '../status/write.ts';
import { probeOf } from './worker.ts';

const words = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const;
const outputMax = 10_240;

export function probeAnswered(
  k: Kubelet,
  worker: PodWorker,
  answered: { readonly id: string; readonly probe: string; readonly outcome: Outcome },
): void {
  const state = worker.probes.get(answered.probe);
  if (state === undefined || state.busy !== answered.id) return;
  state.busy = undefined;
  const { ok, warns, errored, output } = answered.outcome;
  if (warns === true) {
    const message = `${words[state.kind]} probe warning: ${output.slice(0, outputMax)}`;
    podEvent(k, worker, { type: 'Warning', reason: 'ProbeWarning', message }, state.name);
  }
  if (!ok) {
    const message = `${words[state.kind]} probe ${errored === true ? 'errored' : 'failed'}: ${output.slice(0, outputMax)}`;
    podEvent(k, worker, { type: 'Warning', reason: 'Unhealthy', message }, state.name);
  }
  if (errored !== true) count(k, worker, { state, ok });
}

function count(k: Kubelet, worker: PodWorker, { state, ok }: { readonly state: ProbeState; readonly ok: boolean }): void {
  const container = containerOf(worker, state.name);
  const spec = container === undefined ? undefined : probeOf(container, state.kind);
  if (spec === undefined) return;
  state.run = state.last === ok ? state.run + 1 : 1;
  state.last = ok;
  if (state.run < (ok ? (spec.successThreshold ?? 1) : (spec.failureThreshold ?? 3))) return;
  const isNew = state.result !== ok;
  state.result = ok;
  if (state.kind !== 'readiness' && !ok) {
    state.onHold = true;
    state.run = 0;
    return requestSync(k, worker);
  }
  if (!isNew || state.kind === 'liveness') return;
  setStatus(k, worker, generateStatus(worker, place(k), false));
  if (state.kind === 'startup') requestSync(k, worker);
}
