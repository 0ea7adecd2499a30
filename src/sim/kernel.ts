/**
 * The clockwork: a virtual clock and the heap of what is to happen.
 * Owns time and order. Knows nothing of Kubernetes; whoever is told what lives in the engine.
 */
import { pop, push, type Scheduled } from './heap.ts';

export interface Kernel<M> {
  now: number;
  seq: number;
  heap: Scheduled<M>[];
  /** Events told so far. */
  told: number;
}

export function createKernel<M>(): Kernel<M> {
  return { now: 0, seq: 0, heap: [], told: 0 };
}

/** Plans a message for `delay` milliseconds from now. */
export function schedule<M>(kernel: Kernel<M>, delay: number, to: string, message: M): void {
  if (!(delay >= 0)) throw new Error(`delay ${delay} for ${to} is not a time to come`);
  push(kernel.heap, { at: kernel.now + delay, seq: (kernel.seq += 1), to, message });
}

/** The time of the next event, or undefined when nothing is planned. */
export function nextAt<M>(kernel: Kernel<M>): number | undefined {
  return kernel.heap[0]?.at;
}

/** Takes the next event at or before `until` and moves the clock to it; undefined, and the clock at `until`, when there is none. */
export function take<M>(kernel: Kernel<M>, until: number): Scheduled<M> | undefined {
  const first = kernel.heap[0];
  if (first === undefined || first.at > until) {
    if (until > kernel.now) kernel.now = until;
    return undefined;
  }
  pop(kernel.heap);
  kernel.now = first.at;
  kernel.told += 1;
  return first;
}

/** A copy that later events do not touch. Heap items are data and are shared. */
export function copyKernel<M>(kernel: Kernel<M>): Kernel<M> {
  return { ...kernel, heap: kernel.heap.slice() };
}
