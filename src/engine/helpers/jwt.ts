/**
 * Signed claims in the form of a JSON web token: header, payload and signature, each in base64 for URLs.
 * The signature is a hash with the cluster's key: nobody without the key can make one, and nothing else is asked of it.
 * upstream: gopkg.in/square/go-jose.v2/jwt, pkg/serviceaccount/jwt.go
 */
import { decodeUrl, encodeUrl, encodeUrlBytes } from '#api/machinery/base64.ts';
import type { Json } from '#api/immutable.ts';
import { sha256, sha256Hex } from '#api/machinery/sha256.ts';

const headers = new Map<string, string>();

function headerFor(key: string): string {
  let header = headers.get(key);
  if (header === undefined) headers.set(key, (header = encodeUrl(`{"alg":"RS256","kid":"${sha256Hex(key).slice(0, 43)}"}`)));
  return header;
}

/** Claims must be ASCII, as names of Kubernetes objects are. */
export function signClaims(claims: Json, key: string): string {
  const signed = `${headerFor(key)}.${encodeUrl(JSON.stringify(claims))}`;
  return `${signed}.${signature(signed, key)}`;
}

function signature(signed: string, key: string): string {
  return encodeUrlBytes(sha256(`${key}.${signed}`));
}

/** The claims of a token that was signed with the key; undefined for anything else. */
export function readClaims(token: string, key: string): Readonly<Record<string, unknown>> | undefined {
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, end);
  if (end < 0 || signature(signed, key) !== token.slice(end + 1)) return undefined;
  return JSON.parse(decodeUrl(signed.slice(signed.indexOf('.') + 1))) as Readonly<Record<string, unknown>>;
}
