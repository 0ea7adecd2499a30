/**
 * Who writes an admission policy may read the parameters that it names: all objects of its kind, and for a binding those that
 * the binding points at.
 * upstream: pkg/registry/admissionregistration/{validatingadmissionpolicy,validatingadmissionpolicybinding}/authz.go
 */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { User } from '#api/request.ts';
import { groupResource, scheme } from '#api/scheme.ts';
import { get } from '#engine/etcd/store.ts';
import { paramKindOf, type ParamKind } from '../admission/validatingAdmissionPolicy/params.ts';
import { forbiddenField, type FieldError } from '../fieldError.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { decide, superuserGroup } from './authorization.ts';

const nothing: readonly FieldError[] = [];

/** Asked of what is well formed otherwise. */
export function paramAccessErrors(call: Call, object: AnyObject, old?: AnyObject): readonly FieldError[] {
  if (call.row.group !== scheme.ValidatingAdmissionPolicy.group || call.request.subresource !== undefined) return nothing;
  if (call.user.groups.includes(superuserGroup)) return nothing;
  if (call.row.kind === 'ValidatingAdmissionPolicy')
    return policyErrors(call, object as unknown as ValidatingAdmissionPolicy, old as unknown as ValidatingAdmissionPolicy | undefined);
  if (call.row.kind !== 'ValidatingAdmissionPolicyBinding') return nothing;
  const [now, before] = [object, old] as unknown as readonly [
    ValidatingAdmissionPolicyBinding,
    ValidatingAdmissionPolicyBinding | undefined,
  ];
  return bindingErrors(call, now, before);
}

interface Place {
  readonly verb: string;
  readonly name: string;
  readonly namespace: string;
}

/** Of a kind that nobody knows, the right to everything is asked for. */
function mayRead({ server, user }: Call, kind: ParamKind | undefined, { verb, name, namespace }: Place): boolean {
  const [version = '*', group = ''] = kind?.apiVersion === undefined ? ['*', '*'] : kind.apiVersion.split('/').toReversed();
  const resource = kind === undefined ? '*' : (paramKindOf(server.store, kind)?.row.plural ?? '*');
  const asked = { verb, apiGroup: group, apiVersion: version, resource, subresource: '', namespace, name, isResource: true, path: '' };
  return decide(server, { user, ...asked }).decision === 'Allow';
}

function policyErrors(call: Call, { spec }: ValidatingAdmissionPolicy, old: ValidatingAdmissionPolicy | undefined): readonly FieldError[] {
  const { paramKind } = spec;
  if (paramKind === undefined || (old !== undefined && equalJson(old.spec.paramKind ?? null, paramKind))) return nothing;
  if (mayRead(call, paramKind, { verb: 'get', name: '*', namespace: '*' })) return nothing;
  const { kind = '', apiVersion = '' } = paramKind;
  const of = `referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`;
  return [forbiddenField('spec.paramKind', `user ${userText(call.user)} must have "get" permission on all objects of the ${of}`)];
}

/** The words have the user and the verb in each other's place, as in 1.28. */
function bindingErrors(
  call: Call,
  { spec }: ValidatingAdmissionPolicyBinding,
  old: ValidatingAdmissionPolicyBinding | undefined,
): readonly FieldError[] {
  const { paramRef, policyName } = spec;
  if (paramRef === undefined) return nothing;
  if (old !== undefined && equalJson(old.spec.paramRef ?? null, paramRef) && old.spec.policyName === policyName) return nothing;
  const resource = groupResource(scheme.ValidatingAdmissionPolicy);
  const policy = get(call.server.store, resource, undefined, policyName ?? '') as unknown as ValidatingAdmissionPolicy | undefined;
  const name = paramRef.name ?? '';
  const verb = name === '' ? 'list' : 'get';
  if (mayRead(call, policy?.spec.paramKind, { verb, name, namespace: paramRef.namespace ?? '' })) return nothing;
  return [
    forbiddenField('spec.paramRef', `user ${verb} does not have "${userText(call.user)}" permission on the object referenced by paramRef`),
  ];
}

/** As Go prints the pointer to its record. */
function userText({ name, uid = '', groups, extra = {} }: User): string {
  const more = Object.entries(extra).map(([key, values]) => `${key}:[${values.join(' ')}]`);
  return `&{${name} ${uid} [${groups.join(' ')}] map[${more.toSorted().join(' ')}]}`;
}
