/**
 * Certificate signing requests: who asks stands in them, and only who may approves or signs.
 * upstream: pkg/registry/certificates/certificates/strategy.go, plugin/pkg/admission/certificates
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Status } from '#api/request.ts';
import { requestOf } from '#engine/helpers/certificateRequest.ts';
import { decide, superuserGroup } from '../authorization/authorization.ts';
import type { AnyObject } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { forbidden } from '../status.ts';

const clientSigner = 'kubernetes.io/kube-apiserver-client';
const group = 'certificates.k8s.io';

type Condition = NonNullable<CertificateSigningRequest['status']['conditions']>[number];

/** Whatever the creator says about itself, the request is its own. */
export function nameRequester({ user }: Call, object: AnyObject): AnyObject {
  const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...spec } = object.spec ?? {};
  return {
    ...object,
    spec: {
      ...spec,
      username: user.name,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      ...(user.groups.length === 0 ? {} : { groups: user.groups }),
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    },
  };
}

/** No client certificate may make its holder a member of the group that may do anything. */
export function restrictSubject(call: Call, object: AnyObject): AnyObject | Status {
  const { signerName, request } = (object as unknown as CertificateSigningRequest).spec;
  const asked = signerName === clientSigner ? requestOf(request) : undefined;
  if (asked === undefined || typeof asked === 'string' || !asked.subject.organizations.includes(superuserGroup)) return object;
  const why = `use of ${clientSigner} signer with ${superuserGroup} group is not allowed`;
  return forbidden(call.row, object.metadata.name, why);
}

/** What each of the three ways to write a request may change. */
export function keepTheirParts(call: Call, object: AnyObject, old: AnyObject): AnyObject {
  const { subresource } = call.request;
  const before = old.status ?? {};
  if (subresource === undefined) return { ...object, spec: old.spec ?? {}, status: before };
  const { certificate } = before;
  const asked = { ...object.status };
  if (subresource === 'approval') {
    delete asked['certificate'];
    if (certificate !== undefined) asked['certificate'] = certificate;
  }
  const conditions = (asked['conditions'] ?? []) as readonly Condition[];
  const status =
    conditions.length === 0
      ? asked
      : { ...asked, conditions: stamped(call, conditions, (before['conditions'] ?? []) as readonly Condition[]) };
  return { ...object, spec: old.spec ?? {}, status };
}

/** Conditions get their times from the server where nobody gave any. */
function stamped(call: Call, conditions: readonly Condition[], before: readonly Condition[]): readonly Condition[] {
  const now = formatTime(nowOf(call.env));
  return conditions.map((condition) => {
    const same = before.find(({ type, status }) => type === condition.type && status === condition.status);
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? same?.lastTransitionTime ?? now,
    };
  });
}

/** CertificateApproval and CertificateSigning. */
export function checkSigner(call: Call, object: AnyObject, old: AnyObject): Status | undefined {
  const { subresource } = call.request;
  const { signerName } = (old as unknown as CertificateSigningRequest).spec;
  if (subresource === 'approval') return refuse(call, 'approve', signerName);
  const [is, was] = [object.status ?? {}, old.status ?? {}];
  if (subresource !== 'status') return undefined;
  if (equalJson([is['certificate'], is['conditions']], [was['certificate'], was['conditions']])) return undefined;
  return refuse(call, 'sign', signerName);
}

function refuse(call: Call, verb: 'approve' | 'sign', signerName: string): Status | undefined {
  const domain = signerName.split('/')[0] ?? '';
  if ([signerName, `${domain}/*`].some((name) => may(call, verb, name))) return undefined;
  const why = `user not permitted to ${verb} requests with signerName ${goQuote(signerName)}`;
  return forbidden(call.row, call.request.name ?? '', why);
}

function may({ server, user }: Call, verb: string, name: string): boolean {
  const signer = {
    apiGroup: group,
    apiVersion: '*',
    resource: 'signers',
    subresource: '',
    namespace: '',
    name,
    isResource: true,
    path: '',
  };
  return decide(server, { user, verb, ...signer }).decision === 'Allow';
}
