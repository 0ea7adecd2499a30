/**
 * Events as the group events.k8s.io takes them: told with their own time, counted as a series, and changed in nothing else.
 * upstream: pkg/apis/core/validation/events.go (ValidateEventCreate, ValidateEventUpdate)
 */
import type { Event } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { invalidValue, required } from '../fieldError.ts';
import type { AnyObject } from '../object.ts';
import type { Errors } from './checks.ts';

const unset = 'needs to be unset';

export function validateNewEvent(event: Event): Errors {
  const errors: Errors = [];
  series(event, errors);
  const { eventTime = null, type = '', firstTimestamp = null, lastTimestamp = null, count = 0, source } = event;
  if (eventTime === null) errors.push(required('eventTime'));
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalidValue('type', '', `has invalid value: ${type}`));
  if (firstTimestamp !== null) errors.push(invalidValue('firstTimestamp', '', unset));
  if (lastTimestamp !== null) errors.push(invalidValue('lastTimestamp', '', unset));
  if (count !== 0) errors.push(invalidValue('count', '', unset));
  if ((source?.component ?? '') !== '' || (source?.host ?? '') !== '') errors.push(invalidValue('source', '', unset));
  return errors;
}

function series({ series: it }: Event, errors: Errors): void {
  if (it === undefined || it === null) return;
  if ((it.count ?? 0) < 2) errors.push(invalidValue('series.count', '', 'should be at least 2'));
  if ((it.lastObservedTime ?? null) === null) errors.push(required('series.lastObservedTime'));
}

const fixed = ['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'type'] as const;
const alsoFixed = ['eventTime', 'action', 'related', 'reportingComponent', 'reportingInstance'] as const;

export function validateNewEventUpdate(event: Event, old: Event): Errors {
  const errors: Errors = [];
  if (!equalJson(event.series ?? null, old.series ?? null)) series(event, errors);
  for (const field of [...fixed, ...alsoFixed])
    if (!equalJson(event[field] ?? null, old[field] ?? null))
      errors.push(invalidValue(field === 'reportingComponent' ? 'reportingController' : field, event[field] ?? null, 'field is immutable'));
  return errors;
}

const none: Errors = [];

/** What the group of a request asks of an object beyond what the version it is stored in does. */
export function validateServed({ group }: { readonly group: string }, object: AnyObject, old?: AnyObject): Errors {
  if (group !== 'events.k8s.io') return none;
  const event = object as unknown as Event;
  return old === undefined ? validateNewEvent(event) : validateNewEventUpdate(event, old as unknown as Event);
}
