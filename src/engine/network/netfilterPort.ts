/**
 * What the network needs of a packet filter. The proxy room has one; cluster.ts puts it in, as rooms do not know each other.
 */
import type { RuleHit } from '#api/trace.ts';

export interface FirstPacket {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Whether a process of the node itself sends it; otherwise it comes from a pod or from outside. */
  readonly fromNode: boolean;
}

export interface PacketEnvironment {
  readonly nodeIps: readonly string[];
  readonly now: number;
  /** A random integer in [0, 2^31). */
  draw(): number;
}

export interface PacketFate<Met> {
  readonly verdict: 'ACCEPT' | 'REJECT' | 'DROP';
  readonly translated?: { readonly ip: string; readonly port: number };
  readonly masquerade: boolean;
  readonly met: readonly Met[];
}

/** `Tables` is one node's state of the filter (plain data), `Met` a rule that a packet met. */
export interface NetfilterPort<Tables, Met extends { readonly matched: boolean }> {
  create(): Tables;
  /** Takes in what the node's kube-proxy sent; false when the kernel refuses it. */
  restore(tables: Tables, input: unknown): boolean;
  walk(tables: Tables, packet: FirstPacket, environment: PacketEnvironment): PacketFate<Met>;
  hits(met: readonly Met[]): RuleHit[];
}
