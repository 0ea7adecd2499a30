/**
 * Packs addresses and ports into as few subsets as say the same: within a subset every address has every port.
 * upstream: pkg/api/v1/endpoints/util.go (RepackSubsets)
 */
import type { Endpoints } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { md5Hex } from '#api/machinery/crypto/md5.ts';
import { dumpPort, dumpSubset } from './dump.ts';

export type Subset = NonNullable<Endpoints['subsets']>[number];
export type Address = NonNullable<Subset['addresses']>[number];
export type Port = NonNullable<Subset['ports']>[number];

/** One address with one of its ports; a headless Service may have none. */
export interface Offer {
  readonly address: Address;
  readonly ready: boolean;
  readonly port: Port | undefined;
}

/** Addresses by ip and uid, with whether they are ready. Not ready wins over ready. */
type Addresses = Map<string, { readonly address: Address; ready: boolean }>;

export function repack(offers: readonly Offer[]): readonly Subset[] {
  const byPort = new Map<string, { readonly port: Port | undefined; readonly addresses: Addresses }>();
  const portKeys = new Map<Port | undefined, string>([[undefined, '']]);
  for (const { address, ready, port } of offers) {
    let portKey = portKeys.get(port);
    if (portKey === undefined) portKeys.set(port, (portKey = dumpPort(port!)));
    let entry = byPort.get(portKey);
    if (entry === undefined) byPort.set(portKey, (entry = { port, addresses: new Map() }));
    const key = `${address.ip} ${address.targetRef?.uid ?? ''}`;
    const there = entry.addresses.get(key);
    if (there === undefined) entry.addresses.set(key, { address, ready });
    else there.ready &&= ready;
  }
  return sortSubsets([...groupByAddresses([...byPort.values()]).values()].map(subsetOf));
}

interface Group {
  readonly addresses: Addresses;
  readonly ports: Port[];
}

/** Ports that exactly the same addresses offer, in the same state, belong together. */
function groupByAddresses(
  entries: readonly { readonly port: Port | undefined; readonly addresses: Addresses }[],
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { port, addresses } of entries) {
    const key =
      entries.length === 1
        ? ''
        : [...addresses]
            .map(([address, { ready }]) => `${address} ${ready}`)
            .toSorted()
            .join('\n');
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { addresses, ports: [] }));
    if (port !== undefined) group.ports.push(port);
  }
  return groups;
}

function subsetOf({ addresses, ports }: Group): Subset {
  const all = [...addresses.values()];
  const ready = all
    .filter((it) => it.ready)
    .map(({ address }) => address)
    .sort(byIpAndUid);
  const unready = all
    .filter((it) => !it.ready)
    .map(({ address }) => address)
    .sort(byIpAndUid);
  const hashed = ports.map((port) => ({ port, hash: ports.length > 1 ? md5Hex(dumpPort(port)) : '' }));
  const sorted = hashed.toSorted((a, b) => compareKeys(a.hash, b.hash)).map(({ port }) => port);
  return {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(unready.length === 0 ? {} : { notReadyAddresses: unready }),
    ...(sorted.length === 0 ? {} : { ports: sorted }),
  };
}

/** Addresses and uids are ASCII, so the native order is that of bytes. */
function byIpAndUid(a: Address, b: Address): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  const [x, y] = [a.targetRef?.uid ?? '', b.targetRef?.uid ?? ''];
  return x < y ? -1 : x > y ? 1 : 0;
}

function sortSubsets(subsets: readonly Subset[]): readonly Subset[] {
  if (subsets.length < 2) return subsets;
  const hashed = subsets.map((subset) => ({ subset, hash: md5Hex(dumpSubset(subset)) }));
  return hashed.toSorted((a, b) => compareKeys(a.hash, b.hash)).map(({ subset }) => subset);
}
