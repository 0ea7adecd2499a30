/**
 * Requests for certificates: read, and whether who asks has the key.
 * upstream: go crypto/x509 (ParseCertificateRequest, CheckSignature), RFC 2986
 */
import { bitsOf, inside, oidText, readElements, tags, type Element } from './der.ts';
import { curves, ecdsaVerify, readPoint } from './ecdsa.ts';
import { ed25519Verify } from './ed25519.ts';
import { noNames, readAlternativeNames, readName, type AlternativeNames, type Subject } from './names.ts';
import { readPem } from './pem.ts';
import { hashes, rsaEncryption, rsaVerify, type HashName } from './rsa.ts';
import { readExtensions, rsaPublicOf } from './x509.ts';

export interface CertificateRequest {
  readonly subject: Subject;
  readonly names: AlternativeNames;
  /** The public key (SubjectPublicKeyInfo). */
  readonly publicInfo: Uint8Array;
  readonly body: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
}

const label = 'CERTIFICATE REQUEST';
const ecdsaKey = '1.2.840.10045.2.1';
/** Of the key and of the signature. */
const ed25519 = '1.3.101.112';
const extensionRequest = '1.2.840.113549.1.9.14';
const alternativeNames = '2.5.29.17';
const mismatch = 'asn1: structure error: tags do not match';

/** The request in a PEM text, or why it cannot be read. */
export function readRequestPem(text: string): CertificateRequest | string {
  const block = readPem(text);
  return block?.label === label ? readRequest(block.bytes) : `PEM block type must be ${label}`;
}

function readRequest(der: Uint8Array): CertificateRequest | string {
  const elements = readElements(der);
  if (elements === undefined || elements.length === 0) return 'asn1: syntax error: data truncated';
  if (elements.length > 1) return 'asn1: syntax error: trailing data';
  const [body, algorithm, signed] = inside(elements[0]) ?? [];
  const [version, name, publicInfo, attributes] = inside(body) ?? [];
  const subject = readName(name);
  const signature = bitsOf(signed);
  if (body === undefined || version?.tag !== tags.integer || publicInfo === undefined || subject === undefined || signature === undefined)
    return mismatch;
  const problem = keyProblem(publicInfo);
  if (problem !== undefined) return problem;
  const names = requestedNames(attributes);
  if (names === undefined) return mismatch;
  const id = oidText(inside(algorithm)?.[0]);
  return { subject, names, publicInfo: publicInfo.whole, body: body.whole, algorithm: id, signature };
}

function keyProblem(publicInfo: Element): string | undefined {
  const [algorithm, bits] = inside(publicInfo) ?? [];
  const [id, curve] = inside(algorithm) ?? [];
  if (id === undefined || bitsOf(bits) === undefined) return mismatch;
  if (oidText(id) === rsaEncryption) return rsaPublicOf(publicInfo.whole) === undefined ? 'x509: invalid RSA public key' : undefined;
  if (oidText(id) === ed25519) {
    if (curve !== undefined) return 'x509: Ed25519 key encoded with illegal parameters';
    return bitsOf(bits)!.length === 32 ? undefined : 'x509: wrong Ed25519 public key size';
  }
  if (oidText(id) !== ecdsaKey) return undefined;
  const known = curves[oidText(curve)];
  if (known === undefined) return 'x509: unsupported elliptic curve';
  return readPoint(known, bitsOf(bits)!) === undefined ? 'x509: failed to unmarshal elliptic curve point' : undefined;
}

/** The names that are asked for; undefined when they cannot be read. */
function requestedNames(attributes: Element | undefined): AlternativeNames | undefined {
  if (attributes?.tag !== 0xa0) return noNames;
  for (const attribute of readElements(attributes.content) ?? []) {
    const [id, values] = inside(attribute) ?? [];
    if (oidText(id) !== extensionRequest) continue;
    const value = readExtensions(inside(values, tags.set)?.[0]).get(alternativeNames);
    if (value !== undefined) return readAlternativeNames(value);
  }
  return noNames;
}

const rsaAlgorithms: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
};
const ecdsaAlgorithms: Readonly<Record<string, HashName>> = {
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};

/** Why the request was not signed with the key in it, in Go's words; undefined when it was. */
export function signatureProblem({ algorithm, publicInfo, body, signature }: CertificateRequest): string | undefined {
  const [keyAlgorithm, bits] = inside(readElements(publicInfo)?.[0]) ?? [];
  const [id, curveId] = inside(keyAlgorithm) ?? [];
  const rsaHash = rsaAlgorithms[algorithm];
  const ecdsaHash = ecdsaAlgorithms[algorithm];
  if (rsaHash !== undefined && oidText(id) === rsaEncryption) {
    const key = rsaPublicOf(publicInfo);
    const isGood = key !== undefined && rsaVerify(key, { message: body, signature, hash: rsaHash });
    return isGood ? undefined : 'crypto/rsa: verification error';
  }
  if (algorithm === ed25519 && oidText(id) === ed25519)
    return ed25519Verify(bitsOf(bits)!, { message: body, signature }) ? undefined : 'x509: Ed25519 verification failure';
  const curve = curves[oidText(curveId)];
  if (ecdsaHash === undefined || curve === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
  const point = readPoint(curve, bitsOf(bits)!);
  const isGood = point !== undefined && ecdsaVerify(curve, point, { digest: hashes[ecdsaHash](body), signature });
  return isGood ? undefined : 'x509: ECDSA verification failure';
}
