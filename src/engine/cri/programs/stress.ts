/** Programs that use memory: over the container's limit they are killed. upstream: github.com/resurrecting-open-source-projects/stress */
import { outOfMemory } from '../lifecycle.ts';
import { write } from '../process/files.ts';
import type { Program, Task } from '../process/task.ts';

/** How fast memory is filled: bytes in a millisecond. */
const fillRate = 1_000_000;

interface State {
  bytes: number;
  fullAtMs: number;
  endAtMs: number;
}

function bytesOf(text: string): number {
  const match = /^([\d.]+)([BKMG]?)i?[bB]?$/i.exec(text);
  const unit = { '': 1, B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[(match?.[2] ?? '').toUpperCase()] ?? 1;
  return match === null ? 0 : Number(match[1]) * unit;
}

function option(task: Task, ...names: readonly string[]): string | undefined {
  const { argv } = task.proc;
  const at = argv.findIndex((word) => names.includes(word.split('=')[0]!));
  return at < 0 ? undefined : (argv[at]!.split('=')[1] ?? argv[at + 1]);
}

export const stress: Program = {
  start(task): State {
    const workers = Number(option(task, '--vm', '-m') ?? 0);
    const vish = bytesOf(option(task, '-mem-total', '--mem-total') ?? '');
    const bytes = workers * bytesOf(option(task, '--vm-bytes') ?? '256M') + vish;
    const seconds = /^(\d+)/.exec(option(task, '--timeout', '-t') ?? '')?.[1];
    const { now } = task.kernel.context;
    write(
      task,
      1,
      `stress: info: [${task.proc.pid}] dispatching hogs: ${option(task, '--cpu', '-c', '-cpus') ?? 0} cpu, 0 io, ${workers} vm, 0 hdd\n`,
    );
    return { bytes, fullAtMs: now + Math.ceil(bytes / fillRate), endAtMs: seconds === undefined ? Infinity : now + Number(seconds) * 1000 };
  },
  step(task) {
    const state = task.proc.state as State;
    const { now } = task.kernel.context;
    const limit = task.container.spec.memoryLimit ?? Infinity;
    const breaksAt = state.fullAtMs - Math.max(0, state.bytes - limit) / fillRate;
    if (state.bytes > limit && now >= breaksAt) {
      write(
        task,
        2,
        `stress: FAIL: [${task.proc.pid}] (416) <-- worker 7 got signal 9\nstress: WARN: [${task.proc.pid}] (418) now reaping child worker processes\nstress: FAIL: [${task.proc.pid}] (452) failed run completed in 0s\n`,
      );
      if (task.proc.program === 'stress') {
        // The kernel kills the worker; its parent ends with an error of its own.
        task.container.outOfMemory = true;
        return { exit: 1 };
      }
      outOfMemory(task.kernel, task.container, task.proc);
      return { fds: [] };
    }
    if (now >= state.endAtMs) {
      write(task, 1, `stress: info: [${task.proc.pid}] successful run completed in ${Math.round((now - task.proc.startedAtMs) / 1000)}s\n`);
      return { exit: 0 };
    }
    const next = Math.min(state.endAtMs, state.bytes > limit ? Math.ceil(breaksAt) : Infinity);
    return Number.isFinite(next) ? { untilMs: next } : { fds: [] };
  },
};

const helloText = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

`;

export const hello: Program = {
  step(task) {
    write(task, 1, helloText);
    return { exit: 0 };
  },
};

/** A language's prompt: without a terminal and without a script it reads nothing and ends; a script is not run. */
export const language: Program = {
  step(task) {
    const args = task.proc.argv.slice(1);
    if (args.length === 0) return { exit: 0 };
    if (args[0] === '--version' || args[0] === '-V') write(task, 1, `${task.proc.argv[0]?.split('/').at(-1)} (modelled)\n`);
    else write(task, 2, `${task.proc.argv[0]?.split('/').at(-1)}: programs in this language are not run here; the process only waits\n`);
    return args[0]?.startsWith('--') === true ? { exit: 0 } : { untilMs: task.proc.startedAtMs + 365 * 86_400_000 };
  },
};

/** perl -Mbignum=bpi -wle 'print bpi(2000)': the Job everybody starts with. */
export const perl: Program = {
  step(task) {
    const pi = /bpi\((\d+)\)/.exec(task.proc.argv.join(' '));
    if (pi === null) return language.step(task);
    const doneAt = task.proc.startedAtMs + 3000;
    if (task.kernel.context.now < doneAt) return { untilMs: doneAt };
    write(task, 1, `${piDigits(Math.min(5000, Number(pi[1])))}\n`);
    return { exit: 0 };
  },
};

/** Digits of pi by Machin's formula on whole numbers. */
function piDigits(count: number): string {
  const unity = 10n ** BigInt(count + 9);
  const arctan = (inverse: bigint): bigint => {
    let term = unity / inverse;
    let sum = term;
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= inverse * inverse;
      sum += (sign * term) / n;
    }
    return sum;
  };
  const digits = String((4n * (4n * arctan(5n) - arctan(239n)) + 5n * 10n ** 9n) / 10n ** 10n);
  return `${digits[0]}.${digits.slice(1)}`;
}
