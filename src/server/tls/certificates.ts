/**
 * The certificates of a served cluster: an authority of its own, made at start and kept nowhere, and what it signs.
 * upstream: staging/src/k8s.io/client-go/util/cert/cert.go, RFC 5280
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { bitString, boolean, explicit, generalizedTime, implicit, integer, octetString, oid, sequence, setOf, utf8 } from './der.ts';

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends KeyPair {
  readonly subject: Subject;
  readonly privateKey: KeyObject;
  readonly keyId: Uint8Array;
}

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

const dayMs = 86_400_000;
const lifeMs = 365 * dayMs;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

export function createAuthority(commonName: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = { commonName };
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = createHash('sha1').update(spki).digest();
  const isCa = extension('2.5.29.19', true, sequence(boolean(true)));
  // digitalSignature, keyEncipherment, keyCertSign
  const usage = extension('2.5.29.15', true, bitString(Uint8Array.of(0b1010_0100), 2));
  const extensions = [isCa, usage, extension('2.5.29.14', false, octetString(keyId))];
  const certificate = signed({ subject, issuer: subject, signer: privateKey, spki, extensions });
  return { certificate, key: pemKey(privateKey), subject, privateKey, keyId };
}

/** A server's certificate for DNS names and IP addresses. */
export function issueServer(authority: Authority, names: readonly string[]): KeyPair {
  const alternatives = names.map((name) => (isIP(name) === 0 ? implicit(2, Buffer.from(name, 'ascii')) : implicit(7, ipBytes(name))));
  const extra = extension('2.5.29.17', false, sequence(...alternatives));
  return issue(authority, { commonName: names[0] ?? 'localhost' }, '1.3.6.1.5.5.7.3.1', [extra]);
}

/** A client's certificate: who it is stands in CN, its groups in O. */
export function issueClient(authority: Authority, subject: Subject): KeyPair {
  return issue(authority, subject, '1.3.6.1.5.5.7.3.2', []);
}

function issue(authority: Authority, subject: Subject, purpose: string, extra: readonly Uint8Array[]): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    extension('2.5.29.19', true, sequence()),
    extension('2.5.29.15', true, bitString(Uint8Array.of(0b1010_0000), 5)),
    extension('2.5.29.37', false, sequence(oid(purpose))),
    extension('2.5.29.35', false, sequence(implicit(0, authority.keyId))),
    ...extra,
  ];
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const certificate = signed({ subject, issuer: authority.subject, signer: authority.privateKey, spki, extensions });
  return { certificate, key: pemKey(privateKey) };
}

interface Unsigned {
  readonly subject: Subject;
  readonly issuer: Subject;
  readonly signer: KeyObject;
  readonly spki: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

function signed({ subject, issuer, signer, spki, extensions }: Unsigned): string {
  const now = Date.now();
  const serial = randomBytes(8);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  const validity = sequence(generalizedTime(new Date(now - dayMs)), generalizedTime(new Date(now + lifeMs)));
  const version = explicit(0, integer(Uint8Array.of(2)));
  const body = sequence(
    version,
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    validity,
    nameOf(subject),
    spki,
    explicit(3, sequence(...extensions)),
  );
  return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, signer))));
}

function nameOf({ commonName, organizations = [] }: Subject): Uint8Array {
  const part = (type: string, text: string): Uint8Array => setOf(sequence(oid(type), utf8(text)));
  return sequence(...organizations.map((text) => part('2.5.4.10', text)), part('2.5.4.3', commonName));
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octetString(value));
}

function ipBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const words = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const before = words(head);
  const after = words(tail);
  const all = tail === undefined ? before : [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return Uint8Array.from(all.map((word) => Number.parseInt(word, 16)).flatMap((word) => [word >> 8, word & 0xff]));
}

function pemKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
