/** Several failures as one. upstream: cmdutil.CheckErr (Aggregate), MultipleErrors */
import type { Status } from '#api/request.ts';
import { Interrupted, KubectlFailure } from './failure.ts';

/** Ends the command if anything failed; one failure is told as if it had come alone. */
export function throwAll(failures: readonly KubectlFailure[]): void {
  if (failures.length === 0) return;
  if (failures.length === 1 && failures[0] !== undefined) throw failures[0];
  throw new KubectlFailure(failures.map((one) => `${lineOf(one)}\n`).join(''), 1);
}

function lineOf(one: KubectlFailure): string {
  return one.status === undefined ? one.output.replace(/^error: /, '').replace(/\n$/, '') : statusLine(one.status);
}

function statusLine(status: Status): string {
  return `Error from server${status.reason === undefined ? '' : ` (${status.reason})`}: ${status.message ?? ''}`;
}

/** Runs a step for each item, and goes on after a failure. */
export async function forEachTold<T>(
  items: readonly T[],
  step: (item: T, index: number) => Promise<void>,
  failures: KubectlFailure[] = [],
): Promise<void> {
  for (const [index, item] of items.entries()) {
    try {
      await step(item, index);
    } catch (error) {
      if (!(error instanceof KubectlFailure) || error instanceof Interrupted) throw error;
      failures.push(error);
    }
  }
  throwAll(failures);
}
