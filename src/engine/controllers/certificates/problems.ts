/** Which requests the other signers of Kubernetes refuse, and why. upstream: pkg/controller/certificates/signer/signer.go, pkg/apis/certificates/helpers.go */
import type { CertificateRequest } from '#api/machinery/crypto/pkcs10.ts';
import { isOfNodes, nodeNameProblem, usagesProblem } from '../../helpers/certificateRequest.ts';

const clientUsage = 'client auth';
const optionalUsages = ['digital signature', 'key encipherment'];
const servingUsages = ['digital signature', 'key encipherment', 'server auth'];

export function apiClientProblem(usages: readonly string[]): string | undefined {
  const other = usages.find((usage) => usage !== clientUsage && !optionalUsages.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes(clientUsage) ? undefined : `missing required usage for client certificate: ${clientUsage}`;
}

export function kubeletServingProblem(request: CertificateRequest, usages: readonly string[]): string | undefined {
  const { dns, emails, ips, uris } = request.names;
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (dns.length === 0 && ips.length === 0) return 'DNS or IP subjectAltName is required';
  if (emails.length > 0) return 'Email subjectAltNames are not allowed';
  if (uris.length > 0) return 'URI subjectAltNames are not allowed';
  return usagesProblem(usages, servingUsages) ?? nodeNameProblem(request);
}
