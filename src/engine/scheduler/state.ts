/**
 * What the scheduler's process holds, and how its parts speak to the rest of the cluster.
 * upstream: pkg/scheduler/scheduler.go (Scheduler)
 */
import type { Pod } from '#api/kinds.ts';
import type { Trace } from '#api/trace.ts';
import { apiClient, type ApiClient } from '../client/client.ts';
import type { Context } from '../client/component.ts';
import { listerOf, type Informers, type Lister } from '../client/informer.ts';
import { createRecorder, recordEvent, type EventRecord, type RecorderState } from '../client/recorder.ts';
import { withAssumed, type Assumed } from './assumed.ts';
import type { Awaited } from './bindVolumes.ts';
import type { Cache } from './framework.ts';
import type { Profile } from './profile.ts';
import type { BackOff, SchedulingQueue } from './queue.ts';

export interface SchedulerState {
  informers: Informers | undefined;
  readonly queue: SchedulingQueue;
  readonly cache: Cache;
  readonly assumed: Assumed;
  /** Name of a profile -> who records its events. */
  readonly recorders: Map<string, RecorderState>;
  /** Pods that have a node and wait for their claims to be bound there. */
  readonly binding: Map<string, Binding>;
  /** Key of a pod -> its last verdict, for people to look at. */
  readonly verdicts: Map<string, Verdict>;
  start: number;
  working: boolean;
}

export interface Binding {
  readonly node: string;
  readonly since: number;
  readonly claims: readonly Awaited[];
}

/** What the cluster's configuration says: the profiles by the scheduler's name, and how long pods back off. */
export interface Setup {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly backOff: BackOff;
}

/** Why a pod got its place, or none, in its last cycle. */
export type Verdict = Omit<Extract<Trace, { readonly type: 'schedule' }>, 'type'>;

/** One step of the scheduler: its state, what it sees and how it asks. */
export interface Step {
  readonly state: SchedulerState;
  readonly see: Lister;
  readonly client: ApiClient;
  readonly context: Context;
  readonly setup: Setup;
}

export type SchedulerMessage =
  | { readonly type: 'schedule-one' }
  | { readonly type: 'backed-off'; readonly key: string }
  | { readonly type: 'bind-timeout'; readonly key: string }
  | { readonly type: 'flush' };

export const schedulerName = 'default-scheduler';

export function stepOf(state: SchedulerState, context: Context, setup: Setup): Step {
  return { state, see: withAssumed(listerOf(state.informers!), state.assumed), client: apiClient(context.api.request), context, setup };
}

function schedulerOf({ spec }: Pod): string {
  return spec.schedulerName ?? schedulerName;
}

/** The profile that decides about a pod; none when it names a scheduler that is not this one. */
export function profileOf({ setup }: Pick<Step, 'setup'>, pod: Pod): Profile | undefined {
  return setup.profiles.get(schedulerOf(pod));
}

/** Records an event of a pod's profile, about the pod or, as `object`, about what is done for it. */
export function tell({ state, client, context }: Step, pod: Pod, event: Omit<EventRecord, 'object'> & { readonly object?: Pod }): void {
  const by = schedulerOf(pod);
  let recorder = state.recorders.get(by);
  if (recorder === undefined) state.recorders.set(by, (recorder = createRecorder(by, `${by}-control-plane`)));
  recordEvent(recorder, { object: pod, ...event }, client, context);
}
