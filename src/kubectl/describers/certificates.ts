/** Requests for certificates. upstream: describeCertificateSigningRequest */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { decodeText } from '#api/machinery/base64.ts';
import { hasNames, type AlternativeNames, type Subject } from '#api/machinery/crypto/names.ts';
import { readRequestPem } from '#api/machinery/crypto/pkcs10.ts';
import { humanDuration } from '#api/machinery/duration.ts';
import { conditionsText } from '#api/printers/certificateSigningRequest.ts';
import { labelsText } from '#api/printers/printer.ts';
import { failure } from '../failure.ts';
import { writeEvents } from './events.ts';
import { longTime, type Lines } from './lines.ts';
import type { Describe } from './world.ts';

export const describeSigningRequest: Describe<CertificateSigningRequest> = async (lines, object, world) => {
  const { metadata, spec } = object;
  const request = readRequestPem(decodeText(spec.request));
  if (typeof request === 'string') throw failure(`Error parsing CSR: ${request}`);
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Labels:\t${labelsText(metadata.labels)}\n`);
  lines.write(0, `Annotations:\t${labelsText(metadata.annotations)}\n`);
  lines.write(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`);
  lines.write(0, `Requesting User:\t${spec.username ?? ''}\n`);
  if (spec.signerName !== '') lines.write(0, `Signer:\t${spec.signerName}\n`);
  if (spec.expirationSeconds !== undefined) lines.write(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}\n`);
  lines.write(0, `Status:\t${conditionsText(object)}\n`);
  writeSubject(lines, request.subject);
  writeNames(lines, request.names);
  await writeEvents(lines, { ...object, apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' }, world);
};

function writeSubject(lines: Lines, { commonName, organizations, others }: Subject): void {
  const other = (id: string): readonly string[] => others?.get(id) ?? [];
  lines.write(0, 'Subject:\n');
  lines.write(0, `\tCommon Name:\t${commonName}\n`);
  lines.write(0, `\tSerial Number:\t${other('2.5.4.5')[0] ?? ''}\n`);
  writeList(lines, 'Organization', organizations);
  writeList(lines, 'Organizational Unit', other('2.5.4.11'));
  writeList(lines, 'Country', other('2.5.4.6'));
  writeList(lines, 'Locality', other('2.5.4.7'));
  writeList(lines, 'Province', other('2.5.4.8'));
  writeList(lines, 'StreetAddress', other('2.5.4.9'));
  writeList(lines, 'PostalCode', other('2.5.4.17'));
}

function writeNames(lines: Lines, names: AlternativeNames): void {
  if (!hasNames(names)) return;
  lines.write(0, 'Subject Alternative Names:\n');
  writeList(lines, 'DNS Names', names.dns);
  writeList(lines, 'Email Addresses', names.emails);
  writeList(lines, 'URIs', names.uris);
  writeList(lines, 'IP Addresses', names.ips.map(addressText));
}

function writeList(lines: Lines, title: string, values: readonly string[]): void {
  if (values.length > 0) lines.write(0, `\t${title}:\t${values.join('\n\t\t')}\n`);
}

/** Four bytes with dots, sixteen as hexadecimal words with the longest run of zeros left out. */
function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const words = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16)).join(':');
  const runs = words.match(/(?<=^|:)0(:0)+(?=:|$)/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest === '' ? words : words.replace(new RegExp(`(^|:)${longest}(:|$)`), '::');
}
