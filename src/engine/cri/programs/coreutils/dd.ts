/** dd: copies a number of blocks. upstream: busybox coreutils/dd.c */
import { errorText } from '../../fs/fs.ts';
import { readFile, writeFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { read, write } from '../../process/files.ts';
import { fsOf, type Outcome, type Program, type Task } from '../../process/task.ts';
import { fail } from '../command.ts';

const units: Readonly<Record<string, number>> = { '': 1, c: 1, k: 1024, K: 1024, M: 1_048_576, G: 1_073_741_824 };
/** A file of the model holds no more than this; a larger copy is cut, its size is still reported. */
const mostText = 1_000_000;

function amount(text: string): number {
  const match = /^(\d+)([ckKMG]?)B?$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) * units[match[2]!]!;
}

interface Kept {
  /** What came from standard input, as much as a file holds. */
  input: string;
  taken: number;
}

interface Copy {
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly size: number;
  readonly count: number;
}

/** Pieces of standard input that are read before others may go on. */
const mostReads = 200;

export const dd: Program = {
  start: (): Kept => ({ input: '', taken: 0 }),
  step(task) {
    const copy = copyOf(task);
    if (typeof copy === 'number') return { exit: copy };
    return (copy.source === undefined ? takeIn(task, copy) : undefined) ?? { exit: run(task, copy) };
  },
};

function copyOf(task: Task): Copy | number {
  const options = Object.fromEntries(
    task.proc.argv.slice(1).map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]),
  );
  const [size, count] = [amount(options['bs'] ?? '512'), options['count'] === undefined ? Infinity : Number(options['count'])];
  if (Number.isNaN(size) || Number.isNaN(count)) return fail(task, `invalid number '${options['bs'] ?? options['count']}'`);
  return { source: options['if'], target: options['of'], size, count };
}

/** Reads standard input to its end or to what is wanted; undefined when that is done. */
function takeIn(task: Task, { size, count }: Copy): Outcome | undefined {
  const kept = task.proc.state as Kept;
  for (let reads = 0; kept.taken < size * count; reads += 1) {
    if (reads === mostReads) return 'again';
    const part = read(task, 0, Math.min(size * count - kept.taken, 65_536));
    if (part === undefined) return { fds: [0] };
    if (part === '') return undefined;
    kept.taken += part.length;
    kept.input += part.slice(0, mostText - kept.input.length);
  }
  return undefined;
}

function run(task: Task, copy: Copy): number {
  const found = contentOf(task, copy);
  if (typeof found === 'number') return found;
  const { text, whole } = found;
  if (copy.target === undefined) write(task, 1, text);
  else if (copy.target !== '/dev/null') {
    const wrong = writeFile(fsOf(task), absolute(task.proc.cwd, copy.target), text, task.proc);
    if (wrong !== undefined) return fail(task, `can't open '${copy.target}': ${errorText[wrong]}`);
  }
  const [full, part] = [Math.floor(whole / copy.size), whole % copy.size > 0 ? 1 : 0];
  write(task, 2, `${full}+${part} records in\n${full}+${part} records out\n${whole} bytes copied, 0.000100 seconds\n`);
  return 0;
}

/** What is copied, and how many bytes that would be. */
function contentOf(task: Task, { source, size, count }: Copy): { readonly text: string; readonly whole: number } | number {
  if (source === undefined) {
    const { input, taken } = task.proc.state as Kept;
    return { text: input, whole: taken };
  }
  if (source === '/dev/zero' || source.endsWith('random')) {
    const whole = Math.min(size * count, 1e12);
    return { text: '\0'.repeat(Math.min(whole, mostText)), whole };
  }
  const text = readFile(fsOf(task), absolute(task.proc.cwd, source), task.proc);
  if (typeof text !== 'string') return fail(task, `can't open '${source}': ${errorText[text.errno]}`);
  const copied = text.slice(0, size * count);
  return { text: copied, whole: copied.length };
}
