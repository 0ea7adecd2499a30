/**
 * The approval of a certificate signing request: its conditions, and nothing else.
 * upstream: pkg/registry/certificates/certificates/strategy.go
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { getOne } from '../read.ts';
import type { Response, Verb } from '#api/request.ts';
import type { AnyObject, Fields } from '../object.ts';
import { patch } from '../patch.ts';
import { nowOf, type Call, type Handler } from '../state.ts';
import { update } from '../update.ts';

type Conditions = NonNullable<CertificateSigningRequest['status']['conditions']>;

/** The approval endpoint writes conditions and nothing else. */
function approving(call: Call, handler: Handler): Response {
  const prepareForStatusUpdate = (object: AnyObject, old: AnyObject): AnyObject => {
    const conditions = withTimes(
      (object as unknown as CertificateSigningRequest).status?.conditions ?? [],
      old,
      formatTime(nowOf(call.env)),
    );
    const status: Fields = conditions.length === 0 ? { ...old.status } : { ...old.status, conditions };
    return { ...object, spec: old.spec ?? {}, status };
  };
  return handler({ ...call, request: { ...call.request, subresource: 'status' }, strategy: { ...call.strategy, prepareForStatusUpdate } });
}

/** New conditions get their times. */
function withTimes(conditions: Conditions, old: AnyObject, now: string): Conditions {
  const before = (old as unknown as CertificateSigningRequest).status.conditions ?? [];
  return conditions.map((condition) => {
    const known = before.find((it) => it.type === condition.type && it.status === condition.status);
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? known?.lastTransitionTime ?? now,
    };
  });
}

export const approval: { readonly [V in Verb]?: Handler } = {
  get: getOne,
  update: (call) => approving(call, update),
  patch: (call) => approving(call, patch),
};
