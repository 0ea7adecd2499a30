/** agnhost logs-generator: lines like an API server's, spread over a time. upstream: test/images/agnhost/logs-generator */
import { parseGoDuration } from '#api/machinery/duration.ts';
import { nextBelow } from '#sim/random.ts';
import type { Program, Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';
import { klog } from './log.ts';

interface State {
  readonly total: number;
  readonly delayMs: number;
  readonly startMs: number;
  done: number;
}

const methods = ['GET', 'POST', 'PUT'];
const namespaces = ['kube-system', 'default', 'ns'];
const letters = 'bcdfghjklmnpqrstvwxz2456789';

export const logsGenerator: Program = {
  start(task): State {
    const { flags } = parseOptions(task.proc.argv.slice(2), ['t', 'log-lines-total', 'd', 'run-duration']);
    const total = Number(flags.get('t') ?? flags.get('log-lines-total') ?? 0);
    const duration = parseGoDuration(flags.get('d') ?? flags.get('run-duration') ?? '0') ?? 0;
    return { total, delayMs: duration / total, startMs: task.kernel.context.now, done: 0 };
  },
  step(task) {
    const state = task.proc.state as State;
    if (!(state.total > 0) || !(state.delayMs > 0)) {
      klog(task, state.total > 0 ? 'Invalid duration: 0s' : `Invalid total number of lines: ${state.total}`, { severity: 'F' });
      return { exit: 255 };
    }
    const { now } = task.kernel.context;
    const timeOf = (line: number): number => state.startMs + line * state.delayMs;
    for (; state.done < state.total && timeOf(state.done) <= now; state.done += 1) klog(task, lineOf(task, state.done));
    return now >= timeOf(state.total) ? { exit: 0 } : { untilMs: Math.ceil(timeOf(state.done)) };
  },
};

function lineOf(task: Task, id: number): string {
  const { random } = task.kernel.context;
  const one = (from: ArrayLike<string>): string => from[nextBelow(random, from.length)] ?? '';
  const name = Array.from({ length: 3 + nextBelow(random, 2) }, () => one(letters)).join('');
  return `${id} ${one(methods)} /api/v1/namespaces/${one(namespaces)}/pods/${name} ${200 + nextBelow(random, 400)}`;
}
