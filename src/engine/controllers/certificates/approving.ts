/**
 * Approves what kubelets ask for: a client certificate of a node, for who may ask for one.
 * Reads signing requests; writes their approval. Whether the requester may is asked by a SubjectAccessReview.
 * upstream: pkg/controller/certificates/approver/sarapprove.go
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import type { Json } from '#api/immutable.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '../../client/controller.ts';
import { kubeletClientProblem, requestOf } from '../../helpers/certificateRequest.ts';

const signer = 'kubernetes.io/kube-apiserver-client-kubelet';

export const certificateApproving = controller({
  name: 'csrapproving',
  eventSource: 'certificate-controller',
  retry: { baseMs: 200 },
  watches: [{ kind: 'CertificateSigningRequest', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const request = r.see.get('CertificateSigningRequest', name);
    if (request === undefined || (request.status.certificate ?? '') !== '' || isDecided(request)) return undefined;
    const asked = requestOf(request.spec.request);
    if (typeof asked === 'string' || request.spec.signerName !== signer) return undefined;
    if (kubeletClientProblem(asked, (request.spec.usages ?? []) as readonly string[]) !== undefined) return undefined;
    if (request.spec.username === asked.subject.commonName && mayAsk(request, 'selfnodeclient', r))
      return approve(request, 'self kubelet client certificate', r);
    return mayAsk(request, 'nodeclient', r) ? approve(request, 'kubelet client certificate', r) : undefined;
  },
});

function isDecided({ status }: CertificateSigningRequest): boolean {
  return (status.conditions ?? []).some(({ type }) => type === 'Approved' || type === 'Denied');
}

function mayAsk({ spec }: CertificateSigningRequest, subresource: string, r: Reconcile): boolean {
  const { username = '', uid, groups = [], extra } = spec;
  const resourceAttributes = {
    verb: 'create',
    group: 'certificates.k8s.io',
    version: '*',
    resource: 'certificatesigningrequests',
    subresource,
  };
  const asked = {
    user: username,
    groups,
    resourceAttributes,
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
  const object = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: asked } as unknown as Json;
  const answer = r.ask({ verb: 'create', group: 'authorization.k8s.io', version: 'v1', resource: 'subjectaccessreviews', object });
  return answer.code < 300 && (answer.body as { readonly status?: { readonly allowed?: boolean } }).status?.allowed === true;
}

function approve(request: CertificateSigningRequest, what: string, r: Reconcile): Outcome | undefined {
  const condition = {
    type: 'Approved',
    status: 'True',
    reason: 'AutoApproved',
    message: `Auto approving ${what} after SubjectAccessReview.`,
  };
  const conditions = [...(request.status.conditions ?? []), condition];
  const object = { ...request, status: { ...request.status, conditions } } as unknown as Json;
  const target = { group: 'certificates.k8s.io', version: 'v1', resource: 'certificatesigningrequests', name: request.metadata.name };
  const answer = r.ask({ verb: 'update', ...target, subresource: 'approval', object });
  return answer.code < 300 ? undefined : { error: String((answer.body as { readonly message?: string }).message ?? 'approval failed') };
}
