import type { Event } from '../kinds.ts';
import { columns, since, type Printer } from './printer.ts';

export const event: Printer<Event> = {
  columns: columns('Last_Seen Type Reason Object Subobject* Source* Message First_Seen* Count* Name*').map((column) =>
    column.name === 'Name' ? { ...column, format: 'name' } : column,
  ),
  cells(object, now) {
    const target = object.involvedObject;
    const kind = (target.kind ?? '').toLowerCase();
    const first = since(isSet(object.firstTimestamp) ? object.firstTimestamp : object.eventTime, now);
    const last =
      object.series === undefined
        ? isSet(object.lastTimestamp)
          ? since(object.lastTimestamp, now)
          : first
        : since(object.series.lastObservedTime, now);
    const count = object.series?.count ?? (object.count === undefined || object.count === 0 ? 1 : object.count);
    return [
      last,
      object.type ?? '',
      object.reason ?? '',
      (target.name ?? '') === '' ? kind : `${kind}/${target.name}`,
      target.fieldPath ?? '',
      eventSource(object),
      (object.message ?? '').trim(),
      first,
      count,
      object.metadata.name,
    ];
  },
};

/** upstream: formatEventSource */
function eventSource(object: Event): string {
  const component = object.source?.component ?? '';
  const name = component === '' ? (object.reportingComponent ?? '') : component;
  const host = object.source?.host ?? '';
  const instance = host === '' && component === '' ? (object.reportingInstance ?? '') : host;
  return instance === '' ? name : `${name}, ${instance}`;
}

function isSet(time: string | null | undefined): time is string {
  return time !== null && time !== undefined && time !== '';
}
