/**
 * When a pod that was refused is tried again: after news that could matter to whoever refused it, and not before its
 * back-off is over; after five minutes in any case.
 * upstream: pkg/scheduler/internal/queue/scheduling_queue.go, eventhandlers.go (preCheckForNode)
 */
import type { Pod } from '#api/kinds.ts';
import type { Because } from '../client/workqueue.ts';
import { createCycle } from './cache.ts';
import type { ClusterEvent, NodeInfo } from './framework.ts';
import { requiredAffinity, termMatches } from './plugins/affinityTerms.ts';
import { matchesNode } from '../helpers/nodeFit.ts';
import { nodeName } from './plugins/nodeName.ts';
import { nodePorts } from './plugins/nodePorts.ts';
import { nodeResourcesFit } from './plugins/nodeResourcesFit.ts';
import { tolerates } from './plugins/taintToleration.ts';
import { defaultProfile } from './profile.ts';
import { addActive, backOffMs, forget, leave, type Waiting } from './queue.ts';
import type { SchedulerMessage, Step } from './state.ts';

/** Pods that back off are looked at once a second. */
const backOffTickMs = 1_000;
const cycleMs = 1;
const unschedulableMaxMs = 300_000;

const pluginsFor = new Map<ClusterEvent, ReadonlySet<string>>();

/** Something happened in the cluster: every pod for which it could matter moves on. */
export function moveAll(step: Step, event: ClusterEvent, because: Because, admits: (pod: Pod) => boolean = always): void {
  for (const [key, waiting] of step.state.queue.unschedulable) {
    if (!isWorthIt(waiting, event)) continue;
    const pod = step.see.get('Pod', key);
    if (pod === undefined) forget(step.state.queue, key);
    else if (admits(pod)) tryAgain(step, key, because);
  }
}

/** A pod got its place: those move on that wanted to stand near one like it. */
export function moveThoseWhoWant(step: Step, placed: Pod, event: ClusterEvent, because: Because): void {
  if (step.state.queue.unschedulable.size === 0) return;
  const wants = (pod: Pod) => requiredAffinity(pod).some((term) => termMatches(term, { owner: pod, other: placed }, step.see));
  moveAll(step, event, because, wants);
}

/** Whether a changed node could take the pod at all; preemption is not considered. */
export function nodeAdmits(step: Step, node: NodeInfo): (pod: Pod) => boolean {
  return (pod) => {
    const cycle = createCycle(step.state.cache, pod, step.see);
    if ([nodeResourcesFit, nodeName, nodePorts].some((plugin) => plugin.filter?.(cycle, node) !== undefined)) return false;
    if (!matchesNode(pod.spec, node.node)) return false;
    return !(node.node.spec.taints ?? []).some((taint) => taint.effect === 'NoSchedule' && !tolerates(pod, taint));
  };
}

/** To the active pods, or to those that back off if it was refused too short a time ago. */
export function tryAgain(step: Step, key: string, because: Because): void {
  const { queue } = step.state;
  const left = backOffLeft(step, key);
  if (left <= 0) return activate(step, key, because);
  leave(queue, key);
  queue.backingOff.set(key, because.revision ?? 0);
  const { now } = step.context;
  const tick = Math.ceil((now + left) / backOffTickMs) * backOffTickMs;
  step.context.after(tick - now, { type: 'backed-off', key } as SchedulerMessage);
}

/** How long a pod still has to wait before it may be tried; 0 for one that does not wait. */
export function backOffLeft({ state, context, setup }: Step, key: string): number {
  const waiting = state.queue.unschedulable.get(key);
  return waiting === undefined ? 0 : Math.max(0, waiting.since + backOffMs(state.queue, key, setup.backOff) - context.now);
}

export function backedOff(step: Step, key: string): void {
  const revision = step.state.queue.backingOff.get(key);
  if (revision !== undefined) activate(step, key, { revision });
}

export function activate(step: Step, key: string, because: Because): void {
  const pod = step.see.get('Pod', key);
  if (pod === undefined) return forget(step.state.queue, key);
  addActive(step.state.queue, { key, priority: pod.spec.priority ?? 0, because });
  wake(step);
}

/** Pods do not wait for ever for the right news. */
export function flushUnschedulable(step: Step): void {
  for (const [key, { since, gated }] of step.state.queue.unschedulable) {
    if (gated === undefined && step.context.now - since > unschedulableMaxMs) {
      activate(step, key, { timer: 'unschedulable for five minutes' });
    }
  }
}

export function wake({ state, context }: Step): void {
  if (state.working || state.queue.active.size === 0) return;
  state.working = true;
  context.after(cycleMs, { type: 'schedule-one' });
}

function isWorthIt({ plugins, gated }: Waiting, event: ClusterEvent): boolean {
  if (gated !== undefined) return false;
  if (plugins.size === 0) return true;
  let waitsFor = pluginsFor.get(event);
  if (waitsFor === undefined) {
    waitsFor = new Set(defaultProfile.filter((it) => it.events?.includes(event)).map(({ name }) => name));
    pluginsFor.set(event, waitsFor);
  }
  for (const plugin of plugins) if (waitsFor.has(plugin)) return true;
  return false;
}

function always(): boolean {
  return true;
}
