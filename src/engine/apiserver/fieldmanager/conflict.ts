/**
 * The refusal of an apply that would take fields from others.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go
 */
import { eachPath, pathText } from '#api/machinery/fieldpath/pathElement.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import type { Status, StatusCause } from '#api/request.ts';
import { failureStatus } from '../status.ts';
import { identifierOf, type Manager } from './managed.ts';
import type { Conflict } from './updater.ts';

export function conflictStatus(conflicts: readonly Conflict[]): Status {
  const sorted = conflicts.toSorted((a, b) => compareKeys(identifierOf(a.manager), identifierOf(b.manager)));
  const causes = sorted.flatMap(({ manager, set }) => {
    const own: StatusCause[] = [];
    eachPath(set, (path) =>
      own.push({ reason: 'FieldManagerConflict', message: `conflict with ${managerText(manager)}`, field: pathText(path) }),
    );
    return own;
  });
  return failureStatus(409, { reason: 'Conflict', message: messageOf(sorted, causes), details: { causes } });
}

function messageOf(conflicts: readonly Conflict[], causes: readonly StatusCause[]): string {
  const [only] = causes;
  if (causes.length === 1 && only !== undefined) return `Apply failed with 1 conflict: ${only.message}: ${only.field}`;
  const lines = conflicts.flatMap(({ manager, set }) => {
    const own = [`conflicts with ${managerText(manager)}:`];
    eachPath(set, (path) => own.push(`- ${pathText(path)}`));
    return own;
  });
  return `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
}

function managerText({ manager, operation, apiVersion, subresource }: Manager): string {
  const name = subresource === '' ? goQuote(manager) : `${goQuote(manager)} with subresource ${goQuote(subresource)}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
