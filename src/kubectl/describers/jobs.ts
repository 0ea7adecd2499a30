/** Jobs and CronJobs. */
import type { CronJob, Job } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { writeEvents } from './events.ts';
import { durationBetween, longTime, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import { controlledBy, writePodTemplate } from './podTemplate.ts';
import type { Describe } from './world.ts';

const indexesMax = 50;

/** upstream: describeJob */
export const describeJob: Describe<Job> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const whole = { ...object, apiVersion: 'batch/v1', kind: 'Job' };
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  lines.write(0, `Selector:\t${spec.selector === undefined ? '' : formatLabelSelector(spec.selector)}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  if (controlledBy(whole) !== '') lines.write(0, `Controlled By:\t${controlledBy(whole)}\n`);
  if (spec.parallelism !== undefined) lines.write(0, `Parallelism:\t${spec.parallelism}\n`);
  lines.write(0, `Completions:\t${spec.completions ?? '<unset>'}\n`);
  if (spec.completionMode !== undefined) lines.write(0, `Completion Mode:\t${spec.completionMode}\n`);
  writeTimes(lines, object);
  const active = status.ready === undefined ? `${status.active ?? 0} Active` : `${status.active ?? 0} Active (${status.ready} Ready)`;
  lines.write(0, `Pods Statuses:\t${active} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed\n`);
  if (spec.completionMode === 'Indexed') lines.write(0, `Completed Indexes:\t${indexes(status.completedIndexes ?? '')}\n`);
  writePodTemplate(lines, spec.template);
  await writeEvents(lines, whole, world);
};

function writeTimes(lines: Lines, { spec, status }: Job): void {
  if (status.startTime !== undefined) lines.write(0, `Start Time:\t${longTime(status.startTime)}\n`);
  if (status.completionTime !== undefined) lines.write(0, `Completed At:\t${longTime(status.completionTime)}\n`);
  if (status.startTime !== undefined && status.completionTime !== undefined)
    lines.write(0, `Duration:\t${durationBetween(status.startTime, status.completionTime)}\n`);
  if (spec.activeDeadlineSeconds !== undefined) lines.write(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s\n`);
}

/** A long list of indexes is cut after a comma. upstream: capIndexesListOrNone */
function indexes(text: string): string {
  if (text === '') return '<none>';
  if (text.length <= indexesMax) return text;
  const cut = text.slice(0, indexesMax);
  return `${cut.slice(0, cut.lastIndexOf(',') + 1)}...`;
}

/** upstream: describeCronJob */
export const describeCronJob: Describe<CronJob> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const job = spec.jobTemplate.spec;
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Schedule:\t${spec.schedule}\n`);
  lines.write(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}\n`);
  lines.write(0, `Suspend:\t${spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'}\n`);
  lines.write(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? '<unset>'}\n`);
  lines.write(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? '<unset>'}\n`);
  lines.write(
    0,
    `Starting Deadline Seconds:\t${spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}\n`,
  );
  lines.write(0, `Selector:\t${job?.selector === undefined ? '<unset>' : formatLabelSelector(job.selector)}\n`);
  lines.write(0, `Parallelism:\t${job?.parallelism ?? '<unset>'}\n`);
  lines.write(0, `Completions:\t${job?.completions ?? '<unset>'}\n`);
  if (job?.activeDeadlineSeconds !== undefined) lines.write(0, `Active Deadline Seconds:\t${job.activeDeadlineSeconds}s\n`);
  writePodTemplate(lines, job?.template);
  lines.write(0, `Last Schedule Time:\t${status.lastScheduleTime === undefined ? '<unset>' : longTime(status.lastScheduleTime)}\n`);
  lines.write(0, `Active Jobs:\t${(status.active ?? []).map((reference) => reference.name ?? '').join(', ') || '<none>'}\n`);
  await writeEvents(lines, { ...object, apiVersion: 'batch/v1', kind: 'CronJob' }, world);
};
