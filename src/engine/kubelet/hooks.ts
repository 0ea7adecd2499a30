/** upstream: pkg/kubelet/lifecycle/handlers.go */
import type { Container } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { call, type Outcome } from './dial.ts';
import { preStopEnded } from './pod/kill.ts';
import { containerOf, hookEnded, podText } from './pod/start.ts';
import { advance } from './pod/sync.ts';
import { portOf } from './probes/port.ts';
import { nextId, type Kubelet, type PodWorker, type Waiting } from './state.ts';
import { tellRuntime } from './send.ts';

type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

export interface HookCall {
  readonly hook: Hook;
  readonly container: Container;
  readonly kind: 'preStop' | 'postStart';
  /** The id of the container. */
  readonly id: string;
}

/** A hook may take as long as it likes; a preStop hook is cut off by whoever waits for it. */
const longestMs = 86_400_000;
const httpMs = 60_000;

/** Runs a hook and answers with the id under which its end is told. */
export function startHook(k: Kubelet, worker: PodWorker, { hook, container, kind, id }: HookCall): string {
  const request = nextId(k, kind);
  k.state.waiting.set(request, kind === 'preStop' ? { type: kind, uid: worker.uid, container: id } : { type: kind, uid: worker.uid, container: id, name: container.name });
  if (hook.httpGet !== undefined) {
    const { host, path = '/', port, scheme = 'HTTP', httpHeaders = [] } = hook.httpGet;
    const ip = host !== undefined && host !== '' ? host : (worker.sandbox?.ip ?? '');
    call(k, request, { what: 'http', ip, port: portOf(container, port), path, scheme, headers: httpHeaders, timeoutMs: httpMs });
  } else {
    tellRuntime(k, { type: 'cri/exec-sync', id: request, container: id, command: hook.exec?.command ?? [], timeoutMs: longestMs });
  }
  return request;
}

/** A hook has ended, as its command's exit or its call's outcome. */
export function hookAnswered(k: Kubelet, worker: PodWorker, answered: { readonly id: string; readonly waiting: Waiting; readonly outcome: Outcome & { readonly exitCode?: number } }): void {
  const { id, waiting, outcome } = answered;
  if (waiting.type === 'preStop') return preStopEnded(k, worker, { container: waiting.container, hook: id, error: !outcome.ok });
  if (waiting.type !== 'postStart' || worker.job?.wait !== id) return;
  worker.job.wait = undefined;
  hookEnded(k, worker, { job: worker.job, name: waiting.name, error: outcome.ok ? undefined : errorText(worker, waiting.name, outcome) });
  advance(k, worker);
}

function errorText(worker: PodWorker, name: string, { output, exitCode }: Outcome & { readonly exitCode?: number }): string {
  const hook = containerOf(worker, name)?.lifecycle?.postStart;
  if (hook?.exec === undefined) return `HTTP lifecycle hook (${hook?.httpGet?.path ?? ''}) for Container ${goQuote(name)} in Pod ${goQuote(podText(worker))} failed - error: ${output}, message: ""`;
  const command = `[${(hook.exec.command ?? []).join(' ')}]`;
  return `Exec lifecycle hook (${command}) for Container ${goQuote(name)} in Pod ${goQuote(podText(worker))} failed - error: command '${(hook.exec.command ?? []).join(' ')}' exited with ${exitCode ?? 1}: ${output}, message: ${goQuote(output)}`;
}
