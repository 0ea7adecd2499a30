import type { CronJob } from '../kinds.ts';
import { formatLabelSelector } from '../machinery/labels.ts';
import { ageOf, columns, containerCells, since, type Printer } from './printer.ts';

export const cronJob: Printer<CronJob> = {
  columns: columns('Name Schedule Suspend:boolean Active:integer Last_Schedule Age Containers* Images* Selector*'),
  cells(object, now) {
    const { spec, status } = object;
    const last = status.lastScheduleTime === undefined ? '<none>' : since(status.lastScheduleTime, now);
    const job = spec.jobTemplate.spec;
    return [
      object.metadata.name,
      spec.schedule,
      spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
      (status.active ?? []).length,
      last,
      ageOf(object, now),
      ...containerCells(job?.template.spec?.containers),
      formatLabelSelector(job?.selector),
    ];
  },
};
