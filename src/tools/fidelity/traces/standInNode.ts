/**
 * The node of the recordings: their kubelet was a stand-in, so the replay uses one that behaves alike. Pods become
 * Running and ready about 0.7 s after they are bound; `bad*` images are never pulled, `notready*` ones never ready; Job
 * pods exit after a second, or as their annotations say.
 */
import type { Container, Pod } from '#api/kinds.ts';
import { formatMicroTime, formatTime } from '#api/machinery/time.ts';
import { keyOf, splitKey } from '#api/meta.ts';
import { apiClient } from '#engine/client/client.ts';
import { component, type Component, type Context, type Message } from '#engine/client/component.ts';
import { listerOf, receiveNews, startInformers, type Informers } from '#engine/client/informer.ts';

interface StandInState {
  informers: Informers | undefined;
  nextIp: number;
  readonly started: Set<string>;
  readonly stopping: Set<string>;
}

interface PodMessage extends Message {
  readonly type: 'admit' | 'run' | 'exit' | 'unready' | 'gone';
  readonly key: string;
  readonly uid: string;
}

const zones = ['zone-a', 'zone-b', 'zone-c', 'zone-d'];

/** From when on a node is silent: its kubelet neither renews its lease nor does anything about its pods. */
export interface Silence {
  readonly node: string;
  readonly fromMs: number;
}

const leaseEveryMs = 10_000;

/** `silences` may be filled in while the cluster runs. */
export function standInNode(name: string, index: number, silences: readonly Silence[] = []): Component {
  return component<StandInState>({
    address: `kubelet/${name}`,
    user: { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] },
    userAgent: 'kubelet',
    start: () => ({ informers: undefined, nextIp: 2, started: new Set(), stopping: new Set() }),
    step(state, message, context) {
      if (message.type === 'start') return register(state, { name, index }, context);
      if (state.informers === undefined) return;
      if (silences.some((it) => it.node === name && it.fromMs <= context.now)) return void receiveNews(state.informers, message, context);
      if (message.type === 'lease') return renewLease(name, context);
      if (receiveNews(state.informers, message, context) !== undefined) return look(state, context);
      act(state, message as PodMessage, index, context);
    },
  });
}

function register(state: StandInState, node: { readonly name: string; readonly index: number }, context: Context): void {
  const client = apiClient(context.api.request);
  const resources = { cpu: '4', memory: '8Gi', pods: '110' };
  const now = formatTime(context.epochMs + context.now);
  const status = {
    capacity: resources,
    allocatable: resources,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    addresses: [{ type: 'InternalIP', address: hostIp(node.index) }],
    nodeInfo: { kubeletVersion: 'v1.28.4', osImage: 'oracle', kernelVersion: '0', containerRuntimeVersion: 'fake://1' },
  };
  const labels = {
    'kubernetes.io/hostname': node.name,
    'topology.kubernetes.io/zone': zones[node.index % zones.length]!,
  };
  const created = client.create('Node', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels },
    spec: {},
    status,
  });
  if (created.ok) client.updateStatus('Node', { ...created.value, status: status as never });
  renewLease(node.name, context);
  state.informers = startInformers([{ kind: 'Pod', fieldSelector: `spec.nodeName=${node.name}` }], context).informers;
}

function renewLease(name: string, context: Context): void {
  const client = apiClient(context.api.request);
  const namespace = 'kube-node-lease';
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(context.epochMs + context.now) };
  const known = client.get('Lease', namespace, name);
  if (known.ok) client.update('Lease', { ...known.value, spec });
  else client.create('Lease', { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name }, spec });
  context.after(leaseEveryMs, { type: 'lease' });
}

function look(state: StandInState, context: Context): void {
  for (const pod of listerOf(state.informers!).list('Pod')) {
    const told = { key: keyOf(pod), uid: pod.metadata.uid };
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (state.stopping.has(told.uid)) continue;
      state.stopping.add(told.uid);
      context.after(450, { type: 'unready', ...told } as PodMessage);
      context.after(750, { type: 'gone', ...told } as PodMessage);
    } else if (!state.started.has(told.uid)) {
      state.started.add(told.uid);
      context.after(180, { type: 'admit', ...told } as PodMessage);
    }
  }
}

function act(state: StandInState, { type, key, uid }: PodMessage, index: number, context: Context): void {
  const pod = listerOf(state.informers!).get('Pod', key);
  if (pod?.metadata.uid !== uid) return;
  const client = apiClient(context.api.request);
  if (type === 'gone') {
    client.delete('Pod', splitKey(key), { gracePeriodSeconds: 0, preconditions: { uid } });
    return;
  }
  const live = client.get('Pod', pod.metadata.namespace, pod.metadata.name);
  if (!live.ok || live.value.metadata.uid !== uid) return;
  const status = {
    ...live.value.status,
    ...nextStatus(state, live.value, { type, index }, context),
  } as unknown as Pod['status'];
  client.updateStatus('Pod', { ...live.value, status });
  if (type === 'admit' && !has(pod, 'bad')) context.after(520, { type: 'run', key, uid } as PodMessage);
  const again = type === 'run' || (type === 'exit' && status.phase === 'Running');
  const runs = again ? runMsOf(pod) : undefined;
  if (runs !== undefined) context.after(runs, { type: 'exit', key, uid } as PodMessage);
}

/** The pods of Jobs exit after a second, or as they say; others run on. */
function runMsOf({ metadata }: Pod): number | undefined {
  const annotations = metadata.annotations ?? {};
  const ofJob = metadata.ownerReferences?.some((owner) => owner.kind === 'Job') === true;
  if (!ofJob || annotations['oracle/run'] === 'forever') return undefined;
  return Number(annotations['oracle/seconds'] ?? 1) * 1_000;
}

function exitCodeOf({ metadata }: Pod): number {
  const annotations = metadata.annotations ?? {};
  const index = annotations['batch.kubernetes.io/job-completion-index'];
  const fails = index !== undefined && annotations['oracle/fail-indexes']?.split(',').includes(index) === true;
  return fails ? 1 : Number(annotations['oracle/exit-code'] ?? 0);
}

function has(pod: Pod, prefix: string): boolean {
  return pod.spec.containers.some((container) => (container.image ?? '').startsWith(prefix));
}

function nextStatus(
  state: StandInState,
  pod: Pod,
  { type, index }: { readonly type: PodMessage['type']; readonly index: number },
  context: Context,
) {
  const now = formatTime(context.epochMs + context.now);
  if (type === 'admit')
    return {
      phase: 'Pending',
      hostIP: hostIp(index),
      startTime: now,
      ...conditions(pod, 'False', now, true),
      ...containers(pod, waiting(pod), now),
    };
  if (type === 'unready') return { ...conditions(pod, 'False', now) };
  if (type === 'exit') return exited(pod, now);
  const ready = has(pod, 'notready') ? 'False' : 'True';
  const podIP = `10.244.${index}.${(state.nextIp += 1)}`;
  return {
    phase: 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    ...conditions(pod, ready, now),
    ...containers(pod, ready === 'True' ? 'ready' : 'running', now),
  };
}

function exited(pod: Pod, now: string) {
  const code = exitCodeOf(pod);
  if (code !== 0 && pod.spec.restartPolicy === 'OnFailure') return restarted(pod);
  return {
    phase: code === 0 ? 'Succeeded' : 'Failed',
    ...conditions(pod, 'False', now),
    ...containers(pod, { exitCode: code }, now),
  };
}

/** The container is started again in its place. */
function restarted(pod: Pod) {
  const statuses = pod.status.containerStatuses ?? [];
  return { containerStatuses: statuses.map((it) => ({ ...it, restartCount: it.restartCount + 1 })) };
}

function waiting(pod: Pod): 'waiting' | 'pullError' {
  return has(pod, 'bad') ? 'pullError' : 'waiting';
}

/** Only its own conditions are written, the first one on admission; what others wrote stays. */
function conditions(pod: Pod, ready: 'True' | 'False', now: string, admitted = false) {
  const old = pod.status.conditions ?? [];
  const one = (type: string, status: string) => {
    const known = old.find((it) => it.type === type);
    return {
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime: known?.status === status ? known.lastTransitionTime : now,
    };
  };
  const own = [...(admitted ? [one('Initialized', 'True')] : []), one('Ready', ready), one('ContainersReady', ready)];
  return { conditions: [...own, ...old.filter(({ type }) => !own.some((it) => it.type === type))] };
}

type ContainerState = 'waiting' | 'pullError' | 'running' | 'ready' | { readonly exitCode: number };

function containers(pod: Pod, at: ContainerState, now: string) {
  return {
    containerStatuses: pod.spec.containers.map((container) => containerStatus(container, at, now)),
  };
}

function containerStatus(container: Container, at: ContainerState, now: string) {
  const running = at === 'running' || at === 'ready';
  return {
    name: container.name,
    state: stateOf(at, now),
    lastState: {},
    ready: at === 'ready',
    restartCount: 0,
    image: container.image ?? '',
    imageID: running ? `docker.io/${container.image}` : '',
    started: running,
  };
}

function stateOf(at: ContainerState, now: string) {
  if (typeof at === 'object') {
    return {
      terminated: {
        exitCode: at.exitCode,
        reason: at.exitCode === 0 ? 'Completed' : 'Error',
        startedAt: now,
        finishedAt: now,
      },
    };
  }
  if (at === 'running' || at === 'ready') return { running: { startedAt: now } };
  return { waiting: { reason: at === 'waiting' ? 'ContainerCreating' : 'ErrImagePull' } };
}

function hostIp(index: number): string {
  return `192.168.0.${11 + index}`;
}
