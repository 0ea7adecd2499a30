/**
 * The kubelet of one node, at `kubelet/<node>`: makes what runs on the node what the API server says should run there.
 * Owns: the workers of the node's pods, probes, image pulls in order, back-offs, the content of pods' own volumes.
 * Reads: the pods bound to its node, Services and CSIDrivers (watched); ConfigMaps, Secrets, claims and volumes (when needed); what
 * its container runtime (contracts/cri.ts) and the network (contracts/network.ts) tell.
 * Writes: its Node, CSINode and Lease, the status of its pods, their final removal, events; calls to the runtime; dials.
 * Does not: schedule, route, run processes or keep their files and logs, attach or provision volumes.
 * Not here yet: static pods, eviction under pressure, in-place resize, garbage collection of images.
 * upstream: pkg/kubelet/kubelet.go
 */
import type { Pod } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { nextBelow } from '#sim/random.ts';
import { apiClient, type ApiClient } from '../client/client.ts';
import { component, type ApiPort, type Component, type Context } from '../client/component.ts';
import { isSynced, receiveNews, startInformers, stopInformers, type Delta } from '../client/informer.ts';
import { createRecorder } from '../client/recorder.ts';
import {
  containerdAddress,
  kubeletAddress,
  type CriAnswer,
  type KubeletRequest,
  type KubeletStream,
  type StreamInput,
} from '../helpers/contracts/cri.ts';
import { accept, hangUp, receive } from './listener.ts';
import { takeRequest } from './server.ts';
import type { Dialled, FlowClose, FlowData, Incoming } from '../helpers/contracts/network.ts';
import { onClosed, onData, onDialled, onFlowOver, type Outcome } from './dial.ts';
import { podEvent } from './events.ts';
import {
  becomeReady,
  compareResources,
  planHeartbeats,
  planLease,
  registerNode,
  renewLease,
  statusEveryMs,
  writeNodeStatus,
} from './node/register.ts';
import { keepCsiNode } from './node/csiNode.ts';
import { preStopEnded } from './pod/kill.ts';
import { createWorker } from './pod/create.ts';
import { advance, beginTermination, planDeadline, requestSync, syncPod } from './pod/sync.ts';
import { release } from './pod/admit.ts';
import { deleteIfAsked, forgetWorker, unmounted } from './pod/terminate.ts';
import { findWorker } from './pod/worker.ts';
import { probeTick } from './probes/worker.ts';
import { answered, onListed, onRuntime } from './runtime.ts';
import { because, later, nextId, type Kubelet, type KubeletSpec, type KubeletState, type KubeletTimer, type PodWorker } from './state.ts';
import { isTerminal } from './status/generate.ts';
import { isContradicted, tryAgain, writeStatus } from './status/write.ts';
import { openStream } from './stream.ts';
import { planRefresh, planRenewal, refreshVolumes } from './volumes/mount.ts';
import { tellRuntime } from './send.ts';

type Heard =
  | { readonly type: 'start' }
  | CriAnswer
  | KubeletStream
  | KubeletRequest
  | StreamInput
  | Dialled
  | FlowData
  | Incoming
  | FlowClose
  | KubeletTimer;

const listAgainMs = 1_000;
const deadlineText = 'Pod was active on the node longer than the specified deadline';

/** A component that is the kubelet of the node given. */
export function kubelet(spec: KubeletSpec): Component {
  const node = spec.node.name;
  return component<KubeletState>({
    address: kubeletAddress(node),
    user: { name: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] },
    userAgent: 'kubelet/v1.28.4',
    start: () => createState(spec),
    step(state, message, context) {
      const k: Kubelet = { spec, state, context, client: clientOf(context), node, runtime: containerdAddress(node) };
      const deltas = state.informers === undefined ? undefined : receiveNews(state.informers, message, context);
      if (deltas !== undefined) for (const delta of deltas) onDelta(k, delta);
      else hear(k, message as Heard);
    },
  });
}

/** One client for each seat at the API server; a step then makes nothing. */
const clients = new WeakMap<ApiPort, ApiClient>();

function clientOf({ api }: Context): ApiClient {
  let client = clients.get(api);
  if (client === undefined) clients.set(api, (client = apiClient((request) => api.request(request))));
  return client;
}

function createState({ node, podCidr }: KubeletSpec): KubeletState {
  return {
    used: {},
    informers: undefined,
    recorder: createRecorder('kubelet', node.name),
    life: '',
    serial: 0,
    nodeReady: false,
    schedulable: true,
    lease: undefined,
    podCidr,
    inUse: [],
    reportAtMs: 0,
    writesFromMs: 0,
    csiNodeIsOld: false,
    pods: new Map(),
    owners: new Map(),
    waiting: new Map(),
    requests: new Map(),
    served: new Map(),
    flows: new Map(),
    images: new Map(),
    nodeImages: [],
    pulls: [],
    restarts: new Map(),
    imageBackOffs: new Map(),
    noticed: new Set(),
    tickAtMs: -1,
    tickPhaseMs: 0,
    found: new Map(),
  };
}

function hear(k: Kubelet, message: Heard): void {
  if ('life' in message && message.life !== k.state.life) return;
  switch (message.type) {
    case 'start':
      return start(k);
    case 'cri/listed':
      return listed(k, message);
    case 'kubelet/stream':
      return openStream(k, message);
    case 'kubelet/request':
      return void k.state.requests.set(message.stream, '');
    case 'stream/stdin':
      return takeRequest(k, message);
    case 'stream/hangup':
      return void k.state.requests.delete(message.stream);
    case 'stream/resize':
      return;
    case 'net/incoming':
      return accept(k, message);
    case 'net/dialled':
      return called(k, message.flow, onDialled(k, message));
    case 'net/data':
      if (k.state.served.has(message.flow)) return receive(k, message);
      return called(k, message.flow, onData(k, message));
    case 'net/close':
      if (k.state.served.has(message.flow)) return hangUp(k, message.flow);
      return called(k, message.flow, onClosed(k, message));
    case 'kubelet/flow-over':
      return called(k, message.id, onFlowOver(k, message.id));
    default:
      if (message.type.startsWith('cri/')) onRuntime(k, message as Exclude<CriAnswer, { type: 'cri/listed' }>);
      else if (message.type.startsWith('kubelet/')) onTimer(k, message as KubeletTimer);
  }
}

function start(k: Kubelet): void {
  k.state.life = nextBelow(k.context.random, 0x1000000).toString(36);
  k.state.tickPhaseMs = nextBelow(k.context.random, 1000);
  registerNode(k);
  planHeartbeats(k);
  askRuntime(k);
}

/** Until the runtime has said what runs there and the API server what should, nothing is done about any pod. */
function askRuntime(k: Kubelet): void {
  tellRuntime(k, { type: 'cri/list', id: nextId(k, 'list') });
  later(k, listAgainMs, { type: 'kubelet/list' });
}

function listed(k: Kubelet, message: Extract<CriAnswer, { type: 'cri/listed' }>): void {
  if (k.state.informers !== undefined) return;
  const { informers, deltas } = startInformers(
    [{ kind: 'Service' }, { kind: 'CSIDriver', plain: true }, { kind: 'Pod', fieldSelector: `spec.nodeName=${k.node}`, plain: true }],
    k.context,
  );
  // A kubelet that could not list its pods knows nothing of them yet, and must not end what runs for them: it asks again.
  if (!isSynced(informers)) return stopInformers(informers, k.context);
  onListed(k, message);
  k.state.informers = informers;
  k.state.nodeImages = message.images;
  becomeReady(k);
  keepCsiNode(k);
  for (const delta of deltas) onDelta(k, delta);
  removeOrphans(k);
}

/** What runs here and belongs to no pod of the API server is ended. */
function removeOrphans(k: Kubelet): void {
  for (const { sandbox, containers } of k.state.found.values()) {
    for (const { id, state } of containers)
      if (state === 'running') tellRuntime(k, { type: 'cri/stop', id: nextId(k, 'stop'), container: id, graceMs: 2_000 });
    if (sandbox !== undefined) tellRuntime(k, { type: 'cri/remove-sandbox', id: nextId(k, 'orphan'), sandbox: sandbox.id }, 2_500);
  }
  k.state.found.clear();
}

function onDelta(k: Kubelet, delta: Delta): void {
  if (delta.kind === 'CSIDriver') return keepCsiNode(k);
  if (delta.kind !== 'Pod') return;
  const pod = delta.object as unknown as Pod;
  const worker = k.state.pods.get(pod.metadata.uid);
  if (delta.old !== undefined && delta.old.metadata.uid !== pod.metadata.uid) goneFromApi(k, k.state.pods.get(delta.old.metadata.uid));
  if (delta.type === 'DELETED') return goneFromApi(k, worker);
  if (worker === undefined) return addPod(k, pod, delta.revision);
  updatePod(k, worker, { pod, revision: delta.revision });
}

function addPod(k: Kubelet, pod: Pod, revision: number): void {
  const worker = createWorker(k, pod);
  worker.revision = revision;
  because(k, worker);
  if (isTerminal(pod.status.phase) && worker.sandbox === undefined) {
    worker.phase = 'terminated';
    worker.synced = true;
    return deleteIfAsked(k, worker);
  }
  if (pod.metadata.deletionTimestamp !== undefined) beginTermination(k, worker);
  else syncPod(k, worker);
}

function updatePod(k: Kubelet, worker: PodWorker, { pod, revision }: { readonly pod: Pod; readonly revision: number }): void {
  const before = worker.pod;
  worker.pod = pod;
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  const changed =
    !isSame(before.spec, pod.spec) ||
    !isSame(before.metadata.labels, pod.metadata.labels) ||
    !isSame(before.metadata.annotations, pod.metadata.annotations);
  if (isContradicted(worker)) tryAgain(k, worker);
  const gates = pod.spec.readinessGates !== undefined && !isSame(before.status.conditions, pod.status.conditions);
  if (!deleting && !changed && !gates) return;
  worker.revision = revision;
  because(k, worker);
  if (deleting && worker.phase === 'syncing') return beginTermination(k, worker);
  if (worker.phase === 'terminated') return deleteIfAsked(k, worker);
  if (worker.phase === 'terminating') return;
  if (changed) refreshVolumes(k, worker, 'downward');
  if (before.spec.activeDeadlineSeconds !== pod.spec.activeDeadlineSeconds) planDeadline(k, worker);
  requestSync(k, worker);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || equalJson(a, b);
}

/** The object is gone: whatever still runs is ended, others may have its room already, and nothing is written any more. */
function goneFromApi(k: Kubelet, worker: PodWorker | undefined): void {
  if (worker === undefined || worker.gone) return;
  worker.gone = true;
  release(k, worker);
  if (worker.phase === 'terminated') forgetWorker(k, worker);
  else if (worker.phase === 'syncing') beginTermination(k, worker);
}

function called(k: Kubelet, flow: string, outcome: Outcome | undefined): void {
  const id = outcome?.call ?? flow;
  const waiting = outcome === undefined ? undefined : k.state.waiting.get(id);
  if (outcome === undefined || waiting === undefined || waiting.type === 'list') return;
  k.state.waiting.delete(id);
  const worker = findWorker(k, waiting.uid);
  if (worker === undefined) return;
  because(k, worker, 'a probe or hook has ended');
  answered(k, worker, { id, waiting, outcome });
}

function onTimer(k: Kubelet, timer: KubeletTimer): void {
  switch (timer.type) {
    case 'kubelet/list':
      if (k.state.informers === undefined) askRuntime(k);
      return;
    case 'kubelet/lease':
      planLease(k);
      renewLease(k);
      if (k.state.csiNodeIsOld) keepCsiNode(k);
      return compareResources(k);
    case 'kubelet/status':
      later(k, statusEveryMs, timer);
      return void writeNodeStatus(k, 'the node status is due');
    case 'kubelet/tick':
      return tick(k);
    default:
      if ('uid' in timer) onPodTimer(k, timer);
  }
}

function onPodTimer(k: Kubelet, timer: Extract<KubeletTimer, { readonly uid: string }>): void {
  const worker = findWorker(k, timer.uid);
  if (worker === undefined) return;
  because(k, worker, words[timer.type]);
  switch (timer.type) {
    case 'kubelet/sync':
      if (worker.dueMs > 0 && worker.dueMs <= k.context.now) requestSync(k, worker);
      return;
    case 'kubelet/mounts':
      if (worker.job?.wait !== timer.wait) return;
      worker.job.wait = undefined;
      return advance(k, worker);
    case 'kubelet/refresh':
      if (worker.phase !== 'syncing') return;
      refreshVolumes(k, worker, 'live');
      return planRefresh(k, worker);
    case 'kubelet/renew':
      refreshVolumes(k, worker, 'tokens');
      return planRenewal(k, worker);
    case 'kubelet/deadline':
      return missDeadline(k, worker);
    case 'kubelet/unmounted':
      return unmounted(k, worker);
    case 'kubelet/write':
      return writeStatus(k, worker);
    case 'kubelet/unwritten':
      writeStatus(k, worker);
      return deleteIfAsked(k, worker);
    case 'kubelet/hook-over':
      return preStopEnded(k, worker, { container: timer.container, hook: timer.hook, error: true });
    case 'kubelet/probe':
      return probeTick(k, worker, timer);
  }
}

const words = {
  'kubelet/sync': 'a sync is due',
  'kubelet/mounts': 'the volumes are looked at again',
  'kubelet/refresh': 'the volumes are brought up to date',
  'kubelet/renew': 'a token has grown old',
  'kubelet/deadline': 'the active deadline is over',
  'kubelet/unmounted': 'the volumes are gone',
  'kubelet/unwritten': 'a write was refused and is made again',
  'kubelet/write': 'the status manager has come to the pod',
  'kubelet/hook-over': 'the preStop hook took too long',
  'kubelet/probe': 'a probe is due',
} as const;

function missDeadline(k: Kubelet, worker: PodWorker): void {
  if (worker.phase !== 'syncing') return;
  worker.ended = { reason: 'DeadlineExceeded', message: deadlineText };
  podEvent(k, worker, { type: 'Normal', reason: 'DeadlineExceeded', message: deadlineText });
  beginTermination(k, worker);
}

/** A relist: every pod of which the runtime told something is synced. */
function tick(k: Kubelet): void {
  const due = [...k.state.noticed];
  k.state.noticed.clear();
  for (const uid of due) {
    const worker = findWorker(k, uid);
    if (worker === undefined) continue;
    because(k, worker, 'the runtime was listed');
    if (worker.job === undefined) syncPod(k, worker);
    else worker.wanted = true;
  }
}
