/**
 * What happened that is not an object: packets, lookups, reconciles. Traces are facts, told once, in order of `at`;
 * motion on the map is a function of (trace, now).
 */
import type { VirtualMs } from './meta.ts';

/** One rule that a packet met on its way, as iptables-save prints it. */
export interface RuleHit {
  readonly table: 'nat' | 'filter';
  readonly chain: string;
  readonly rule: string;
  /** Whether the rule's matches held, so that its target was taken. */
  readonly matched: boolean;
  /** For a statistic match: the probability, and the number drawn. */
  readonly probability?: number;
  readonly drawn?: number;
}

/** One stretch of a packet's way. A packet is drawn on it from `leaves` to `arrives`. */
export interface PacketHop {
  readonly from: string;
  readonly to: string;
  readonly leaves: VirtualMs;
  readonly arrives: VirtualMs;
}

export type Trace =
  | {
      readonly type: 'packet';
      readonly at: VirtualMs;
      readonly id: string;
      readonly protocol: 'TCP' | 'UDP';
      /** Hops' ends are `pod/ns/name`, `node/name` or `external`. */
      readonly hops: readonly PacketHop[];
      readonly source: { readonly ip: string; readonly pod?: string; readonly node: string };
      readonly destination: { readonly ip: string; readonly port: number };
      /** After DNAT: where it really went. */
      readonly translated?: { readonly ip: string; readonly port: number; readonly pod?: string };
      readonly rules: readonly RuleHit[];
      readonly verdict: 'ACCEPT' | 'REJECT' | 'DROP' | 'UNREACHABLE' | 'REFUSED';
      readonly about?: string;
    }
  | {
      readonly type: 'lookup';
      readonly at: VirtualMs;
      readonly id: string;
      readonly pod: string;
      readonly name: string;
      /** Every name asked for along the search path, with its answer. */
      readonly tries: readonly {
        readonly name: string;
        readonly qtype: string;
        readonly rcode: string;
        readonly answers: readonly string[];
      }[];
    }
  | {
      readonly type: 'reconcile';
      readonly at: VirtualMs;
      readonly actor: string;
      readonly controller: string;
      readonly key: string;
      readonly writes: number;
      readonly error?: string;
    }
  | {
      /** The scheduler's verdicts about one pod: why each node was refused, how the others were scored. */
      readonly type: 'schedule';
      readonly at: VirtualMs;
      readonly pod: string;
      readonly chosen?: string;
      readonly refused: readonly { readonly node: string; readonly reason: string }[];
      readonly scores: readonly { readonly node: string; readonly plugin: string; readonly score: number }[];
    };
