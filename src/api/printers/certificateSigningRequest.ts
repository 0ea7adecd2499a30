import type { CertificateSigningRequest } from '../kinds.ts';
import { humanDuration } from '../machinery/duration.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const certificateSigningRequest: Printer<CertificateSigningRequest> = {
  columns: columns('Name Age SignerName Requestor RequestedDuration Condition'),
  cells(object, now) {
    const { spec, metadata } = object;
    const duration = spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000);
    const signer = (spec.signerName ?? '') === '' ? '<none>' : spec.signerName;
    return [metadata.name, ageOf(object, now), signer, spec.username ?? '', duration, conditionsText(object)];
  },
};

/** Approved, denied or failed, and whether a certificate was issued. */
export function conditionsText({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status.conditions?.some((condition) => condition.type === type) ?? false;
  const said = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${said}${has('Failed') ? ',Failed' : ''}${(status.certificate ?? '') === '' ? '' : ',Issued'}`;
}
