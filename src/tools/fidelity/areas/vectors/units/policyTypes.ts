/** upstream: pkg/controller/validatingadmissionpolicystatus: what a policy's status says of its expressions */
import type { ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { typeWarnings } from '#engine/apiserver/admission/validatingAdmissionPolicy/typeCheck.ts';
import { inputOf, outputOf, readingNames, type Adapters } from '../row.ts';

interface Checked {
  readonly status: { readonly typeChecking: { readonly expressionWarnings?: unknown } };
}

/** The functions of a row look at the status that is recorded. */
export const policyTypes: Adapters = {
  TestTypeChecking: readingNames((row) => ({
    expected: (outputOf(row)['updated'] as Checked).status.typeChecking.expressionWarnings ?? [],
    got: typeWarnings(inputOf(row)['policy'] as ValidatingAdmissionPolicy),
  })),
};
