/**
 * Netfilter rules as data, and what goes to the kernel in one piece.
 * upstream: pkg/util/iptables/iptables.go
 */
export type Protocol = 'tcp' | 'udp' | 'sctp';
export type TableName = 'nat' | 'filter';

export type Target =
  | { readonly type: 'jump'; readonly chain: string }
  | { readonly type: 'ACCEPT' | 'DROP' | 'RETURN' | 'REJECT' }
  | { readonly type: 'DNAT'; readonly ip: string; readonly port: number }
  | { readonly type: 'MARK'; readonly how: 'or' | 'xor'; readonly value: number }
  | { readonly type: 'MASQUERADE'; readonly randomFully: boolean };

/** One rule: every member that is there must match. Addresses are single IPs or CIDRs. */
export interface Rule {
  readonly comment?: string;
  /** The list of recently seen sources: looked up, or added to. */
  readonly recent?: { readonly name: string; readonly seconds?: number };
  /** Which side's address must be one of this node. */
  readonly local?: 'src' | 'dst';
  readonly protocol?: Protocol;
  readonly destination?: string;
  readonly notDestination?: string;
  readonly port?: number;
  readonly source?: string;
  readonly notSource?: string;
  readonly states?: readonly string[];
  readonly notStates?: readonly string[];
  readonly mark?: number;
  readonly notMark?: number;
  /** Matches one packet in so many. */
  readonly oneIn?: number;
  /** Absent: the rule only carries a comment. */
  readonly target?: Target;
}

/** Chain -> its rules, in order. The arrays are frozen: rules are shared between nodes, messages and checkpoints. */
export type Chains = Map<string, readonly Rule[]>;

/** One table's part of a restore: chains that are made or emptied and then filled, and chains that are deleted. */
export interface TableRestore {
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  readonly deleted: readonly string[];
}

/** What kube-proxy hands to the kernel in one piece: all of it holds afterwards, or none of it. */
export interface Restore {
  /** A full sync also puts the jumps from the built-in chains in place and removes service chains it does not name. */
  readonly full: boolean;
  /** The jumps from the built-in chains that a full sync ensures. */
  readonly jumps: Readonly<Record<TableName, ReadonlyMap<string, readonly Rule[]>>>;
  readonly filter: TableRestore;
  readonly nat: TableRestore;
}

export function jump(chain: string): Target {
  return { type: 'jump', chain };
}

const servicePrefixes = ['KUBE-SVC-', 'KUBE-SVL-', 'KUBE-SEP-', 'KUBE-EXT-', 'KUBE-FW-'];

/** Whether a chain of the nat table belongs to one Service. */
export function isServiceChain(chain: string): boolean {
  return servicePrefixes.some((prefix) => chain.startsWith(prefix));
}

/** What a statistic match prints for "one in k": ten digits, a tie rounded to even as Go does (only 1/2048 is one). */
export function probabilityText(oneIn: number): string {
  return oneIn === 2048 ? '0.0004882812' : (1 / oneIn).toFixed(10);
}

/** The kernel keeps a probability as a number of 31 bits; a random number below it matches. */
export function probabilityThreshold(oneIn: number): number {
  return Math.round(Number(probabilityText(oneIn)) * 2147483648);
}
