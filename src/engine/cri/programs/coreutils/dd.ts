/** dd: copies a number of blocks. upstream: busybox coreutils/dd.c */
import { errorText } from '../../fs/fs.ts';
import { readFile, writeFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fsOf } from '../../process/task.ts';
import { fail, type Command } from '../command.ts';

const units: Readonly<Record<string, number>> = { '': 1, c: 1, k: 1024, K: 1024, M: 1_048_576, G: 1_073_741_824 };
/** A file of the model holds no more than this; a larger copy is cut, its size is still reported. */
const mostText = 1_000_000;

function amount(text: string): number {
  const match = /^(\d+)([ckKMG]?)B?$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) * units[match[2]!]!;
}

export const dd: Command = (task, args) => {
  const options = Object.fromEntries(args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]));
  const [size, count] = [amount(options['bs'] ?? '512'), options['count'] === undefined ? Infinity : Number(options['count'])];
  if (Number.isNaN(size) || Number.isNaN(count)) return fail(task, `invalid number '${options['bs'] ?? options['count']}'`);
  const source = options['if'] ?? '/dev/null';
  const isEndless = source === '/dev/zero' || source.endsWith('random');
  const text = isEndless ? '' : readFile(fsOf(task), absolute(task.proc.cwd, source), task.proc);
  if (typeof text !== 'string') return fail(task, `can't open '${source}': ${errorText[text.errno]}`);
  const whole = isEndless ? Math.min(size * count, 1e12) : Math.min(text.length, size * count);
  const copied = isEndless ? '\0'.repeat(Math.min(whole, mostText)) : text.slice(0, whole);
  if (options['of'] === undefined) write(task, 1, copied);
  else if (options['of'] !== '/dev/null') {
    const wrong = writeFile(fsOf(task), absolute(task.proc.cwd, options['of']), copied, task.proc);
    if (wrong !== undefined) return fail(task, `can't open '${options['of']}': ${errorText[wrong]}`);
  }
  const [full, part] = [Math.floor(whole / size), whole % size > 0 ? 1 : 0];
  write(task, 2, `${full}+${part} records in\n${full}+${part} records out\n${whole} bytes copied, 0.000100 seconds\n`);
  return 0;
};
