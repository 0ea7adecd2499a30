/**
 * The keys of a cluster: what signs its service accounts' tokens and its certificates. Whoever signs or checks is started with them.
 * A cluster that is served to a network has keys of its own (`ClusterSpec`); one in a page has these, which everybody may know, so that
 * a link gives the same tokens everywhere.
 */
import { decodeBytes } from '#api/machinery/base64.ts';
import { bigOf } from '#api/machinery/crypto/bytes.ts';
import { readRsaKey, rsaKey, type RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import { certificatePem } from '#api/machinery/crypto/x509.ts';
import type { ClusterSpec } from '#api/tape.ts';

/** Two primes of 1024 bits each. */
const openSigningKey =
  'x+JNHgx9A4KH/0VeeXYhPSgMwSUZCZTUBfgylKOBrVkKOUMDtW5dgSjplpBsudK4CeQaovZPpR+XvpKF6haNjItEDxbKKZGWviGGeeKb5uSlYwXKY9Is' +
  '9vLYiGAFWF8i+FExtfWV0sQtVguXDKLtHKdY6/Uhuwc7emqrevvcTn/Am/Oxm8W9wUwsk+VlxdSHBu74Y3cmXZRHWobRXQ7OiAgi1IhmdCqe1k5cTAAu' +
  'BTHRq6/VyL+xwcXnGSu1X+eAA7Rjj2ymIZ85LlgVwOrDDL0f8eO2KzBllQIXrGaWvxoK1eS8GLpBdmjF3owfPze5nkcnNhEzs2nVruNBHoz0jQ==';
const openAuthorityKey =
  '/PPI+/OPxrACPuIvUPWKN8KA4jPCgeNL5WkEKDrQY0OMfJ6YFO0tfuSFoZZvn8cZA289ndr9KJJygP9cb/0mWSrSBe5vzsUPw9motSQ1ng9OpEwcxf4p' +
  'EUL1wOOD4OfmQPcBWByhMrhAiQEgh82c8sUdql/suQcSmdwx5wjdSMHVEI44H7JFYpvBqgE/5kyiMB5wUU/yf3WGZdo36NqKD7Lq9RjydObKc5HJuJCN' +
  '33AyOS81EsVgo2OxSI6xXtcgOdTAmpvC6e+eSf47ABpqO2+hEjpeZdWMReCsL3NreeL9lCkXPwV4MDVG6htszvLXqMtNxcWggLi2Mhc9OQwuNQ==';

/** What the open authority's key signs for itself: to make it again would cost every page a signature. */
const openCertificate =
  'MIIDADCCAeigAwIBAgIBATANBgkqhkiG9w0BAQsFADAVMRMwEQYDVQQDEwprdWJlcm5ldGVzMCAXDTAwMDEwMTAwMDAwMFoYDzIxMDAwMTAxMDAwMDAw' +
  'WjAVMRMwEQYDVQQDEwprdWJlcm5ldGVzMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0ocx/N+HPOtKmyB1hsEUU73HUlSjWtr6CZtCtoOU' +
  'ZyZpCtcgCetiKEicCo4pMIyU1TJyoUp5Se0BmNTHgm6VRddtY4Bq6c4PX8dlipRWKyNsNwu18UMYbmktCz/fmvXNE5QuRPRGOaMAa55lgSqixSNCBd83' +
  'B3NM2lm9tv82dqZT6Fw9hUFOnFl1x758RCYfUtTPOAUsE44+uR84TqXihBhOoMduUDKXNaatLGRkifHQ3aqrh2C+bhGKUU0EurYJFO7XQeHZqJzfiQy8' +
  'vFcLneCWQuBNQENBUi6rZlEplo5uUjDl23lduNk0NhBiZaJhglkAri0iiXCdUTT7+u699QIDAQABo1kwVzAOBgNVHQ8BAf8EBAMCAqQwDwYDVR0TAQH/' +
  'BAUwAwEB/zAdBgNVHQ4EFgQUkvzftpiNRTSl4jhed+WxNXMTy8kwFQYDVR0RBA4wDIIKa3ViZXJuZXRlczANBgkqhkiG9w0BAQsFAAOCAQEAe6r4Xd6X' +
  '7GkVn7n1Y4dM+V9TQWcW/BJUc+jjlGHSMfv8XWsXyYfPNJhq2PLt3LYczmVPe41cPJcvlR0eK0xYdO4Z7PI7evJg7/gNn/D/PB/rKdC00PGhxlSFCevl' +
  '2m0D1EoeTCsse7JprPn2ZY5um3EgVtw+TLv8TrjoSwojI6TduB3QF5eJOVlrM73Pcjd6ikTsc+NlELi3EU/XW8PDh5RWujpCEAB0iOQzRXYM5wXRMJAS' +
  'Ez7iqAFc7DsSRVua7A+utwGyAti9vmZzZOO24s4X5c3RAUrMm0lctA66/VxnLkXAhJKqmW0VGsOyceUIYvyHhEI+DsqgwEnB9xLInw==';

const known = new Map<string, RsaPrivateKey>();
const knownMax = 50;

/** What tokens are signed with. */
export function signingKeyOf({ signingKey }: Pick<ClusterSpec, 'signingKey'>): RsaPrivateKey {
  return keyFrom(signingKey, openSigningKey);
}

/** What the cluster's authority signs certificates with. */
export function authorityKeyOf({ authorityKey }: Pick<ClusterSpec, 'authorityKey'>): RsaPrivateKey {
  return keyFrom(authorityKey, openAuthorityKey);
}

/** The certificate of the authority whose key everybody knows, in PEM; undefined for a cluster with a key of its own. */
export function knownCertificateOf({ authorityKey }: Pick<ClusterSpec, 'authorityKey'>): string | undefined {
  return authorityKey === undefined ? certificatePem(Uint8Array.from(decodeBytes(openCertificate))) : undefined;
}

/** Reading a key is no work to be done at every checkpoint, and one key is one object. */
function keyFrom(pem: string | undefined, primes: string): RsaPrivateKey {
  const text = pem ?? primes;
  const found = known.get(text) ?? (pem === undefined ? fromPrimes(primes) : readRsaKey(pem));
  if (found === undefined) throw new Error('a key of a cluster must be an RSA key in PEM');
  if (known.size >= knownMax) known.clear();
  known.set(text, found);
  return found;
}

function fromPrimes(base64: string): RsaPrivateKey {
  const bytes = decodeBytes(base64);
  return rsaKey(bigOf(bytes.slice(0, bytes.length / 2)), bigOf(bytes.slice(bytes.length / 2)));
}
