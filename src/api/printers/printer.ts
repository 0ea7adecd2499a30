/**
 * What a table needs to know of a kind: its columns, and an object's cells.
 * upstream: pkg/printers/internalversion/printers.go (AddHandlers)
 */
import { humanDuration } from '../machinery/duration.ts';
import { parseTime } from '../machinery/time.ts';
import type { Container } from '../kinds.ts';

/** Null where there is nothing to be shown. */
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  /** `name` marks the column that names the object. */
  readonly format: string;
  /** 0 is always shown, 1 only in wide tables. */
  readonly priority: 0 | 1;
}

export interface Printer<T> {
  readonly columns: readonly Column[];
  /** All cells, those of wide columns too. `now` is wall-clock time in milliseconds. */
  cells(object: T, now: number): readonly Cell[];
}

/** `columns('Name Ready Desired:integer Containers*')`; an underscore stands for a blank, a star for wide only. */
export function columns(list: string): readonly Column[] {
  return list.split(' ').map((word, index) => {
    const wide = word.endsWith('*');
    const [name = '', type = 'string'] = word.replace('*', '').split(':');
    return {
      name: name.replaceAll('_', ' '),
      type: type as Column['type'],
      format: index === 0 && name === 'Name' ? 'name' : '',
      priority: wide ? 1 : 0,
    };
  });
}

/** How long ago a time was, as in the AGE column. upstream: translateTimestampSince */
export function since(time: string | null | undefined, now: number): string {
  const at = time === null || time === undefined ? undefined : parseTime(time);
  return at === undefined ? '<unknown>' : humanDuration(now - at);
}

export function ageOf(object: { readonly metadata: { readonly creationTimestamp: string } }, now: number): string {
  return since(object.metadata.creationTimestamp, now);
}

/** Names and images of a template's containers: the two cells of wide tables. */
export function containerCells(containers: readonly Container[] | undefined): [string, string] {
  const list = containers ?? [];
  return [list.map((container) => container.name).join(','), list.map((container) => container.image ?? '').join(',')];
}

/** upstream: labels.FormatLabels */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key]}`).join(',');
}

/** The first few of a list, and how many more there are. */
export function withMore(list: readonly string[], max: number): string {
  return list.length > max ? `${list.slice(0, max).join(',')} + ${list.length - max} more...` : list.join(',');
}
