/**
 * X.509 certificates: written and read.
 * upstream: go crypto/x509, RFC 5280
 */
import { civilTime, epochOfCivil } from '../time.ts';
import {
  bitsOf,
  bitString,
  boolean,
  explicit,
  implicit,
  inside,
  integer,
  nothing,
  octetString,
  oid,
  oidText,
  readElements,
  sequence,
  tagged,
  tags,
  type Element,
} from './der.ts';
import {
  alternativeNamesDer,
  hasNames,
  nameDer,
  noNames,
  readAlternativeNames,
  readName,
  type AlternativeNames,
  type Subject,
} from './names.ts';
import { pemText, readPem } from './pem.ts';
import { readRsaPublic, rsaEncryption, rsaSign, rsaVerify, type RsaPrivateKey, type RsaPublicKey } from './rsa.ts';

export const keyUsages: Readonly<Record<string, number>> = {
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
};
export const extendedUsages: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

const ids = {
  usage: '2.5.29.15',
  extended: '2.5.29.37',
  constraints: '2.5.29.19',
  keyId: '2.5.29.14',
  signerId: '2.5.29.35',
  names: '2.5.29.17',
};
const sha256WithRsa = sequence(oid('1.2.840.113549.1.1.11'), nothing);

export interface CertificateWish {
  /** Most significant byte first. */
  readonly serial: ArrayLike<number>;
  readonly issuer: Subject;
  readonly subject: Subject;
  /** The subject's public key (SubjectPublicKeyInfo). */
  readonly publicInfo: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** In the words of certificate signing requests. */
  readonly usages: readonly string[];
  readonly isAuthority?: boolean;
  /** The signer's key identifier; absent for who signs for itself. */
  readonly signerId?: Uint8Array;
  readonly keyId?: Uint8Array;
  readonly names?: AlternativeNames;
}

/** The certificate in DER. */
export function signCertificate(wish: CertificateWish, key: RsaPrivateKey): Uint8Array {
  const { serial, issuer, subject, publicInfo, notBeforeMs, notAfterMs } = wish;
  const body = sequence(
    explicit(0, integer([2])),
    integer(serial),
    sha256WithRsa,
    nameDer(issuer),
    sequence(timeDer(notBeforeMs), timeDer(notAfterMs)),
    nameDer(subject),
    publicInfo,
    explicit(3, sequence(...extensionsOf(wish))),
  );
  return sequence(body, sha256WithRsa, bitString(rsaSign(key, body)));
}

export function certificatePem(der: Uint8Array): string {
  return pemText('CERTIFICATE', der);
}

/** In the order in which Go writes them. */
function extensionsOf({ usages, isAuthority, keyId, signerId, names = noNames, subject }: CertificateWish): readonly Uint8Array[] {
  const bits = usages.map((usage) => keyUsages[usage]).filter((bit) => bit !== undefined);
  const extended = usages.map((usage) => extendedUsages[usage]).filter((id) => id !== undefined);
  const isNameless = subject.commonName === '' && subject.organizations.length === 0;
  return [
    ...(bits.length === 0 ? [] : [extension(ids.usage, true, usageBits(bits))]),
    ...(extended.length === 0 ? [] : [extension(ids.extended, false, sequence(...extended.map(oid)))]),
    extension(ids.constraints, true, isAuthority === true ? sequence(boolean(true)) : sequence()),
    ...(keyId === undefined ? [] : [extension(ids.keyId, false, octetString(keyId))]),
    ...(signerId === undefined ? [] : [extension(ids.signerId, false, sequence(implicit(0, signerId)))]),
    ...(hasNames(names) ? [extension(ids.names, isNameless, alternativeNamesDer(names))] : []),
  ];
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octetString(value));
}

/** The bits of a set of usages, the first bit the highest; zeros at the end are left out. */
function usageBits(bits: readonly number[]): Uint8Array {
  const last = Math.max(...bits);
  const bytes = new Uint8Array((last >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  return bitString(bytes, 7 - (last & 7));
}

/** Up to 2049 with two digits of the year, as RFC 5280 wants it. */
function timeDer(ms: number): Uint8Array {
  const { year, month, day, hour, minute, second } = civilTime(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const isShort = year >= 1950 && year < 2050;
  const digits = (isShort ? two(year % 100) : String(year).padStart(4, '0')) + [month, day, hour, minute, second].map(two).join('');
  return tagged(
    isShort ? tags.utcTime : tags.time,
    Array.from(`${digits}Z`, (letter) => letter.charCodeAt(0)),
  );
}

export interface Certificate {
  readonly subject: Subject;
  readonly issuer: Uint8Array;
  readonly subjectDer: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicInfo: Uint8Array;
  readonly names: AlternativeNames;
  /** Object identifiers; undefined when it is for any purpose. */
  readonly extended: readonly string[] | undefined;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** The first certificate of a PEM text. */
export function readCertificatePem(text: string): Certificate | undefined {
  const block = readPem(text);
  return block?.label === 'CERTIFICATE' ? readCertificate(block.bytes) : undefined;
}

export function readCertificate(der: Uint8Array): Certificate | undefined {
  const [body, , signed] = inside(readElements(der)?.[0]) ?? [];
  const fields = inside(body);
  const signature = bitsOf(signed);
  if (body === undefined || fields === undefined || signature === undefined) return undefined;
  // The version stands in front when it is not the first.
  const [, , issuer, validity, subject, publicInfo, ...rest] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  const [from, to] = (inside(validity) ?? []).map(timeOf);
  const name = readName(subject);
  if (issuer === undefined || subject === undefined || publicInfo === undefined || name === undefined) return undefined;
  if (from === undefined || to === undefined) return undefined;
  const extensions = readExtensions(readElements(rest.find(({ tag }) => tag === 0xa3)?.content ?? new Uint8Array())?.[0]);
  const names = extensions.get(ids.names);
  const extended = extensions.get(ids.extended);
  return {
    subject: name,
    issuer: issuer.whole,
    subjectDer: subject.whole,
    notBeforeMs: from,
    notAfterMs: to,
    publicInfo: publicInfo.whole,
    names: (names === undefined ? undefined : readAlternativeNames(names)) ?? noNames,
    extended: extended === undefined ? undefined : (inside(readElements(extended)?.[0]) ?? []).map(oidText),
    body: body.whole,
    signature,
  };
}

/** Identifier -> value, of a list of extensions. */
export function readExtensions(list: Element | undefined): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const it of inside(list) ?? []) {
    const parts = inside(it) ?? [];
    const value = parts.at(-1);
    if (value?.tag === tags.octets) found.set(oidText(parts[0]), value.content);
  }
  return found;
}

function timeOf({ tag, content }: Element): number | undefined {
  const letters = String.fromCharCode(...content.subarray(0, 20));
  const found = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(letters);
  if (found === null || (found[1]!.length === 4) !== (tag === tags.time)) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const whole = tag === tags.time ? year : year < 50 ? 2000 + year : 1900 + year;
  return epochOfCivil(whole, month, day, (hour * 60 + minute) * 60 + second);
}

/** The RSA key in a public key's information. */
export function rsaPublicOf(publicInfo: Uint8Array): RsaPublicKey | undefined {
  const [algorithm, bits] = inside(readElements(publicInfo)?.[0]) ?? [];
  const key = bitsOf(bits);
  return oidText(inside(algorithm)?.[0]) === rsaEncryption && key !== undefined ? readRsaPublic(key) : undefined;
}

/** Whether the holder of the key has signed the certificate. */
export function isSignedBy({ body, signature }: Certificate, key: RsaPublicKey): boolean {
  return rsaVerify(key, { message: body, signature });
}
