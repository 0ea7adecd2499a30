/** `-o custom-columns=NAME:.metadata.name,...`. upstream: kubectl/pkg/cmd/get/customcolumn.go */
import type { KubeObject } from '#api/meta.ts';
import { failure } from './failure.ts';
import { relaxedPath, resultsOf } from './jsonPath.ts';
import { plainTable } from './table.ts';

export function customColumnsText(spec: string, objects: readonly KubeObject[], noHeaders: boolean): string {
  if (spec === '') throw failure('custom-columns format specified but no custom columns given');
  const columns = spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: relaxedPath(part.slice(colon + 1)) };
  });
  const rows = objects.map((object) => columns.map((column) => cell(resultsOf(column.path, object))));
  return plainTable(noHeaders ? [] : columns.map((column) => column.header), rows);
}

function cell(values: readonly unknown[]): string {
  return values.length === 0 ? '<none>' : values.map(goText).join(',');
}

/** A value as Go's %v prints it. */
function goText(value: unknown): string {
  if (value === null) return '<none>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const map = value as Record<string, unknown>;
  return `map[${Object.keys(map)
    .sort()
    .map((key) => `${key}:${goText(map[key])}`)
    .join(' ')}]`;
}
