/** upstream: pkg/printers/internalversion/printers.go (printValidatingAdmissionPolicy, printValidatingAdmissionPolicyBinding) */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const validatingAdmissionPolicy: Printer<ValidatingAdmissionPolicy> = {
  columns: columns('Name Validations:integer ParamKind Age'),
  cells: (object, now) => {
    const { paramKind, validations = [] } = object.spec;
    const kind = paramKind === undefined ? '<unset>' : `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}`;
    return [object.metadata.name, validations.length, kind, ageOf(object, now)];
  },
};

export const validatingAdmissionPolicyBinding: Printer<ValidatingAdmissionPolicyBinding> = {
  columns: columns('Name PolicyName ParamRef Age'),
  cells: (object, now) => {
    const { paramRef, policyName = '' } = object.spec;
    return [object.metadata.name, policyName, paramRefText(paramRef), ageOf(object, now)];
  },
};

function paramRefText(ref: ValidatingAdmissionPolicyBinding['spec']['paramRef']): string {
  if (ref === undefined) return '<unset>';
  const { namespace = '', name = '' } = ref;
  if (name === '') return namespace === '' ? '*' : `${namespace}/*`;
  return namespace === '' ? name : `${namespace}/${name}`;
}
