/** How messages name an object: `deployment.apps/web`, `deployment.apps "web"`. upstream: cli-runtime/pkg/printers/name.go */
import type { SchemeRow } from '#api/scheme.ts';

export function kindWord(row: Pick<SchemeRow, 'kind' | 'group'>): string {
  return row.group === '' ? row.kind.toLowerCase() : `${row.kind.toLowerCase()}.${row.group}`;
}

export function slashName(row: Pick<SchemeRow, 'kind' | 'group'>, name: string): string {
  return `${kindWord(row)}/${name}`;
}
