/** upstream: pkg/apis/admissionregistration/v1alpha1/defaults.go (SetDefaults_ParamRef) */
import { isRecord, type Fields } from '../object.ts';

/** The alpha version fills in what to do when there is no parameter; the beta version wants to be told. */
export function bindingFromAlpha(object: Fields): Fields {
  const { spec } = object;
  if (!isRecord(spec) || !isRecord(spec['paramRef']) || spec['paramRef']['parameterNotFoundAction'] !== undefined) return object;
  return { ...object, spec: { ...spec, paramRef: { ...spec['paramRef'], parameterNotFoundAction: 'Deny' } } };
}
