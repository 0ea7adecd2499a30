/**
 * Notes at each admission policy whether its expressions fit the kinds that it is about.
 * Owns the policies' `status.typeChecking` and `status.observedGeneration`. Reads policies; how types are checked is handed in,
 * as it is the API server's own knowledge.
 * upstream: pkg/controller/validatingadmissionpolicystatus/controller.go
 */
import type { Json } from '#api/immutable.ts';
import type { ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { apiVersionOf, scheme } from '#api/scheme.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '../../client/controller.ts';

export type TypeWarnings = (policy: ValidatingAdmissionPolicy) => readonly { readonly fieldRef: string; readonly warning: string }[];

const NAME = 'validatingadmissionpolicy-status-controller';

export function validatingAdmissionPolicyStatus(typeWarnings: TypeWarnings): Controller {
  return controller({
    name: 'validatingadmissionpolicy-status',
    eventSource: NAME,
    watches: [{ kind: 'ValidatingAdmissionPolicy', keys: ownKey }],
    memory: () => undefined,
    reconcile(name: string, r: Reconcile): Outcome | undefined {
      const policy = r.see.get('ValidatingAdmissionPolicy', name);
      const generation = policy?.metadata.generation ?? 0;
      if (policy === undefined || generation <= (policy.status?.observedGeneration ?? 0)) return undefined;
      const expressionWarnings = typeWarnings(policy);
      const typeChecking = expressionWarnings.length === 0 ? {} : { expressionWarnings };
      const applied = {
        apiVersion: apiVersionOf(scheme.ValidatingAdmissionPolicy),
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name },
        status: { observedGeneration: generation, typeChecking },
      };
      const patch = { type: 'apply', body: applied as unknown as Json, subresource: 'status', fieldManager: NAME, force: true } as const;
      const written = r.client.patch('ValidatingAdmissionPolicy', { name }, patch);
      return written.ok || isNotFound(written.status) ? undefined : { error: written.status.message ?? 'the status could not be written' };
    },
  });
}
