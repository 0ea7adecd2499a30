/**
 * A new definition in a group of the Kubernetes project has to say where it was approved.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (validateAPIApproval)
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { APPROVAL_ANNOTATION, approvalOf, isProtectedGroup } from '#api/machinery/apiApproval.ts';
import { invalidValue, required, type FieldError } from '../fieldError.ts';

export function validateApproval({ metadata, spec }: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  if (!isProtectedGroup(spec.group ?? '')) return [];
  const value = metadata.annotations?.[APPROVAL_ANNOTATION];
  if (old !== undefined && value === old.metadata.annotations?.[APPROVAL_ANNOTATION]) return [];
  const at = `metadata.annotations[${APPROVAL_ANNOTATION}]`;
  const { state, message } = approvalOf(value);
  if (state === 'missing') return [required(at, message)];
  return state === 'invalid' ? [invalidValue(at, value, message)] : [];
}
