/** API objects out of rows: as the server would hand them out, without nulls and marks. */
import { inputOf, isFields, plain, type Row } from '../row.ts';

/** The row's fields, read as what the adapter knows them to be. */
export function rowAs<T>(row: Row): T {
  return plain(withLists(inputOf(row))) as T;
}

export function objectAs<T>(value: unknown): T {
  return plain(withLists(value)) as T;
}

/** Go's nil list of containers is an empty one; our objects always have it. */
function withLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLists);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'containers' && item === null ? [] : withLists(item)]),
  );
}

/** Every text in a value that reads as a time. */
export function timesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(timesIn);
  if (isFields(value)) return Object.values(value).flatMap(timesIn);
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? [value] : [];
}
