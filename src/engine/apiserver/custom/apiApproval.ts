/**
 * Groups of the Kubernetes project are given away by review only.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apihelpers/helpers.go (GetAPIApprovalState)
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { invalidValue, required, type FieldError } from '../fieldError.ts';

const ANNOTATION = 'api-approved.kubernetes.io';
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';

export function isProtectedGroup(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

export function validateApproval({ metadata, spec }: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  if (!isProtectedGroup(spec.group ?? '')) return [];
  const value = metadata.annotations?.[ANNOTATION];
  if (old !== undefined && value === old.metadata.annotations?.[ANNOTATION]) return [];
  const at = `metadata.annotations[${ANNOTATION}]`;
  if (value === undefined || value === '') return [required(at, `protected groups must have approval annotation "${ANNOTATION}", ${SEE}`)];
  if (value.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+/i.test(value)) return [];
  const message = `protected groups must have approval annotation "${ANNOTATION}" with either a URL or a reason starting with "unapproved", ${SEE}`;
  return [invalidValue(at, value, message)];
}
