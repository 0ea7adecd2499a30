/**
 * kube-scheduler: gives every pod without a node a node.
 * Owns the scheduling queue and an account of the nodes. Reads pods, nodes, claims, volumes and classes.
 * Writes bindings, the PodScheduled condition, claims' selected-node annotation and its events.
 * Does not start pods (the kubelet does) and does not create volumes (their provisioner does).
 * upstream: pkg/scheduler/scheduler.go, schedule_one.go, eventhandlers.go
 */
import { formatTime } from '#api/machinery/time.ts';
import type { Node, Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import { apiClient } from '../client/client.ts';
import { component, type Component, type Context, type Message } from '../client/component.ts';
import { listerOf, receiveNews, startInformers, type Delta, type Informers } from '../client/informer.ts';
import { createRecorder, recordEvent, type RecorderState } from '../client/recorder.ts';
import type { Because } from '../client/workqueue.ts';
import { bindVolumes, volumesAreBound } from './bindVolumes.ts';
import { createCache, place, remove, removeNode, setNode, type Cache } from './cache.ts';
import { decide, type Decision } from './cycle.ts';
import { fitErrorMessage } from './fitError.ts';
import { defaultProfile } from './profile.ts';
import { addActive, backOffMs, createQueue, forget, isQueued, leave, next, type SchedulingQueue } from './queue.ts';
import { nonZeroRequests, podRequests } from './requests.ts';

interface SchedulerState {
  informers: Informers | undefined;
  readonly queue: SchedulingQueue;
  readonly cache: Cache;
  readonly recorder: RecorderState;
  /** Pods that have a node and wait for their claims to be bound there. */
  readonly binding: Map<string, string>;
  start: number;
  working: boolean;
}

type SchedulerMessage =
  | { readonly type: 'schedule-one' }
  | { readonly type: 'backed-off'; readonly key: string }
  | { readonly type: 'flush' };

const schedulerName = 'default-scheduler';
const cycleMs = 1;
const flushEveryMs = 30_000;
const unschedulableMaxMs = 300_000;

export function scheduler(): Component {
  return component<SchedulerState>({
    address: 'kube-scheduler',
    user: { name: 'system:kube-scheduler', groups: ['system:authenticated'] },
    userAgent: 'kube-scheduler',
    start: () => ({
      informers: undefined,
      queue: createQueue(),
      cache: createCache(),
      recorder: createRecorder(schedulerName, `${schedulerName}-control-plane`),
      binding: new Map(),
      start: 0,
      working: false,
    }),
    step,
  });
}

function step(state: SchedulerState, message: Message, context: Context): void {
  if (message.type === 'start') return startUp(state, context);
  if (state.informers === undefined) return;
  const deltas = receiveNews(state.informers, message, context);
  if (deltas !== undefined) return learn(state, deltas, context);
  const told = message as SchedulerMessage;
  if (told.type === 'schedule-one') return scheduleOne(state, context);
  if (told.type === 'backed-off') return backedOff(state, told.key, context);
  flush(state, context);
}

function startUp(state: SchedulerState, context: Context): void {
  const kinds = ['Node', 'Pod', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass'] as const;
  const { informers, deltas } = startInformers(
    kinds.map((kind) => ({ kind })),
    context,
  );
  state.informers = informers;
  learn(state, deltas, context);
  context.after(flushEveryMs, { type: 'flush' });
}

function learn(state: SchedulerState, deltas: readonly Delta[], context: Context): void {
  for (const delta of deltas) {
    if (delta.kind === 'Pod') learnPod(state, delta, context);
    else if (delta.kind === 'Node') learnNode(state, delta, context);
    else changed(state, { revision: delta.revision }, context);
  }
  finishBindings(state, context);
}

function learnNode(state: SchedulerState, delta: Delta, context: Context): void {
  if (delta.type === 'DELETED') return removeNode(state.cache, delta.object.metadata.name);
  const node = delta.object as unknown as Node;
  const old = delta.old as unknown as Node | undefined;
  setNode(state.cache, node);
  const same =
    old !== undefined &&
    old.spec === node.spec &&
    old.metadata.labels === node.metadata.labels &&
    old.status.allocatable === node.status.allocatable;
  if (!same) changed(state, { revision: delta.revision }, context);
}

function learnPod(state: SchedulerState, delta: Delta, context: Context): void {
  const pod = delta.object as unknown as Pod;
  const key = keyOf(pod);
  const because = { revision: delta.revision };
  if (delta.type === 'DELETED' || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') {
    forget(state.queue, key);
    state.binding.delete(key);
    const freed = state.cache.placed.has(key);
    remove(state.cache, key);
    if (freed) changed(state, because, context);
    return;
  }
  if ((pod.spec.nodeName ?? '') !== '') {
    forget(state.queue, key);
    return place(state.cache, pod, pod.spec.nodeName!);
  }
  if ((pod.spec.schedulerName ?? schedulerName) !== schedulerName || state.binding.has(key)) return;
  const old = delta.old as unknown as Pod | undefined;
  const newLife = old !== undefined && old.metadata.uid !== pod.metadata.uid;
  if (!newLife && isQueued(state.queue, key) && old?.spec === pod.spec && old.metadata.labels === pod.metadata.labels) return;
  if (!newLife && old !== undefined && old.spec === pod.spec) return;
  addActive(state.queue, { key, priority: pod.spec.priority ?? 0, because });
  wake(state, context);
}

/** Something changed in the cluster: pods that could not be scheduled are tried again, after their back-off. */
function changed(state: SchedulerState, because: Because, context: Context): void {
  for (const key of [...state.queue.unschedulable.keys()]) tryAgain(state, key, because, context);
}

function tryAgain(state: SchedulerState, key: string, because: Because, context: Context): void {
  const since = state.queue.unschedulable.get(key) ?? context.now;
  const left = since + backOffMs(state.queue, key) - context.now;
  leave(state.queue, key);
  if (left > 0) {
    state.queue.backingOff.set(key, because.revision ?? 0);
    context.after(left, { type: 'backed-off', key } as SchedulerMessage);
    return;
  }
  activate(state, key, because, context);
}

function backedOff(state: SchedulerState, key: string, context: Context): void {
  const revision = state.queue.backingOff.get(key);
  if (revision !== undefined) activate(state, key, { revision }, context);
}

function activate(state: SchedulerState, key: string, because: Because, context: Context): void {
  const pod = listerOf(state.informers!).get('Pod', key);
  if (pod === undefined) return forget(state.queue, key);
  addActive(state.queue, { key, priority: pod.spec.priority ?? 0, because });
  wake(state, context);
}

/** Pods do not wait for ever for the right news: after five minutes they are tried again. */
function flush(state: SchedulerState, context: Context): void {
  for (const [key, since] of [...state.queue.unschedulable]) {
    if (context.now - since > unschedulableMaxMs) activate(state, key, { timer: 'unschedulable for five minutes' }, context);
  }
  context.after(flushEveryMs, { type: 'flush' });
}

function wake(state: SchedulerState, context: Context): void {
  if (state.working || state.queue.active.size === 0) return;
  state.working = true;
  context.after(cycleMs, { type: 'schedule-one' });
}

function scheduleOne(state: SchedulerState, context: Context): void {
  state.working = false;
  const item = next(state.queue);
  if (item === undefined) return;
  const see = listerOf(state.informers!);
  const pod = see.get('Pod', item.key);
  if (pod !== undefined && (pod.spec.nodeName ?? '') === '' && pod.metadata.deletionTimestamp === undefined) {
    context.because({ key: item.key, ...item.because });
    const cycle = { pod, requests: podRequests(pod), nonZero: nonZeroRequests(pod), see };
    const decision = decide(cycle, [...state.cache.nodes.values()], state.start, { profile: defaultProfile, random: context.random });
    state.start = decision.nextStart;
    tellVerdict(pod, decision, context);
    if (decision.chosen === undefined) fail(state, pod, decision, context);
    else assign(state, pod, decision.chosen, context);
  }
  wake(state, context);
}

function assign(state: SchedulerState, pod: Pod, node: string, context: Context): void {
  place(state.cache, pod, node);
  const client = apiClient(context.api.request);
  const see = listerOf(state.informers!);
  bindVolumes(pod, state.cache.nodes.get(node)!, { see, client });
  if (volumesAreBound(pod, see)) return bind(state, pod, node, context);
  state.binding.set(keyOf(pod), node);
}

function finishBindings(state: SchedulerState, context: Context): void {
  if (state.binding.size === 0) return;
  const see = listerOf(state.informers!);
  for (const [key, node] of [...state.binding]) {
    const pod = see.get('Pod', key);
    if (pod === undefined) state.binding.delete(key);
    else if (volumesAreBound(pod, see)) {
      state.binding.delete(key);
      context.because({ key, timer: 'all its claims are bound' });
      bind(state, pod, node, context);
    }
  }
}

function bind(state: SchedulerState, pod: Pod, node: string, context: Context): void {
  const client = apiClient(context.api.request);
  const { namespace, name, uid } = pod.metadata;
  const bound = client.createSub(
    'Pod',
    { namespace, name, subresource: 'binding' },
    { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace: namespace!, uid }, target: { kind: 'Node', name: node } },
  );
  if (!bound.ok) {
    remove(state.cache, keyOf(pod));
    state.queue.unschedulable.set(keyOf(pod), context.now);
    return;
  }
  const message = `Successfully assigned ${namespace}/${name} to ${node}`;
  recordEvent(state.recorder, { object: pod, type: 'Normal', reason: 'Scheduled', message, action: 'Binding' }, client, context);
}

function fail(state: SchedulerState, pod: Pod, decision: Decision, context: Context): void {
  const client = apiClient(context.api.request);
  const nodes = state.cache.nodes.size;
  const message = nodes === 0 ? 'no nodes available to schedule pods' : fitErrorMessage(decision.failed!);
  recordEvent(state.recorder, { object: pod, type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' }, client, context);
  setUnschedulable(pod, message, context);
  state.queue.unschedulable.set(keyOf(pod), context.now);
}

function setUnschedulable(pod: Pod, message: string, context: Context): void {
  const known = pod.status.conditions?.find((it) => it.type === 'PodScheduled');
  if (known?.status === 'False' && known.message === message) return;
  const lastTransitionTime = known?.status === 'False' ? known.lastTransitionTime! : formatTime(context.epochMs + context.now);
  const condition = { type: 'PodScheduled', status: 'False', lastProbeTime: null, lastTransitionTime, reason: 'Unschedulable', message };
  const { namespace, name } = pod.metadata;
  apiClient(context.api.request).patch(
    'Pod',
    { namespace, name },
    { type: 'strategic', body: { status: { conditions: [condition] } }, subresource: 'status' },
  );
}

function tellVerdict(pod: Pod, decision: Decision, context: Context): void {
  const refused = [...decision.refused].map(([node, { reasons }]) => ({ node, reason: reasons.join(', ') }));
  const chosen = decision.chosen === undefined ? {} : { chosen: decision.chosen };
  context.trace({ type: 'schedule', at: context.now, pod: keyOf(pod), ...chosen, refused, scores: decision.scores });
}
