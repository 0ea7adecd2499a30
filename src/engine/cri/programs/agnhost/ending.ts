/** A server's end that was asked for: after a while, or when its connections had time to end. upstream: test/images/agnhost/netexec */
import type { Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import type { Answer } from './job.ts';

export interface Ending {
  readonly kind: 'ending';
  readonly atMs: number;
  readonly code: number;
}

export function stepEnding(task: Task, { atMs, code }: Ending): Answer | Wait {
  return task.kernel.context.now >= atMs ? { exit: code } : { untilMs: atMs };
}
