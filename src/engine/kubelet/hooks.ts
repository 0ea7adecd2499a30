/** upstream: pkg/kubelet/lifecycle/handlers.go */
import type { Container } from '#api/kinds.ts';
import { call } from './dial.ts';
import { portOf } from './probes/port.ts';
import { nextId, type Kubelet, type PodWorker } from './state.ts';
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
  k.state.waiting.set(
    request,
    kind === 'preStop'
      ? { type: kind, uid: worker.uid, container: id }
      : { type: kind, uid: worker.uid, container: id, name: container.name },
  );
  if (hook.httpGet !== undefined) {
    const { host, path = '/', port, scheme = 'HTTP', httpHeaders = [] } = hook.httpGet;
    const ip = host !== undefined && host !== '' ? host : (worker.sandbox?.ip ?? '');
    call(k, request, { what: 'http', ip, port: portOf(container, port), path, scheme, headers: httpHeaders, timeoutMs: httpMs });
  } else {
    tellRuntime(k, { type: 'cri/exec-sync', id: request, container: id, command: hook.exec?.command ?? [], timeoutMs: longestMs });
  }
  return request;
}
