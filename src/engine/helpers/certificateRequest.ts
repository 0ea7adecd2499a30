/**
 * Whom a certificate signing request is for: the subject out of a PKCS #10 request in PEM, and nothing else of it.
 * upstream: staging/src/k8s.io/client-go/util/certificate/csr, go crypto/x509
 */
import { decodeBytes, decodeText } from '#api/machinery/base64.ts';

export interface Subject {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

const pem = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/;
const commonNameId = '85.4.3';
const organizationId = '85.4.10';

/** The subject of `spec.request` (base64 of PEM), or why it cannot be read. */
export function subjectOf(request: string | null | undefined): Subject | string {
  const found = pem.exec(decodeText(request ?? ''));
  if (found === null || found[1] !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  const info = children(decodeBytes(found[2] ?? ''), 2);
  if (info === undefined) return 'asn1: syntax error: data truncated';
  return subjectFrom(info);
}

/** One element of DER: its tag and its content. */
interface Element {
  readonly tag: number;
  readonly content: readonly number[];
}

/** The elements inside `depth` sequences, each the first of the one before. */
function children(bytes: readonly number[], depth: number): readonly Element[] | undefined {
  let inside: readonly number[] | undefined = bytes;
  for (let i = 0; i < depth; i += 1) {
    const first: Element | undefined = inside === undefined ? undefined : elements(inside)?.[0];
    if (first?.tag !== 0x30) return undefined;
    inside = first.content;
  }
  return inside === undefined ? undefined : elements(inside);
}

function elements(bytes: readonly number[]): readonly Element[] | undefined {
  const result: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at]!;
    const length = lengthAt(bytes, at + 1);
    if (length === undefined || length.end + length.value > bytes.length) return undefined;
    result.push({ tag, content: bytes.slice(length.end, length.end + length.value) });
    at = length.end + length.value;
  }
  return result;
}

function lengthAt(bytes: readonly number[], at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, end: at + 1 };
  const digits = first & 0x7f;
  if (digits === 0 || digits > 3 || at + digits >= bytes.length) return undefined;
  return { value: bytes.slice(at + 1, at + 1 + digits).reduce((sum, digit) => sum * 256 + digit, 0), end: at + 1 + digits };
}

function subjectFrom([, name]: readonly Element[]): Subject | string {
  const parts = name === undefined ? undefined : elements(name.content);
  if (parts === undefined) return 'asn1: structure error: tags do not match';
  const values = parts.flatMap((set) => (elements(set.content) ?? []).map((pair) => elements(pair.content) ?? []));
  const named = (id: string) => values.filter(([type]) => type?.content.join('.') === id).map(([, value]) => textOf(value));
  return { commonName: named(commonNameId)[0] ?? '', organizations: named(organizationId) };
}

function textOf(value: Element | undefined): string {
  return String.fromCodePoint(...(value?.content.slice(0, 1_000) ?? []));
}
