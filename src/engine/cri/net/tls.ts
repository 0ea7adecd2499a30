/**
 * What a client thinks of the certificate that a server shows: whether somebody it trusts has signed it, whether it is for the name that
 * was dialled, and whether it holds now. Nothing is encrypted in the model.
 * upstream: go crypto/x509 (Verify), openssl crypto/x509
 */
import { isSignedBy, readCertificatePem, rsaPublicOf, type Certificate } from '#api/machinery/crypto/x509.ts';
import { equalBytes } from '#api/machinery/crypto/bytes.ts';
import { parseIp } from '../../helpers/ip.ts';

export type CertificateProblem = 'issuer' | 'name' | 'time';

export interface Trust {
  /** The certificates of authorities, in PEM. */
  readonly authorities: string;
  /** The name or address that was dialled. */
  readonly host: string;
  readonly nowMs: number;
}

export function certificateProblem(shown: string, { authorities, host, nowMs }: Trust): CertificateProblem | undefined {
  const certificate = readCertificatePem(shown);
  if (certificate === undefined || !isTrusted(shown, certificate, authorities)) return 'issuer';
  if (nowMs < certificate.notBeforeMs || nowMs > certificate.notAfterMs) return 'time';
  return isFor(certificate, host.replace(/\.$/, '')) ? undefined : 'name';
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
/** Server's certificate and authorities -> whether one has signed it: that costs a millisecond or two, and follows from them. */
const known = new Map<string, boolean>();
const knownMax = 100;

function isTrusted(shown: string, certificate: Certificate, authorities: string): boolean {
  const key = `${shown}\n${authorities}`;
  let answer = known.get(key);
  if (answer !== undefined) return answer;
  answer = (authorities.match(block) ?? []).some((text) => hasSigned(readCertificatePem(text), certificate));
  if (known.size >= knownMax) known.clear();
  known.set(key, answer);
  return answer;
}

function hasSigned(authority: Certificate | undefined, certificate: Certificate): boolean {
  if (authority === undefined || !equalBytes(authority.subjectDer, certificate.issuer)) return false;
  const key = rsaPublicOf(authority.publicInfo);
  return key !== undefined && isSignedBy(certificate, key);
}

function isFor({ names }: Certificate, host: string): boolean {
  const ip = parseIp(host);
  if (ip !== undefined) return names.ips.some((bytes) => equalBytes(bytes, ip));
  const wanted = host.toLowerCase();
  return names.dns.some((name) => {
    const known = name.toLowerCase();
    return known === wanted || (known.startsWith('*.') && wanted.slice(wanted.indexOf('.')) === known.slice(1));
  });
}
