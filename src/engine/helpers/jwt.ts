/**
 * JSON web tokens, signed with RS256. A signature costs some ten milliseconds, and most tokens of a cluster are never read: so a token
 * can be kept as a draft, which is all of it but the signature, and be signed when somebody outside the control plane reads it. The
 * signature is a function of draft and key: it is the same whenever it is made, and may be remembered.
 * upstream: pkg/serviceaccount/jwt.go, gopkg.in/square/go-jose.v2, RFC 7515
 */
import type { Json } from '#api/immutable.ts';
import { bytesOfUrl, decodeUrl, encodeUrl, encodeUrlBytes } from '#api/machinery/base64.ts';
import { bytesOf } from '#api/machinery/crypto/bytes.ts';
import { rsaPublicInfo, rsaSign, rsaVerify, type RsaPrivateKey, type RsaPublicKey } from '#api/machinery/crypto/rsa.ts';
import { utf8Bytes } from '#api/machinery/hash.ts';
import { sha256 } from '#api/machinery/sha256.ts';

const headers = new WeakMap<RsaPublicKey, string>();
/** Draft -> its signature. A draft names its key. */
const signatures = new Map<string, string>();
const signaturesMax = 2_000;

/** The key's name: a hash of the key. */
export function keyId(key: RsaPublicKey): string {
  return encodeUrlBytes(sha256(rsaPublicInfo(key)));
}

function headerFor(key: RsaPrivateKey): string {
  let header = headers.get(key);
  if (header === undefined) headers.set(key, (header = encodeUrl(`{"alg":"RS256","kid":"${keyId(key)}"}`)));
  return header;
}

const ascii = /^[\0-\x7f]*$/;

/** A token but for its signature. */
export function draftToken(claims: Json, key: RsaPrivateKey): string {
  const text = JSON.stringify(claims);
  return `${headerFor(key)}.${ascii.test(text) ? encodeUrl(text) : encodeUrlBytes(utf8Bytes(text))}`;
}

export function signToken(draft: string, key: RsaPrivateKey): string {
  let signature = signatures.get(draft);
  if (signature === undefined) remember(draft, (signature = encodeUrlBytes(rsaSign(key, utf8Bytes(draft)))));
  return `${draft}.${signature}`;
}

function remember(draft: string, signature: string): void {
  if (signatures.size >= signaturesMax) signatures.clear();
  signatures.set(draft, signature);
}

/** The claims of a token that was signed with the key; undefined for anything else. */
export function readClaims(token: string, key: RsaPrivateKey): Readonly<Record<string, unknown>> | undefined {
  const end = token.lastIndexOf('.');
  const draft = token.slice(0, end);
  const header = headerFor(key);
  if (end < 0 || !draft.startsWith(`${header}.`) || !isGood(draft, token.slice(end + 1), key)) return undefined;
  return JSON.parse(decodeUrl(draft.slice(header.length + 1))) as Readonly<Record<string, unknown>>;
}

function isGood(draft: string, signature: string, key: RsaPrivateKey): boolean {
  const known = signatures.get(draft);
  if (known !== undefined) return known === signature;
  const bytes = bytesOfUrl(signature);
  // Written in no other way than it is signed here.
  if (encodeUrlBytes(bytes) !== signature || !rsaVerify(key, { message: utf8Bytes(draft), signature: bytes })) return false;
  remember(draft, signature);
  return true;
}

/** The public half of the key, as whoever checks tokens is told it. upstream: pkg/serviceaccount/openidmetadata.go, RFC 7517 */
export function publicKeySet(key: RsaPublicKey): Json {
  const number = (value: bigint): string => encodeUrlBytes(bytesOf(value));
  return { keys: [{ use: 'sig', kty: 'RSA', kid: keyId(key), alg: 'RS256', n: number(key.modulus), e: number(key.exponent) }] };
}
