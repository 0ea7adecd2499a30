/**
 * A slow machine's cores, shared by all that is done on them: many pods at once come up together and late, not one by one.
 * upstream: none; it stands for runc, the network plugins and the kernel
 */
import { nextBelow } from '#sim/random.ts';
import type { Message } from '../client/component.ts';
import { containerdAddress } from '../helpers/contracts/cri.ts';
import type { Kernel, Work } from './process/task.ts';

/** Runtime to itself: some work is done. */
export interface WorkDone {
  readonly type: 'cri/work-done';
  readonly plan: number;
}

interface Prepared {
  readonly what: 'sandboxMs' | 'containerMs' | 'exitMs' | 'teardownMs';
  /** Who is told. */
  readonly to: string;
  readonly message: Message;
  /** How long it takes on a machine that has nothing else to do. */
  readonly delayMs: number;
}

/** Tells somebody something when the machine has done the work for it. */
export function whenPrepared(kernel: Kernel, { what, to, message, delayMs }: Prepared): void {
  const { state, context, work } = kernel;
  if (work[what] === 0) return context.send(to, Object.freeze(message), delayMs);
  spend(kernel);
  const leftMs = work[what] + Math.floor((work[what] * nextBelow(context.random, 100)) / 500);
  state.works = [
    ...state.works,
    { leftMs, to, message: Object.freeze(message), afterMs: what === 'teardownMs' ? (work.lingerMs ?? 1) : 1 },
  ];
  plan(kernel);
}

export function workDone(kernel: Kernel, { plan: planned }: WorkDone): void {
  const { state, context } = kernel;
  if (planned !== state.workPlan) return;
  spend(kernel);
  const done = state.works.filter(({ leftMs }) => leftMs <= 0);
  state.works = state.works.filter(({ leftMs }) => leftMs > 0);
  for (const { to, message, afterMs } of done) context.send(to, message, afterMs);
  plan(kernel);
}

/** Each work has had its share of the cores since the last look. */
function spend({ state, context, work }: Kernel): void {
  const spentMs = (context.now - state.workAtMs) * shareOf(work, state.works.length, state.workAtMs);
  state.workAtMs = context.now;
  state.works = state.works.map((it) => ({ ...it, leftMs: it.leftMs - spentMs }));
}

/** One work uses no more than one core. */
function shareOf({ cores, others = [] }: Work, works: number, now: number): number {
  const { tasks } = others.findLast(({ fromMs }) => fromMs <= now) ?? { tasks: 0 };
  return Math.min(1, cores / Math.max(1, works + tasks));
}

function plan({ state, context, node, work }: Kernel): void {
  state.workPlan += 1;
  if (state.works.length === 0) return;
  const nextMs = Math.min(...state.works.map(({ leftMs }) => leftMs)) / shareOf(work, state.works.length, context.now);
  const done: WorkDone = { type: 'cri/work-done', plan: state.workPlan };
  context.send(containerdAddress(node), done as Message & WorkDone, Math.max(1, Math.ceil(nextMs)));
}
