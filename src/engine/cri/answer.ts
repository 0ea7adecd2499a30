import { kubeletAddress, type CriAnswer } from '../helpers/contracts/cri.ts';
import type { Kernel } from './process/task.ts';

/** Tells the kubelet of the node. */
export function answer(kernel: Kernel, message: CriAnswer, delayMs = 0): void {
  kernel.context.send(kubeletAddress(kernel.node), Object.freeze(message), delayMs);
}
