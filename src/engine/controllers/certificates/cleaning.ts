/**
 * Takes signing requests away that nobody needs any more, at a look every hour: an hour after they were signed, denied or found
 * wrong, a day after they were made if nobody has decided, and when the certificate has ended.
 * Reads and deletes signing requests.
 * upstream: pkg/controller/certificates/cleaner/cleaner.go
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { decodeText } from '#api/machinery/base64.ts';
import { readCertificatePem } from '#api/machinery/crypto/x509.ts';
import { parseTime } from '#api/machinery/time.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';

const hourMs = 3_600_000;

export const certificateCleaning = controller({
  name: 'csrcleaner',
  eventSource: 'certificate-controller',
  watches: [{ kind: 'CertificateSigningRequest', keys: () => [] }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const request = r.see.get('CertificateSigningRequest', name);
    if (request === undefined || !isOver(request, r.wallMs)) return undefined;
    const deleted = r.client.delete('CertificateSigningRequest', { name });
    return deleted.ok || isNotFound(deleted.status) ? undefined : { error: deleted.status.message ?? 'the request could not be deleted' };
  },
  resync: { everyMs: hourMs, keys: (see) => see.list('CertificateSigningRequest').map(({ metadata }) => metadata.name) },
});

export function isOver({ metadata, status }: CertificateSigningRequest, nowMs: number): boolean {
  const { conditions = [], certificate = '' } = status;
  const isOlder = (time: unknown, ageMs: number) => nowMs - (parseTime(String(time ?? '')) ?? nowMs) > ageMs;
  if (conditions.length === 0) return isOlder(metadata.creationTimestamp, 24 * hourMs);
  return conditions.some(({ type, lastUpdateTime }) => {
    if (type === 'Approved') return certificate !== '' && (isOlder(lastUpdateTime, hourMs) || hasEnded(certificate, nowMs));
    return (type === 'Denied' || type === 'Failed') && isOlder(lastUpdateTime, hourMs);
  });
}

function hasEnded(certificate: string, nowMs: number): boolean {
  const read = readCertificatePem(decodeText(certificate));
  return read !== undefined && nowMs > read.notAfterMs;
}
