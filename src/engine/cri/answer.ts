import { kubeletAddress, type CriAnswer } from '../helpers/contracts/cri.ts';
import type { Kernel, Work } from './process/task.ts';

/** Tells the kubelet of the node. */
export function answer(kernel: Kernel, message: CriAnswer, delayMs = 0): void {
  kernel.context.send(kubeletAddress(kernel.node), Object.freeze(message), delayMs);
}

/** How long from now the machine will have done one more piece of work: all that was asked of it before comes first. */
export function workMs({ state, context, work }: Kernel, what: keyof Work): number {
  if (work[what] === 0) return 0;
  state.busyUntilMs = Math.max(state.busyUntilMs, context.now) + work[what];
  return state.busyUntilMs - context.now;
}
