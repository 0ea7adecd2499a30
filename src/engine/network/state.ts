/** What the network knows; plain data. */
import type { RuleHit } from '#api/trace.ts';
import type { PortMapping } from '../helpers/contracts/network.ts';

export interface Attachment {
  readonly ip: string;
  /** The address that is told of dials. */
  readonly owner: string;
  readonly node: string;
  /** `namespace/name`; absent for a node's own IP. */
  readonly pod?: string;
}

export interface HostPort extends PortMapping {
  /** The pod's. */
  readonly ip: string;
}

/** One flow, from its dial to its close. Its way is decided by its first packet and kept. */
export interface Flow {
  readonly id: string;
  readonly client: { readonly address: string; readonly ip: string };
  /** Where it really goes; the owner is whoever had the IP when it was dialled. */
  readonly server: { readonly address: string; readonly ip: string; readonly port: number };
  readonly oneWayMs: number;
  readonly connected: boolean;
}

export interface NetworkState<Tables> {
  /** Who listens at an `ip:port` in place of the IP's owner. */
  readonly processes: Map<string, string>;
  readonly attachments: Map<string, Attachment>;
  /** Node -> its own IPs, the main one first. */
  readonly nodeIps: Map<string, readonly string[]>;
  /** Node -> the tables of its packet filter. */
  readonly kernels: Map<string, Tables>;
  /** Node -> its ports that lead to pods. */
  readonly hostPorts: Map<string, readonly HostPort[]>;
  readonly flows: Map<string, Flow>;
  /** IP -> flows to or from it. */
  readonly flowsByIp: Map<string, Set<string>>;
  /** Traces of flows whose server has not answered yet, by flow. */
  readonly unanswered: Map<string, PendingTrace>;
  packets: number;
}

/** Where a first packet went, kept until its outcome is known. */
export interface PendingTrace {
  /** Counts packets; names the trace. */
  readonly number: number;
  readonly at: number;
  readonly route: Route;
  readonly about?: string;
}

export interface Route {
  readonly protocol: 'TCP' | 'UDP';
  readonly source: { readonly ip: string; readonly pod?: string; readonly node: string };
  readonly destination: { readonly ip: string; readonly port: number };
  /** Where it really goes, and whether a rule sent it there. */
  readonly target: { readonly ip: string; readonly port: number };
  readonly translated: boolean;
  /** The source's IP as the receiver sees it. */
  readonly sourceSeen: string;
  /** It came to the owner of an IP, a rule ended it, or nobody has the IP. */
  readonly outcome: 'delivered' | 'REJECT' | 'DROP' | 'nobody';
  /** Ends of the hops, in order, with the milliseconds each hop takes. */
  readonly stops: readonly string[];
  readonly hopMs: readonly number[];
  readonly rules: readonly RuleHit[];
}

export function createNetworkState<Tables>(): NetworkState<Tables> {
  return {
    attachments: new Map(),
    nodeIps: new Map(),
    kernels: new Map(),
    hostPorts: new Map(),
    processes: new Map(),
    flows: new Map(),
    flowsByIp: new Map(),
    unanswered: new Map(),
    packets: 0,
  };
}
