/**
 * kube-scheduler: gives every pod without a node a node.
 * Owns the scheduling queue and an account of the nodes. Reads pods, nodes, namespaces, claims, volumes, classes,
 * budgets, and the services and controllers that pods belong to.
 * Writes bindings, the PodScheduled condition, nominations, evictions of lesser pods, claims' selected-node annotation
 * and its events.
 * Does not start pods (the kubelet does) and does not create volumes (their provisioner does).
 * upstream: pkg/scheduler/scheduler.go, schedule_one.go
 */
import type { Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import type { SchedulerSpec } from '#api/scheduling.ts';
import { component, type Component, type Context, type Message } from '../client/component.ts';
import { receiveNews, startInformers } from '../client/informer.ts';
import { bindVolumes, checkBindings } from './bindVolumes.ts';
import { createCache, createCycle, place, remove } from './cache.ts';
import { decide, type Decision } from './cycle.ts';
import { bindingFailed, fail } from './failure.ts';
import { learn } from './learn.ts';
import { createQueue, forget, next, standardBackOff } from './queue.ts';
import { backedOff, flushUnschedulable, moveAll, tryAgain, wake } from './requeue.ts';
import { profilesOf, type Profile } from './profile.ts';
import { profileOf, stepOf, tell, type SchedulerMessage, type SchedulerState, type Setup, type Step, type Verdict } from './state.ts';

const flushEveryMs = 30_000;
const verdictsMax = 5_000;

const watched = [
  'Node',
  'Namespace',
  'Service',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
  'PodDisruptionBudget',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'CSINode',
  'CSIDriver',
  'CSIStorageCapacity',
  'Pod',
] as const;

export function scheduler(spec?: SchedulerSpec): Component {
  const setup = setupOf(spec);
  return component<SchedulerState>({
    address: 'kube-scheduler',
    user: { name: 'system:kube-scheduler', groups: ['system:authenticated'] },
    userAgent: 'kube-scheduler',
    start: () => ({
      informers: undefined,
      queue: createQueue(),
      cache: createCache(),
      assumed: new Map(),
      recorders: new Map(),
      binding: new Map(),
      verdicts: new Map(),
      start: 0,
      working: false,
    }),
    step: (state, message, context) => step(state, message, context, setup),
  });
}

function setupOf(spec: SchedulerSpec | undefined): Setup {
  const { initialMs, mostMs } = standardBackOff;
  const { podInitialBackoffSeconds: initial = initialMs / 1_000, podMaxBackoffSeconds: most = mostMs / 1_000 } = spec ?? {};
  return { profiles: profilesOf(spec), backOff: { initialMs: initial * 1_000, mostMs: most * 1_000 } };
}

function step(state: SchedulerState, message: Message, context: Context, setup: Setup): void {
  if (message.type === 'start') return startUp(state, context, setup);
  if (state.informers === undefined) return;
  const deltas = receiveNews(state.informers, message, context);
  const now = stepOf(state, context, setup);
  if (deltas !== undefined) {
    learn(now, deltas);
    return finishBindings(now);
  }
  const told = message as SchedulerMessage;
  if (told.type === 'schedule-one') return scheduleOne(now);
  if (told.type === 'backed-off') return backedOff(now, told.key);
  if (told.type === 'bind-timeout') return finishBinding(now, told.key);
  flushUnschedulable(now);
  context.after(flushEveryMs, { type: 'flush' });
}

function startUp(state: SchedulerState, context: Context, setup: Setup): void {
  const { informers, deltas } = startInformers(
    watched.map((kind) => ({ kind })),
    context,
  );
  state.informers = informers;
  learn(stepOf(state, context, setup), deltas);
  context.after(flushEveryMs, { type: 'flush' });
}

function scheduleOne(now: Step): void {
  const { state, see, context } = now;
  state.working = false;
  const item = next(state.queue);
  if (item === undefined) return;
  const pod = see.get('Pod', item.key);
  const profile = pod === undefined ? undefined : profileOf(now, pod);
  if (pod !== undefined && profile !== undefined && (pod.spec.nodeName ?? '') === '' && pod.metadata.deletionTimestamp === undefined) {
    context.because({ key: item.key, ...item.because });
    schedulePod(now, pod, profile);
  }
  wake(now);
}

function schedulePod(now: Step, pod: Pod, { plugins: profile, percentage }: Profile): void {
  const { state, see, context } = now;
  const cycle = createCycle(state.cache, pod, see);
  const decision = decide(cycle, { profile, percentage, random: context.random, start: state.start });
  state.start = decision.nextStart;
  tellVerdict(pod, decision, now);
  if (decision.error !== undefined) bindingFailed(now, pod, decision.error);
  else if (decision.chosen === undefined) fail(now, cycle, decision);
  else assign(now, pod, decision.chosen);
}

/** The place is taken before the binding is written: the next pod is scheduled against it. */
function assign(now: Step, pod: Pod, node: string): void {
  const { state, see, client, context } = now;
  place(state.cache, pod, node);
  const claims = bindVolumes(pod, state.cache.nodes.get(node)!, { see, client, assumed: state.assumed });
  if (!claims.ok) return letGo(now, pod, `running PreBind plugin "VolumeBinding": ${claims.message}`);
  if (claims.value.length === 0) return bind(now, pod, node);
  const key = keyOf(pod);
  state.binding.set(key, { node, since: context.now, claims: claims.value });
  context.after(profileOf(now, pod)?.bindTimeoutMs ?? 0, { type: 'bind-timeout', key } as SchedulerMessage);
}

function finishBindings(now: Step): void {
  for (const key of now.state.binding.keys()) finishBinding(now, key);
}

function finishBinding(now: Step, key: string): void {
  const { state, see, context } = now;
  const binding = state.binding.get(key);
  const pod = see.get('Pod', key);
  const node = state.cache.nodes.get(binding?.node ?? '');
  if (binding === undefined || pod === undefined) return void state.binding.delete(key);
  const gone = { failed: `failed to get node "${binding.node}": node "${binding.node}" not found` };
  const bound = node === undefined ? gone : checkBindings(binding.claims, node.node, see);
  const late = context.now - binding.since >= (profileOf(now, pod)?.bindTimeoutMs ?? 0);
  if (bound === false && !late) return;
  state.binding.delete(key);
  context.because({ key, timer: bound === true ? 'all its claims are bound' : 'its claims were not bound' });
  if (bound === true) return bind(now, pod, binding.node);
  const why = bound === false ? 'context deadline exceeded' : bound.failed;
  letGo(now, pod, `running PreBind plugin "VolumeBinding": binding volumes: ${why}`);
}

function bind(now: Step, pod: Pod, node: string): void {
  const { namespace, name, uid } = pod.metadata;
  const bound = now.client.createSub(
    'Pod',
    { namespace, name, subresource: 'binding' },
    { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace: namespace!, uid }, target: { kind: 'Node', name: node } },
  );
  if (bound.ok) {
    const message = `Successfully assigned ${namespace}/${name} to ${node}`;
    return tell(now, pod, { type: 'Normal', reason: 'Scheduled', message, action: 'Binding' });
  }
  letGo(now, pod, `running Bind plugin "DefaultBinder": ${bound.status.message ?? ''}`);
}

/** The place that was taken is free again, for others too; the pod is tried again once it has backed off. */
function letGo(now: Step, pod: Pod, message: string): void {
  const { state, see } = now;
  remove(state.cache, keyOf(pod));
  if (see.get('Pod', keyOf(pod)) === undefined) forget(state.queue, keyOf(pod));
  moveAll(now, 'Pod/Delete', { timer: 'a binding was refused' });
  bindingFailed(now, pod, message);
  if (state.queue.unschedulable.has(keyOf(pod))) tryAgain(now, keyOf(pod), { timer: 'a binding was refused' });
}

function tellVerdict(pod: Pod, decision: Decision, { state, context }: Step): void {
  const refused = [...decision.refused].map(([node, { reasons }]) => ({ node, reason: reasons.join(', ') }));
  const chosen = decision.chosen === undefined ? {} : { chosen: decision.chosen };
  const verdict = Object.freeze({ at: context.now, pod: keyOf(pod), ...chosen, refused, scores: decision.scores });
  keepVerdict(state.verdicts, verdict);
  context.trace({ type: 'schedule', ...verdict });
}

/** The oldest verdict makes room when there are too many. */
function keepVerdict(verdicts: SchedulerState['verdicts'], verdict: Verdict): void {
  verdicts.delete(verdict.pod);
  verdicts.set(verdict.pod, verdict);
  if (verdicts.size <= verdictsMax) return;
  for (const oldest of verdicts.keys()) return void verdicts.delete(oldest);
}

/** For people: why the pod got its place, or none. */
export function verdictOn(state: unknown, pod: string): Verdict | undefined {
  return (state as SchedulerState).verdicts.get(pod);
}
