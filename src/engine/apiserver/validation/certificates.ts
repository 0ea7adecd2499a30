/**
 * Certificate signing requests.
 * upstream: pkg/apis/certificates/validation/validation.go, pkg/apis/core/validation/validation.go (ValidateSignerName)
 */
import type { CertificateSigningRequest } from '#api/kinds.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { requestOf } from '#engine/helpers/certificateRequest.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import type { Errors } from './checks.ts';

const usagesKnown = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

const minSeconds = 600;
const signerMax = 571;

export function validateSigningRequest(it: CertificateSigningRequest): Errors {
  const { request, usages = [], signerName = '', expirationSeconds } = it.spec;
  const errors: Errors = [];
  const asked = requestOf(request);
  if (typeof asked === 'string')
    errors.push(
      invalidValue('spec.request', { printed: request === undefined || request === null ? '[]byte(nil)' : JSON.stringify(request) }, asked),
    );
  if ((usages ?? []).length === 0) errors.push(required('spec.usages', 'usages must be provided'));
  for (const [i, usage] of (usages ?? []).entries()) {
    if (!usagesKnown.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, usagesKnown));
    if (usages.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  }
  if (signerName === 'kubernetes.io/legacy-unknown')
    errors.push(invalidValue('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version'));
  else validSignerName(signerName, errors);
  if (expirationSeconds !== undefined && expirationSeconds < minSeconds)
    errors.push(invalidValue('spec.expirationSeconds', expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)'));
  return errors;
}

function validSignerName(name: string, errors: Errors): void {
  const at = 'spec.signerName';
  if (name === '') return void errors.push(required(at));
  const [domain = '', path, rest] = name.split('/');
  if (path === undefined || rest !== undefined)
    return void errors.push(invalidValue(at, name, 'must be a fully qualified domain and path of the form "example.com/signer-name"'));
  for (const message of isDNS1123Subdomain(domain)) errors.push(invalidValue(at, domain, `validating label "${domain}": ${message}`));
  if (!domain.includes('.')) errors.push(invalidValue(at, domain, 'should be a domain with at least two segments separated by dots'));
  for (const label of path.split('.'))
    for (const message of isDNS1123Label(label)) errors.push(invalidValue(at, path, `validating label "${label}": ${message}`));
  if (name.length > signerMax) errors.push(invalidValue(at, name, `must be no more than ${signerMax} characters`));
}

/** Its conditions only grow: nobody takes back what was approved, denied or has failed. */
export function validateSigningStatus(it: CertificateSigningRequest, old: CertificateSigningRequest): Errors {
  const errors: Errors = [];
  const at = 'status.conditions';
  const has = (of: CertificateSigningRequest, type: string) => (of.status.conditions ?? []).some((condition) => condition.type === type);
  if (has(it, 'Approved') && has(it, 'Denied')) {
    const index = (it.status.conditions ?? []).findLastIndex(({ type }) => type === 'Approved' || type === 'Denied');
    const { type } = it.status.conditions![index]!;
    errors.push(invalidValue(`${at}[${index}].type`, type, 'Approved and Denied conditions are mutually exclusive'));
  }
  for (const type of ['Approved', 'Denied', 'Failed'])
    if (has(old, type) && !has(it, type)) errors.push(forbiddenField(at, `updates may not remove a condition of type "${type}"`));
  return errors;
}
