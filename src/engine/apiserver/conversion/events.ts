/**
 * Event in events.k8s.io/v1: the same object as the core one under newer names.
 * upstream: pkg/apis/events/v1/conversion.go
 */
import type { Fields } from '../object.ts';

/** The newer name of each field, by its name in core. */
const names: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
};
const coreNames = Object.fromEntries(Object.entries(names).map(([core, group]) => [group, core]));

export function eventOfGroup(event: Fields): Fields {
  return renamed(event, names);
}

export function coreEvent(event: Fields): Fields {
  return renamed(event, coreNames);
}

function renamed(fields: Fields, to: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [to[key] ?? key, value]));
}
