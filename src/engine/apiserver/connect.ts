/**
 * Streams to a container: exec, attach and log go to the kubelet of the pod's node.
 * upstream: pkg/registry/core/pod/rest/subresources.go, pkg/registry/core/pod/strategy.go (LogLocation, ExecLocation)
 */
import type { Pod } from '#api/kinds.ts';
import type { Request, Status } from '#api/request.ts';
import { containerdAddress, kubeletAddress, type KubeletStream } from '#engine/helpers/contracts/cri.ts';
import { get } from '#engine/etcd/store.ts';
import { authorizeAsked } from './authorization/impersonation.ts';
import { refusedLogs } from './logOptions.ts';
import { dialFor } from './proxyTarget.ts';
import type { ApiServerState, ServerEnv } from './state.ts';
import { badRequest, isStatus, notFound } from './status.ts';

type Query = KubeletStream['query'];

/** Opens a stream and answers with the address of the runtime that will carry it; a refusal ends the stream at once. */
export function connect(server: ApiServerState, stream: string, request: Request, env: ServerEnv): string | undefined {
  const refusal = authorizeAsked(server, request, env);
  if (refusal !== undefined) return refuse(env, stream, refusal);
  const what = request.subresource;
  if (what === 'proxy' || what === 'portforward') {
    const address = dialFor(server, stream, request, env);
    return typeof address === 'string' ? address : refuse(env, stream, address);
  }
  if (what !== 'exec' && what !== 'attach' && what !== 'log') return refuse(env, stream, badRequest(`${String(what)} cannot be streamed`));
  const query = request.options?.query ?? {};
  const unasked = what === 'log' ? refusedLogs(request.name ?? '', query) : undefined;
  if (unasked !== undefined) return refuse(env, stream, unasked);
  const pod = get(server.store, 'pods', request.namespace, request.name ?? '') as unknown as Pod | undefined;
  if (pod === undefined) return refuse(env, stream, notFound({ group: '', plural: 'pods' }, request.name ?? ''));
  const container = chooseContainer(pod, query);
  if (isStatus(container)) return refuse(env, stream, container);
  const node = pod.spec.nodeName ?? '';
  if (node === '')
    return refuse(
      env,
      stream,
      badRequest(
        what === 'log'
          ? `container "${container.name}" in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`
          : `pod ${pod.metadata.name} does not have a host assigned`,
      ),
    );
  const message: KubeletStream = {
    type: 'kubelet/stream',
    stream,
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    what,
    query: { ...query, container: [container.name] },
  };
  env.send(kubeletAddress(node), message, 0);
  return containerdAddress(node);
}

function refuse(env: ServerEnv, stream: string, status: Status): undefined {
  env.stream({ stream, type: 'exit', code: 1, message: status.message ?? '', status });
  return undefined;
}

function chooseContainer({ spec, metadata }: Pod, query: Query): { name: string } | Status {
  const asked = query['container']?.[0] ?? '';
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  if (asked !== '') {
    const found = all.find((container) => container.name === asked);
    return found ?? badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  if (spec.containers.length === 1) return spec.containers[0] ?? badRequest(`a container name must be specified for pod ${metadata.name}`);
  const names = all.map((container) => container.name).join(' ');
  return badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names}]`);
}
