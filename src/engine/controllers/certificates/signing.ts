/**
 * Signs approved requests for the signers of Kubernetes itself, with the key of the cluster's authority.
 * Reads signing requests; writes their certificates, or why there is none.
 * upstream: pkg/controller/certificates/signer/signer.go, pkg/controller/certificates/authority
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { encodeText } from '#api/machinery/base64.ts';
import { bytesOf, concat } from '#api/machinery/crypto/bytes.ts';
import { signatureProblem, type CertificateRequest } from '#api/machinery/crypto/pkcs10.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { formatTime } from '#api/machinery/time.ts';
import { nextUint32 } from '#sim/random.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import { issueCertificate, type Authority } from '../../helpers/authority.ts';
import { kubeletClientProblem, requestOf } from '../../helpers/certificateRequest.ts';
import { apiClientProblem, kubeletServingProblem } from './problems.ts';

type Usages = readonly string[];

/** Why each signer does not sign a request that it was given; undefined when it does. */
const signers: Readonly<Record<string, (request: CertificateRequest, usages: Usages) => string | undefined>> = {
  'kubernetes.io/kube-apiserver-client': (_, usages) => apiClientProblem(usages),
  'kubernetes.io/kube-apiserver-client-kubelet': kubeletClientProblem,
  'kubernetes.io/kubelet-serving': kubeletServingProblem,
};
const yearSeconds = 365 * 24 * 3600;
const minSeconds = 600;
/** Certificates begin to hold a little before they are made, as clocks differ; short ones do not end earlier for it. */
const backdateSeconds = 300;
const shortSeconds = 8 * 3600;

export function certificateSigning(authority: Authority): Controller {
  return controller({
    name: 'csrsigning',
    eventSource: 'certificate-controller',
    retry: { baseMs: 200 },
    watches: [{ kind: 'CertificateSigningRequest', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) }],
    memory: () => undefined,
    reconcile(name: string, r: Reconcile): Outcome | undefined {
      const csr = r.see.get('CertificateSigningRequest', name);
      const problemOf = csr === undefined ? undefined : signers[csr.spec.signerName];
      if (csr === undefined || problemOf === undefined || !isWaiting(csr)) return undefined;
      const request = requestOf(csr.spec.request);
      if (typeof request === 'string') return { error: `unable to parse csr ${goQuote(name)}: ${request}` };
      const problem = problemOf(request, (csr.spec.usages ?? []) as Usages);
      if (problem !== undefined) return write(csr, failed(csr, problem, r.wallMs), r);
      const forged = signatureProblem(request);
      if (forged !== undefined) return { error: `error auto signing csr: unable to verify certificate request signature: ${forged}` };
      return write(csr, { certificate: encodeText(certificateFor(authority, csr, request, r)) }, r);
    },
  });
}

function isWaiting({ status }: CertificateSigningRequest): boolean {
  const has = (type: string) => (status.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
  return has('Approved') && !has('Failed') && (status.certificate ?? '') === '';
}

function certificateFor(authority: Authority, { spec }: CertificateSigningRequest, request: CertificateRequest, r: Reconcile): string {
  const seconds = Math.max(minSeconds, Math.min(spec.expirationSeconds ?? yearSeconds, yearSeconds));
  const nowMs = Math.floor(r.wallMs / 1000) * 1000;
  const endMs = nowMs + (seconds < shortSeconds ? seconds : seconds - backdateSeconds) * 1000;
  const { subject, names, publicInfo } = request;
  return issueCertificate(authority, {
    serial: serialOf(r),
    subject,
    publicInfo,
    notBeforeMs: nowMs - backdateSeconds * 1000,
    notAfterMs: Math.min(endMs, authority.notAfterMs),
    usages: ((spec.usages ?? []) as Usages).toSorted(),
    names,
  });
}

/** 16 bytes by chance, of which the first is not 0. */
function serialOf({ context }: Reconcile): Uint8Array {
  return concat([0, 1, 2, 3].map((i) => bytesOf(BigInt(nextUint32(context.random) | (i === 0 ? 1 << 24 : 0)) & 0xffff_ffffn, 4)));
}

function failed({ status }: CertificateSigningRequest, message: string, nowMs: number): object {
  const condition = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, lastUpdateTime: formatTime(nowMs) };
  return { conditions: [...(status.conditions ?? []), condition] };
}

function write(request: CertificateSigningRequest, change: object, r: Reconcile): Outcome | undefined {
  const written = r.client.updateStatus('CertificateSigningRequest', {
    ...request,
    status: { ...request.status, ...change },
  } as CertificateSigningRequest);
  return written.ok ? undefined : { error: `error updating signature for csr: ${written.status.message ?? ''}` };
}
