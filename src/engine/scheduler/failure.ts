/**
 * What follows when a pod fits nowhere: preemption, the event, the condition, and back to the queue.
 * upstream: pkg/scheduler/schedule_one.go (handleSchedulingFailure), framework/preemption (prepareCandidate)
 */
import type { Json } from '#api/immutable.ts';
import type { Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf } from '#api/meta.ts';
import type { Decision } from './cycle.ts';
import { fitErrorMessage } from './fitError.ts';
import type { Cycle, PlacedPod } from './framework.ts';
import { placedPod } from './nodeInfo.ts';
import { preempt, type Preemption } from './preemption.ts';
import { profileOf, tell, type Step } from './state.ts';

type Condition = NonNullable<Pod['status']['conditions']>[number];

const noteLengthLimit = 1024;

export function fail(step: Step, cycle: Cycle, decision: Decision): void {
  const { state, context } = step;
  const { pod } = cycle;
  const nodes = cycle.nodes.length;
  const preemption = nodes === 0 ? undefined : tryPreemption(step, cycle, decision);
  const said = preemption !== undefined && 'message' in preemption ? preemption.message : undefined;
  const plugins = new Set([...decision.refused.values()].flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin])));
  unscheduled(step, pod, {
    message: fitErrorMessage(decision, nodes, said),
    promised: promiseOf(pod, preemption),
  });
  state.queue.unschedulable.set(keyOf(pod), { since: context.now, plugins });
}

/** The decision broke off, or was made and could not be carried out. */
export function bindingFailed(step: Step, pod: Pod, message: string): void {
  unscheduled(step, pod, { message, promised: pod.status.nominatedNodeName ?? '', reason: 'SchedulerError' });
  const { state, see, context } = step;
  if (see.get('Pod', keyOf(pod)) !== undefined) state.queue.unschedulable.set(keyOf(pod), { since: context.now, plugins: new Set() });
}

function tryPreemption(step: Step, cycle: Cycle, decision: Decision): Preemption | undefined {
  const { plugins: profile = [], preemption: args } = profileOf(step, cycle.pod) ?? {};
  if (args === undefined) return undefined;
  const budgets = step.see.list('PodDisruptionBudget');
  const preemption = preempt(cycle, decision, { profile, budgets, random: step.context.random, args });
  if ('victims' in preemption) evict(step, cycle.pod, preemption);
  return preemption;
}

function evict(step: Step, pod: Pod, { node, victims }: { readonly node: string; readonly victims: readonly PlacedPod[] }): void {
  const { state, client } = step;
  for (const { pod: victim } of victims) {
    const { namespace, name, uid } = victim.metadata;
    markVictim(step, pod, victim);
    client.delete('Pod', { namespace, name }, { preconditions: { uid } });
    const message = `Preempted by a pod on node ${node}`;
    tell(step, pod, { object: victim, type: 'Normal', reason: 'Preempted', message, action: 'Preempting' });
  }
  for (const [key, other] of state.cache.nominated) {
    if (other.node !== node || (other.pod.spec.priority ?? 0) >= (pod.spec.priority ?? 0)) continue;
    state.cache.nominated.delete(key);
    patchStatus(step, other.pod, { nominatedNodeName: null });
  }
}

/** As in this version, the victim's status becomes the preemptor's with the condition added: the recordings show it. */
function markVictim(step: Step, pod: Pod, victim: Pod): void {
  const message = `${pod.spec.schedulerName ?? ''}: preempting to accommodate a higher priority pod`;
  const condition = conditionOf(step, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message });
  const kept = (pod.status.conditions ?? []).filter(({ type }) => type !== condition.type);
  const conditions = [...kept, condition];
  const gone = (victim.status.conditions ?? []).filter(({ type }) => !conditions.some((it) => it.type === type));
  const removed = Object.keys(victim.status).filter((field) => !(field in pod.status));
  patchStatus(step, victim, {
    ...Object.fromEntries(removed.map((field) => [field, null])),
    ...(pod.status as unknown as { readonly [field: string]: Json }),
    conditions: [...(conditions as unknown as Json[]), ...gone.map(({ type }) => ({ $patch: 'delete', type }))],
  });
}

interface Outcome {
  readonly message: string;
  /** The node the pod may hope for; empty for none. */
  readonly promised: string;
  readonly reason?: string;
}

/** A node that was promised stays promised until nothing can be gained anywhere. */
function promiseOf(pod: Pod, preemption: Preemption | undefined): string {
  if (preemption === undefined) return '';
  if ('victims' in preemption) return preemption.node;
  return preemption.gainless ? '' : (pod.status.nominatedNodeName ?? '');
}

function unscheduled(step: Step, pod: Pod, { message, promised, reason = 'Unschedulable' }: Outcome): void {
  nominate(step, pod, promised);
  const note = message.length > noteLengthLimit ? `${message.slice(0, noteLengthLimit - 4)} ...` : message;
  tell(step, pod, { type: 'Warning', reason: 'FailedScheduling', message: note, action: 'Scheduling' });
  const known = pod.status.conditions?.find((it) => it.type === 'PodScheduled');
  const unchanged = known?.status === 'False' && known.message === message && known.reason === reason;
  const samePromise = (pod.status.nominatedNodeName ?? '') === promised;
  if (unchanged && samePromise) return;
  const condition = conditionOf(step, { type: 'PodScheduled', status: 'False', reason, message }, known);
  patchStatus(step, pod, {
    ...(unchanged ? {} : { conditions: [condition as unknown as Json] }),
    ...(samePromise ? {} : { nominatedNodeName: promised === '' ? null : promised }),
  });
}

/** Nothing is promised to a pod that is gone, or that has its node by now. */
export function nominate({ state, see }: Pick<Step, 'state' | 'see'>, pod: Pod, promised: string): void {
  const { nominated } = state.cache;
  const live = see.get('Pod', keyOf(pod));
  if (promised === '' || live === undefined || (live.spec.nodeName ?? '') !== '') nominated.delete(keyOf(pod));
  else nominated.set(keyOf(pod), placedPod(pod, promised));
}

/** The time of transition moves only when the status does. */
function conditionOf(
  { context }: Step,
  condition: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>,
  known?: Condition,
): Condition {
  const since = known?.status === condition.status ? known.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: since ?? formatTime(context.epochMs + context.now) } as Condition;
}

function patchStatus({ client }: Step, { metadata: { namespace, name, uid } }: Pod, status: { readonly [field: string]: Json }): void {
  client.patch('Pod', { namespace, name }, { type: 'strategic', body: { metadata: { uid }, status }, subresource: 'status' });
}
