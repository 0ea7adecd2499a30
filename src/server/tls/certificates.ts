/**
 * The certificates of a served cluster: its keys, and what its authority signs for the door.
 * upstream: staging/src/k8s.io/client-go/util/cert/cert.go, RFC 5280
 */
import { generateKeyPair, generateKeyPairSync, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { issueCertificate, namesFor, type Authority } from '#engine/engine.ts';

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

const dayMs = 86_400_000;
const lifeMs = 365 * dayMs;

/** A key of its own for a cluster that is served, in PEM. */
export async function newRsaKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
}

/** A server's certificate for DNS names and IP addresses, by the wall's clock. */
export function issueServer(authority: Authority, names: readonly string[]): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const certificate = issueCertificate(authority, {
    serial: Uint8Array.from(randomBytes(16), (byte, i) => (i === 0 ? (byte & 0x7f) | 1 : byte)),
    subject: { commonName: names[0] ?? 'localhost', organizations: [] },
    publicInfo: publicKey.export({ type: 'spki', format: 'der' }),
    notBeforeMs: now - dayMs,
    notAfterMs: now + lifeMs,
    usages: ['digital signature', 'server auth'],
    names: namesFor(names),
  });
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}
