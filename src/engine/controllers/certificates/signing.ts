/**
 * Signs approved requests for the signers of Kubernetes itself. A certificate here is the subject in the form of one:
 * nothing is encrypted in a model of a cluster.
 * upstream: pkg/controller/certificates/signer/signer.go
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { encodeText } from '#api/machinery/base64.ts';
import { formatTime } from '#api/machinery/time.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '../../client/controller.ts';
import { subjectOf, type Subject } from '../../helpers/certificateRequest.ts';

/** Which usages each signer lets through. */
const signers: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/kube-apiserver-client': ['client auth'],
  'kubernetes.io/kube-apiserver-client-kubelet': ['client auth'],
  'kubernetes.io/kubelet-serving': ['server auth'],
};
const common = ['digital signature', 'key encipherment'];
const yearSeconds = 365 * 24 * 3600;

export const certificateSigning = controller({
  name: 'csrsigning',
  eventSource: 'certificate-controller',
  watches: [{ kind: 'CertificateSigningRequest', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const request = r.see.get('CertificateSigningRequest', name);
    const allowed = request === undefined ? undefined : signers[request.spec.signerName];
    if (request === undefined || allowed === undefined || !isWaiting(request)) return undefined;
    const subject = subjectOf(request.spec.request);
    if (typeof subject === 'string') return undefined;
    const usages = (request.spec.usages ?? []) as readonly string[];
    const isFit =
      usages.every((usage) => common.includes(usage) || allowed.includes(usage)) && allowed.every((usage) => usages.includes(usage));
    return write(request, isFit ? { certificate: certificate(request, subject, r.wallMs) } : failed(request), r);
  },
});

function isWaiting({ status }: CertificateSigningRequest): boolean {
  const has = (type: string) => (status.conditions ?? []).some((condition) => condition.type === type);
  return has('Approved') && !has('Failed') && (status.certificate ?? '') === '';
}

function certificate({ spec }: CertificateSigningRequest, { commonName, organizations }: Subject, nowMs: number): string {
  const end = formatTime(nowMs + Math.min(spec.expirationSeconds ?? yearSeconds, yearSeconds) * 1000);
  const text = JSON.stringify({ subject: { CN: commonName, O: organizations }, signer: spec.signerName, notAfter: end });
  return encodeText(`-----BEGIN CERTIFICATE-----\n${encodeText(text)}\n-----END CERTIFICATE-----\n`);
}

function failed({ status }: CertificateSigningRequest): object {
  const message = 'usages did not match those of the signer';
  return { conditions: [...(status.conditions ?? []), { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message }] };
}

function write(request: CertificateSigningRequest, change: object, r: Reconcile): Outcome | undefined {
  const written = r.client.updateStatus('CertificateSigningRequest', {
    ...request,
    status: { ...request.status, ...change },
  } as CertificateSigningRequest);
  return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
}
