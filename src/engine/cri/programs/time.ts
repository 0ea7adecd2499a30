/** Programs that wait for time to pass. One sleep is one timer. */
import type { Program, Task } from '../process/task.ts';
import { fail } from './command.ts';

const units: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1`, `0.5`, `2m` as milliseconds; undefined when it is no time. */
export function durationMs(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return Infinity;
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] ?? ''] ?? 1000);
}

function usage(task: Task): { readonly exit: number } {
  return { exit: fail(task, 'missing operand') };
}

export const sleep: Program = {
  step(task) {
    const args = task.proc.argv.slice(1);
    if (args.length === 0) return usage(task);
    if (task.proc.state === undefined) {
      let total = 0;
      for (const arg of args) {
        const ms = durationMs(arg);
        if (ms === undefined) return { exit: fail(task, `invalid number '${arg}'`) };
        total += ms;
      }
      task.proc.state = { untilMs: task.kernel.context.now + total };
    }
    const { untilMs } = task.proc.state as { untilMs: number };
    if (task.kernel.context.now >= untilMs) return { exit: 0 };
    return Number.isFinite(untilMs) ? { untilMs } : { fds: [] };
  },
};

export const usleep: Program = {
  step(task) {
    task.proc.state ??= { untilMs: task.kernel.context.now + Number(task.proc.argv[1] ?? 0) / 1000 };
    const { untilMs } = task.proc.state as { untilMs: number };
    return task.kernel.context.now >= untilMs ? { exit: 0 } : { untilMs };
  },
};
