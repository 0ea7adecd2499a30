import type { Job } from '../kinds.ts';
import { humanDuration } from '../machinery/duration.ts';
import { formatLabelSelector } from '../machinery/labels.ts';
import { parseTime } from '../machinery/time.ts';
import { ageOf, columns, containerCells, type Printer } from './printer.ts';

export const job: Printer<Job> = {
  columns: columns('Name Completions Duration Age Containers* Images* Selector*'),
  cells: (object, now) => [
    object.metadata.name,
    completions(object),
    jobDuration(object, now),
    ageOf(object, now),
    ...containerCells(object.spec.template.spec?.containers),
    formatLabelSelector(object.spec.selector),
  ],
};

function completions({ spec, status }: Job): string {
  const succeeded = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return (spec.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

/** How long the job ran, or has been running; nothing before it starts. */
function jobDuration({ status }: Job, now: number): string {
  const start = parseTime(status.startTime ?? '');
  if (start === undefined) return '';
  return humanDuration((parseTime(status.completionTime ?? '') ?? now) - start);
}
