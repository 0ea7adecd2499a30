/**
 * Asks the cluster's admission policies about a write: each policy that matches, through each of its bindings.
 * Owns nothing; reads policies, bindings and their parameters in the store. Without policies it looks at nothing.
 * Deliberately not here: audit annotations, as there is no audit log to write them to.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/validatingadmissionpolicy (admission.go, controller.go)
 */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '#api/kinds.ts';
import type { Status, StatusCause } from '#api/request.ts';
import { list } from '#engine/etcd/store.ts';
import type { AnyObject } from '../../object.ts';
import type { Call } from '../../state.ts';
import { forbidden } from '../../status.ts';
import { attributesOf, type Attributes } from './attributes.ts';
import { evaluatePolicy, type Denial } from './evaluatePolicy.ts';
import { matchOf } from './match.ts';
import { paramsOf } from './params.ts';

const GROUP = 'admissionregistration.k8s.io';
const POLICIES = `validatingadmissionpolicies.${GROUP}`;
const BINDINGS = `validatingadmissionpolicybindings.${GROUP}`;

type Policy = ValidatingAdmissionPolicy;
type Binding = ValidatingAdmissionPolicyBinding;

interface Denied extends Denial {
  readonly policy: string;
  readonly binding: string;
}

export function checkPolicies(call: Call, write: { readonly object?: AnyObject; readonly old?: AnyObject }): Status | undefined {
  const { server } = call;
  if (!server.features.has('ValidatingAdmissionPolicy')) return undefined;
  const policies = list(server.store, POLICIES) as readonly unknown[] as readonly Policy[];
  // What sets admission up cannot be locked away by it.
  if (policies.length === 0 || call.row.group === GROUP) return undefined;
  const bindings = list(server.store, BINDINGS) as readonly unknown[] as readonly Binding[];
  const attributes = attributesOf(call, write);
  const denied = policies.flatMap((policy) => askPolicy(attributes, policy, bindings));
  const [first] = denied;
  return first === undefined ? undefined : refusal(attributes, first);
}

function askPolicy(attributes: Attributes, policy: Policy, bindings: readonly Binding[]): readonly Denied[] {
  const version = matchOf(attributes, policy.spec.matchConstraints);
  if (version === undefined) return [];
  const { name } = policy.metadata;
  const own = bindings.filter(({ spec }) => spec.policyName === name && matchOf(attributes, spec.matchResources) !== undefined);
  return own.flatMap((binding) => {
    const { paramKind, failurePolicy } = policy.spec;
    const params = paramsOf(attributes.call.server.store, { paramKind, paramRef: binding.spec.paramRef }, attributes.namespace);
    if ('error' in params)
      return failurePolicy === 'Ignore'
        ? []
        : [{ policy: name, binding: binding.metadata.name, message: `failed to configure binding: ${params.error}` }];
    const denials = params.flatMap((param) => evaluatePolicy(policy, { attributes, version, param }));
    return act(
      attributes.call,
      denials.map((it) => ({ ...it, policy: name, binding: binding.metadata.name })),
      binding,
    );
  });
}

/** Warns where the binding says so; answers with what denies. */
function act({ warnings }: Call, denials: readonly Denied[], { spec }: Binding): readonly Denied[] {
  const actions = spec.validationActions ?? [];
  if (actions.includes('Warn'))
    for (const { policy, binding, message, always } of denials)
      if (always !== true)
        warnings.push(`Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${message}`);
  return denials.filter(({ always }) => always === true || actions.includes('Deny'));
}

const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 };

function refusal({ call, name }: Attributes, { policy, binding, message, reason = 'Invalid' }: Denied): Status {
  const text = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request: ${message}`;
  const status = forbidden(call.served.row, name, text);
  const causes = [...(status.details?.causes ?? []), { message: text } as StatusCause];
  return { ...status, reason, code: codes[reason] ?? 422, details: { ...status.details, causes } };
}
