/**
 * What the kubelet's own HTTP server tells, to whoever asks through the API server (nodes/proxy) or at its port (`listener.ts`):
 * health, its pods, settings, numbers and the node's log folder.
 * upstream: pkg/kubelet/server/server.go
 */
import type { Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { StreamInput } from '../helpers/contracts/cri.ts';
import { goReasons } from '../helpers/http.ts';
import type { Kubelet, PodWorker } from './state.ts';

interface Page {
  readonly type: string;
  readonly body: string;
}

const longest = 65_536;

/** Takes a part of a request; when it is whole, answers it and ends the stream. */
export function takeRequest(k: Kubelet, { stream, data = '' }: StreamInput): void {
  const before = k.state.requests.get(stream);
  if (before === undefined) return;
  const text = before + data;
  k.state.requests.set(stream, text);
  if (!text.includes('\r\n\r\n') && text.length < longest) return;
  k.state.requests.delete(stream);
  const target = /^[A-Z]+ (\S+) HTTP/.exec(text)?.[1] ?? '/';
  const { code, type, body } = pageAt(k, target);
  const head = `HTTP/1.1 ${code} ${goReasons[code] ?? ''}\r\nContent-Type: ${type}\r\n`;
  k.context.stream({ stream, type: 'stdout', data: `${head}Connection: close\r\n\r\n${body}` });
  k.context.stream({ stream, type: 'exit', code: 0 });
}

/** What stands at a target. */
export function pageAt(k: Kubelet, target: string): Page & { readonly code: number } {
  const page = pageOf(k, target.split('?')[0] ?? '/');
  return page === undefined ? { code: 404, type: 'text/plain; charset=utf-8', body: '404 page not found\n' } : { code: 200, ...page };
}

function pageOf(k: Kubelet, path: string): Page | undefined {
  switch (path.replace(/(?<=.)\/$/, '')) {
    case '/healthz':
    case '/healthz/ping':
    case '/healthz/log':
    case '/healthz/syncloop':
      return { type: 'text/plain; charset=utf-8', body: 'ok' };
    case '/pods':
      return json(podList(workers(k).map(asSeen)));
    case '/runningpods':
      return json(podList(workers(k).filter(isRunning).map(asSeen)));
    case '/configz':
      return json({ kubeletconfig: configOf() });
    case '/stats/summary':
      return json(summary(k));
    case '/logs':
      return {
        type: 'text/html; charset=utf-8',
        body: '<pre>\n<a href="containers/">containers/</a>\n<a href="pods/">pods/</a>\n</pre>\n',
      };
    case '/metrics':
      return { type: 'text/plain; version=0.0.4; charset=utf-8', body: metrics(k) };
    case '/metrics/cadvisor':
    case '/metrics/probes':
    case '/metrics/resource':
      return { type: 'text/plain; version=0.0.4; charset=utf-8', body: '' };
    default:
      return undefined;
  }
}

function json(value: object): Page {
  return { type: 'application/json', body: `${JSON.stringify(value)}\n` };
}

function workers(k: Kubelet): PodWorker[] {
  return Array.from(k.state.pods.values());
}

function asSeen({ pod, status }: PodWorker): Pod {
  return { ...pod, status };
}

function isRunning({ containers }: PodWorker): boolean {
  return Array.from(containers.values()).some((records) => records[0]?.state === 'running');
}

function podList(items: readonly Pod[]): object {
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
}

function configOf(): object {
  return {
    enableServer: true,
    syncFrequency: '1m0s',
    fileCheckFrequency: '20s',
    httpCheckFrequency: '20s',
    address: '0.0.0.0',
    port: 10250,
    clusterDomain: 'cluster.local',
    clusterDNS: ['10.96.0.10'],
    nodeStatusUpdateFrequency: '10s',
    nodeStatusReportFrequency: '5m0s',
    nodeLeaseDurationSeconds: 40,
    cgroupDriver: 'systemd',
    maxPods: 110,
    serializeImagePulls: false,
    enableControllerAttachDetach: true,
  };
}

function summary(k: Kubelet): object {
  const { now, epochMs } = k.context;
  const podRefs = workers(k).map(({ pod: { metadata }, uid }) => ({
    podRef: { name: metadata.name, namespace: metadata.namespace ?? '', uid },
    startTime: metadata.creationTimestamp ?? formatTime(epochMs + now),
  }));
  return { node: { nodeName: k.node, startTime: formatTime(epochMs) }, pods: podRefs };
}

function metrics(k: Kubelet): string {
  const running = workers(k).filter(isRunning);
  const containers = running.flatMap(({ containers: own }) => Array.from(own.values(), (records) => records[0]?.state));
  const count = (state: string): number => containers.filter((one) => one === state).length;
  return [
    "# HELP kubelet_node_name [ALPHA] The node's name. The count is always 1.",
    '# TYPE kubelet_node_name gauge',
    `kubelet_node_name{node="${k.node}"} 1`,
    '# HELP kubelet_running_containers [ALPHA] Number of containers currently running',
    '# TYPE kubelet_running_containers gauge',
    `kubelet_running_containers{container_state="exited"} ${count('exited')}`,
    `kubelet_running_containers{container_state="running"} ${count('running')}`,
    '# HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox',
    '# TYPE kubelet_running_pods gauge',
    `kubelet_running_pods ${running.length}`,
    '',
  ].join('\n');
}
