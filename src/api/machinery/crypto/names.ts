/** Who a certificate is for or from, and the names it may be reached under. upstream: go crypto/x509/pkix, RFC 5280 */
import { rawText } from '../rawText.ts';
import { concat } from './bytes.ts';
import { implicit, inside, oid, oidText, readElements, sequence, setOf, tagged, tags, text, type Element } from './der.ts';

export interface Subject {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** The other well-known parts, by object identifier. */
  readonly others?: ReadonlyMap<string, readonly string[]>;
}

const commonNameId = '2.5.4.3';
const organizationId = '2.5.4.10';
/** Country, organization, unit, locality, province, street, postal code, common name, serial number: in the order in which Go writes them. */
const order = ['2.5.4.6', organizationId, '2.5.4.11', '2.5.4.7', '2.5.4.8', '2.5.4.9', '2.5.4.17', commonNameId, '2.5.4.5'];
const single = new Set([commonNameId, '2.5.4.5']);

/** A name as its elements say it; undefined when they are no name. */
export function readName(element: Element | undefined): Subject | undefined {
  const values = new Map<string, string[]>();
  for (const part of inside(element) ?? []) {
    for (const pair of inside(part, tags.set) ?? []) {
      const [type, value] = inside(pair) ?? [];
      const id = oidText(type);
      if (value === undefined || !order.includes(id)) continue;
      values.set(id, single.has(id) ? [rawText(value.content)] : [...(values.get(id) ?? []), rawText(value.content)]);
    }
  }
  if (inside(element) === undefined) return undefined;
  const { [0]: commonName = '' } = values.get(commonNameId) ?? [];
  const organizations = values.get(organizationId) ?? [];
  values.delete(commonNameId);
  values.delete(organizationId);
  return { commonName, organizations, others: values };
}

/** The parts with one identifier stand together in one set, as Go writes them. */
export function nameDer({ commonName, organizations, others = new Map() }: Subject): Uint8Array {
  const valuesOf = (id: string): readonly string[] => {
    if (id === commonNameId) return commonName === '' ? [] : [commonName];
    return id === organizationId ? organizations : (others.get(id) ?? []);
  };
  const sets = order.map((id) => valuesOf(id).map((value) => sequence(oid(id), text(value))));
  return sequence(...sets.filter((set) => set.length > 0).map((set) => setOf(...sorted(set))));
}

/** A set's elements stand in the order of their bytes. */
function sorted(elements: readonly Uint8Array[]): readonly Uint8Array[] {
  return elements.toSorted((a, b) => {
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) if (a[i] !== b[i]) return a[i]! - b[i]!;
    return a.length - b.length;
  });
}

/** Other names of a subject: what it may be reached under. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly emails: readonly string[];
  readonly uris: readonly string[];
  /** 4 bytes or 16. */
  readonly ips: readonly (readonly number[])[];
}

export const noNames: AlternativeNames = { dns: [], emails: [], uris: [], ips: [] };
const kinds = { emails: 0x81, dns: 0x82, uris: 0x86, ips: 0x87 };

export function readAlternativeNames(value: Uint8Array): AlternativeNames | undefined {
  const elements = inside(readElements(value)?.[0]);
  if (elements === undefined) return undefined;
  const texts = (tag: number) => elements.filter((it) => it.tag === tag).map((it) => rawText(it.content));
  const ips = elements.filter((it) => it.tag === kinds.ips).map((it) => [...it.content]);
  return { dns: texts(kinds.dns), emails: texts(kinds.emails), uris: texts(kinds.uris), ips };
}

export function alternativeNamesDer({ dns, emails, uris, ips }: AlternativeNames): Uint8Array {
  const ascii = (value: string): readonly number[] => Array.from(value, (letter) => letter.charCodeAt(0) & 0x7f);
  return sequence(
    concat([
      ...dns.map((value) => implicit(2, ascii(value))),
      ...emails.map((value) => implicit(1, ascii(value))),
      ...ips.map((bytes) => implicit(7, bytes)),
      ...uris.map((value) => tagged(kinds.uris, ascii(value))),
    ]),
  );
}

export function hasNames({ dns, emails, uris, ips }: AlternativeNames): boolean {
  return dns.length + emails.length + uris.length + ips.length > 0;
}
