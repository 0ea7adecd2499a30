/** The end of a hook and what follows from it. upstream: pkg/kubelet/lifecycle/handlers.go */
import { goQuote } from '#api/machinery/goText.ts';
import type { Outcome } from '../dial.ts';
import type { Kubelet, PodWorker, Waiting } from '../state.ts';
import { containerOf, podText } from './containers.ts';
import { preStopEnded } from './kill.ts';
import { hookEnded } from './start.ts';
import { advance } from './sync.ts';

/** A hook has ended, as its command's exit or its call's outcome. */
export function hookAnswered(
  k: Kubelet,
  worker: PodWorker,
  answered: { readonly id: string; readonly waiting: Waiting; readonly outcome: Outcome & { readonly exitCode?: number } },
): void {
  const { id, waiting, outcome } = answered;
  if (waiting.type === 'preStop') return preStopEnded(k, worker, { container: waiting.container, hook: id, error: !outcome.ok });
  if (waiting.type !== 'postStart' || worker.job?.wait !== id) return;
  worker.job.wait = undefined;
  hookEnded(k, worker, { job: worker.job, name: waiting.name, error: outcome.ok ? undefined : errorText(worker, waiting.name, outcome) });
  advance(k, worker);
}

function errorText(worker: PodWorker, name: string, { output, exitCode }: Outcome & { readonly exitCode?: number }): string {
  const hook = containerOf(worker, name)?.lifecycle?.postStart;
  if (hook?.exec === undefined)
    return `HTTP lifecycle hook (${hook?.httpGet?.path ?? ''}) for Container ${goQuote(name)} in Pod ${goQuote(podText(worker))} failed - error: ${output}, message: ""`;
  const command = `[${(hook.exec.command ?? []).join(' ')}]`;
  return `Exec lifecycle hook (${command}) for Container ${goQuote(name)} in Pod ${goQuote(podText(worker))} failed - error: command '${(hook.exec.command ?? []).join(' ')}' exited with ${exitCode ?? 1}: ${output}, message: ${goQuote(output)}`;
}
