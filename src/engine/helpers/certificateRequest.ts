/**
 * What a certificate signing request asks for, and which of them a kubelet may make for itself.
 * upstream: pkg/apis/certificates/helpers.go
 */
import { decodeText } from '#api/machinery/base64.ts';
import { readRequestPem, type CertificateRequest } from '#api/machinery/crypto/pkcs10.ts';

/** `spec.request` (base64 of PEM), or why it cannot be read. */
export function requestOf(request: string | null | undefined): CertificateRequest | string {
  return readRequestPem(decodeText(request ?? ''));
}

type Usages = readonly string[];

const clientUsages: Usages = ['client auth', 'digital signature', 'key encipherment'];

/** Why the request is none for a kubelet's client certificate. */
export function kubeletClientProblem(request: CertificateRequest, usages: Usages): string | undefined {
  const { dns, emails, ips, uris } = request.names;
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (dns.length > 0) return 'DNS subjectAltNames are not allowed';
  if (emails.length > 0) return 'Email subjectAltNames are not allowed';
  if (ips.length > 0) return 'IP subjectAltNames are not allowed';
  if (uris.length > 0) return 'URI subjectAltNames are not allowed';
  return nodeNameProblem(request) ?? usagesProblem(usages, clientUsages);
}

export function isOfNodes({ subject }: CertificateRequest): boolean {
  return subject.organizations.length === 1 && subject.organizations[0] === 'system:nodes';
}

export function nodeNameProblem({ subject }: CertificateRequest): string | undefined {
  return subject.commonName.startsWith('system:node:') ? undefined : 'subject common name does not begin with system:node:';
}

/** These usages, all of them and no others; who has no RSA key needs no encipherment. */
export function usagesProblem(usages: Usages, wanted: Usages): string | undefined {
  const asked = usages.toSorted().join();
  const isFit = asked === wanted.join() || asked === wanted.filter((usage) => usage !== 'key encipherment').join();
  return isFit ? undefined : `usages did not match [${wanted.join(' ')}]`;
}
