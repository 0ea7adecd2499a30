/**
 * Ranges of one size out of a larger one: which are given out, and which comes next.
 * upstream: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go
 */
import { parseIp } from '#engine/helpers/ip.ts';

/** Plain data. */
export interface CidrSet {
  /** As it was asked for, with its own bits only. */
  readonly cluster: Range;
  readonly nodeMask: number;
  /** How many ranges there are. */
  readonly size: number;
  readonly used: Set<number>;
  next: number;
}

export interface Range {
  readonly base: bigint;
  readonly mask: number;
  /** 32 or 128. */
  readonly bits: number;
}

export const nothingLeft = 'CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range';
export const tooBig = 'New CIDR set failed; the node CIDR size is too big';
/** Of the newer protocol no more than 65,536 ranges are kept. */
const maxDifference = 16;

/** A range by its text; undefined when it is none. */
export function parseRange(text: string): Range | undefined {
  const [ip = '', size = ''] = text.split('/');
  const bytes = parseIp(ip);
  const mask = Number(size);
  if (bytes === undefined || !/^\d+$/.test(size) || mask > bytes.length * 8) return undefined;
  const bits = bytes.length * 8;
  const address = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { base: masked(address, mask, bits), mask, bits };
}

function masked(address: bigint, mask: number, bits: number): bigint {
  const rest = BigInt(bits - mask);
  return (address >> rest) << rest;
}

/** A set, or why there can be none. */
export function createCidrSet(cluster: Range, nodeMask: number): CidrSet | string {
  if (cluster.bits === 128 && nodeMask - cluster.mask > maxDifference) return tooBig;
  return { cluster, nodeMask, size: 2 ** (nodeMask - cluster.mask), used: new Set(), next: 0 };
}

/** The next free range, from where the last search ended; undefined when all are given out. */
export function allocateNext(set: CidrSet): string | undefined {
  if (set.used.size === set.size) return undefined;
  let candidate = set.next;
  while (set.used.has(candidate)) candidate = (candidate + 1) % set.size;
  set.next = (candidate + 1) % set.size;
  set.used.add(candidate);
  return cidrAt(set, candidate);
}

/** Marks all of a range as given out, or what is wrong with it. */
export function occupy(set: CidrSet, cidr: string): string | undefined {
  return change(set, cidr, (index) => set.used.add(index));
}

export function release(set: CidrSet, cidr: string): string | undefined {
  return change(set, cidr, (index) => set.used.delete(index));
}

function change(set: CidrSet, cidr: string, apply: (index: number) => void): string | undefined {
  const range = parseRange(cidr);
  const found = range === undefined ? `invalid CIDR address: ${cidr}` : indicesOf(set, range);
  if (typeof found === 'string') return found;
  for (let index = found.first; index <= found.last; index += 1) apply(index);
  return undefined;
}

/** The ranges of the set that another range touches. */
export function indicesOf(set: CidrSet, range: Range): { readonly first: number; readonly last: number } | string {
  const { cluster, nodeMask, size } = set;
  const shorter = Math.min(cluster.mask, range.mask);
  const isApart = cluster.bits !== range.bits || masked(cluster.base, shorter, cluster.bits) !== masked(range.base, shorter, cluster.bits);
  if (isApart) return `cidr ${printRange(range)} is out the range of cluster cidr ${printRange(cluster)}`;
  if (cluster.mask >= range.mask) return { first: 0, last: size - 1 };
  const end = range.base | ((1n << BigInt(range.bits - range.mask)) - 1n);
  const first = indexOf(set, masked(range.base, nodeMask, range.bits));
  const last = indexOf(set, masked(end, nodeMask, range.bits));
  if (typeof first === 'string') return first;
  return typeof last === 'string' ? last : { first, last };
}

/** Which range of the set begins at an address, or that none does. */
export function indexOf({ cluster, nodeMask, size }: CidrSet, address: bigint): number | string {
  const index = (address ^ cluster.base) >> BigInt(cluster.bits - nodeMask);
  if (index < BigInt(size)) return Number(index);
  return `CIDR: ${printRange({ base: address, mask: nodeMask, bits: cluster.bits })} is out of the range of CIDR allocator`;
}

export function cidrAt({ cluster, nodeMask }: CidrSet, index: number): string {
  const base = cluster.base | (BigInt(index) << BigInt(cluster.bits - nodeMask));
  return printRange({ base, mask: nodeMask, bits: cluster.bits });
}

export function printRange({ base, mask, bits }: Range): string {
  return `${bits === 32 ? printIpv4(base) : printIpv6(base)}/${mask}`;
}

function printIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
}

/** The longest run of zeros, the first of several, is left out. */
function printIpv6(address: bigint): string {
  const words = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let [at, length] = [-1, 1];
  for (let i = 0; i < 8; i += 1) {
    let end = i;
    while (end < 8 && words[end] === '0') end += 1;
    if (end - i > length) [at, length] = [i, end - i];
  }
  if (at < 0) return words.join(':');
  return `${words.slice(0, at).join(':')}::${words.slice(at + length).join(':')}`;
}
