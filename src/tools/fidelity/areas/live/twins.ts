/** What the recorder's cluster had made up, in what was typed and in files: ours has made up other names, addresses and uids for the same things. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rowOfKind } from '#api/scheme.ts';
import { parseManifest } from '#manifest/parse.ts';
import type { Cluster } from './player.ts';

/** What a scenario knows of both clusters. */
export interface Twins {
  readonly client: Cluster['client'];
  readonly namespace: string;
  /** Ours for each recorded name that ends by chance. */
  readonly names: Map<string, string>;
  /** Recorded address -> the service or pod that had it. */
  readonly addresses: ReadonlyMap<string, Addressed>;
}

export function createTwins(
  client: Cluster['client'],
  { folder, namespace }: { readonly folder: string; readonly namespace: string },
): Twins {
  return { client, namespace, names: new Map(), addresses: recordedAddresses(folder) };
}

/** What was typed, as it has to be typed here. */
export async function ourWords(twins: Twins, words: readonly string[]): Promise<readonly string[]> {
  const own: string[] = [];
  for (const word of await translated(twins, words)) own.push(await readdressed(twins, word));
  return own;
}

/** A file that the recorder had, as it has to be here. */
export async function ourText(twins: Twins, text: string): Promise<string> {
  return withOurUids(twins, await readdressed(twins, text));
}

const byChance = /^((?:[a-z.]+\/)?)([a-z0-9.-]+?)(-[bcdfghjklmnpqrstvwxz2456789]{5}|\.[0-9a-f]{16})$/;
const withChance = [
  { group: '', resource: 'pods' },
  { group: 'discovery.k8s.io', resource: 'endpointslices' },
  { group: '', resource: 'events' },
];

/** The recorder typed names that its cluster had made up; ours has made up others for the same things. */
async function translated(twins: Twins, words: readonly string[]): Promise<readonly string[]> {
  const end = words.indexOf('--');
  const result: string[] = [];
  for (const [i, word] of words.entries()) {
    const match = end >= 0 && i >= end ? null : byChance.exec(word);
    result.push(match === null ? word : `${match[1] ?? ''}${await ownName(twins, match[2] ?? '', match[3] ?? '')}`);
  }
  return result;
}

/** The recorder's node had this address; ours is the first of its cluster. */
const nodeAddresses = ['10.250.0.1', '192.168.0.11'] as const;

/** Which service or pod had which address, as far as the recorder kept its objects. */
function recordedAddresses(folder: string): ReadonlyMap<string, Addressed> {
  const kept = join(folder, 'objects');
  const addresses = new Map<string, Addressed>();
  for (const name of existsSync(kept) ? readdirSync(kept) : [])
    for (const object of objectsIn(JSON.parse(readFileSync(join(kept, name), 'utf8')))) {
      const { metadata, spec, name: pod, ip } = object as Recorded;
      if (/^\d/.test(spec?.clusterIP ?? '')) addresses.set(spec?.clusterIP ?? '', { resource: 'services', name: metadata?.name ?? '' });
      if (/^\d/.test(ip ?? '') && pod !== undefined) addresses.set(ip ?? '', { resource: 'pods', name: pod });
    }
  return addresses;
}

interface Addressed {
  readonly resource: 'services' | 'pods';
  readonly name: string;
}

/** A service, or a pod in short. */
interface Recorded {
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly clusterIP?: string };
  readonly name?: string;
  readonly ip?: string;
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** The recorder typed addresses that its cluster had given out; ours has given others to the same services. */
async function readdressed(twins: Twins, word: string): Promise<string> {
  let own = word.replaceAll(...nodeAddresses);
  for (const [address, thing] of twins.addresses) {
    if (!own.includes(address)) continue;
    const answer = await twins.client.request({ group: '', version: 'v1', namespace: twins.namespace, ...thing, verb: 'get' });
    const { spec, status } = (answer.body ?? {}) as { readonly spec?: { clusterIP?: string }; readonly status?: { podIP?: string } };
    own = own.replaceAll(address, spec?.clusterIP ?? status?.podIP ?? address);
  }
  return own;
}

async function ownName({ names, client, namespace }: Twins, base: string, end: string): Promise<string> {
  const recorded = `${base}${end}`;
  const known = names.get(recorded);
  if (known !== undefined) return known;
  for (const { group, resource } of withChance) {
    const answer = await client.request({ verb: 'list', group, version: 'v1', resource, namespace });
    const { items = [] } = (answer.body ?? {}) as { readonly items?: readonly { readonly metadata: { readonly name: string } }[] };
    const taken = new Set(names.values());
    const ours = items
      .map(({ metadata }) => metadata.name)
      .filter((name) => !taken.has(name) && sameBase(name, base, end))
      .toSorted()[0];
    if (ours === undefined) continue;
    names.set(recorded, ours);
    return ours;
  }
  return recorded;
}

function sameBase(name: string, base: string, end: string): boolean {
  const match = byChance.exec(name);
  return match !== null && match[2] === base && match[3]?.charAt(0) === end.charAt(0);
}

interface Named {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly uid?: string };
}

/** As API servers make them; a person who types a wrong one on purpose types another. */
const madeUid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Files hold uids where they are objects that the recorder's cluster had once answered. */
async function withOurUids(twins: Twins, text: string): Promise<string> {
  let own = text;
  for (const { object } of /\buid"?:/.test(text) ? parseManifest(text).documents : [])
    for (const { kind = '', metadata } of objectsIn(object) as Named[]) {
      const row = rowOfKind(kind);
      if (row === undefined || metadata?.name === undefined || !madeUid.test(metadata.uid ?? '')) continue;
      const { group, version, plural } = row;
      const namespace = row.namespaced ? { namespace: metadata.namespace ?? twins.namespace } : {};
      const answer = await twins.client.request({ verb: 'get', group, version, resource: plural, ...namespace, name: metadata.name });
      const { metadata: ours } = (answer.body ?? {}) as Named;
      if (ours?.uid !== undefined) own = own.replaceAll(metadata.uid ?? '', ours.uid);
    }
  return own;
}
