/**
 * The scheduling framework: what a plugin is and what it may look at. Plugins are pure; they see a snapshot and answer
 * with reasons or numbers.
 * upstream: pkg/scheduler/framework
 */
import type { Node, Pod } from '#api/kinds.ts';
import type { Lister } from '../client/informer.ts';

/** What pods ask of a node and what a node has left: milli-CPU, bytes, and extended resources by name. */
export interface Resources {
  milliCpu: number;
  memory: number;
  ephemeralStorage: number;
  readonly scalar: { [name: string]: number };
}

/** A pod that has a place, as the scheduler counts it. */
export interface PlacedPod {
  readonly pod: Pod;
  readonly node: string;
  readonly requests: Resources;
  /** Requests with the scoring defaults (100m, 200Mi) where none are given. */
  readonly nonZero: { readonly milliCpu: number; readonly memory: number };
}

/** A node with the sum of what stands on it. */
export interface NodeInfo {
  readonly name: string;
  node: Node;
  allocatable: Resources;
  maxPods: number;
  readonly pods: Map<string, PlacedPod>;
  readonly requested: Resources;
  readonly nonZeroRequested: { milliCpu: number; memory: number };
  /** `protocol/hostIP/port` of every host port in use. */
  readonly hostPorts: Set<string>;
}

/** What one scheduling cycle knows. */
export interface Cycle {
  readonly pod: Pod;
  readonly requests: Resources;
  readonly nonZero: { readonly milliCpu: number; readonly memory: number };
  readonly see: Lister;
}

/** Why a node (or all of them) cannot take the pod. `resolvable`: evicting pods might help. */
export interface Refusal {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

export interface Plugin {
  readonly name: string;
  /** A reason that holds for every node. */
  preFilter?(cycle: Cycle): Refusal | undefined;
  filter?(cycle: Cycle, node: NodeInfo): Refusal | undefined;
  /** Raw score of a node; `normalize` turns all of them into 0..100. */
  score?(cycle: Cycle, node: NodeInfo): number;
  readonly weight?: number;
  normalize?(scores: number[]): void;
}

export const maxNodeScore = 100;

/** Scales scores so that the highest is 100; reversed, the highest becomes 0. upstream: helper.DefaultNormalizeScore */
export function normalizeByMax(scores: number[], reverse: boolean): void {
  const max = Math.max(0, ...scores);
  for (let i = 0; i < scores.length; i += 1) {
    if (max === 0) {
      scores[i] = reverse ? maxNodeScore : scores[i]!;
      continue;
    }
    const scaled = Math.floor((maxNodeScore * scores[i]!) / max);
    scores[i] = reverse ? maxNodeScore - scaled : scaled;
  }
}

export function refuse(reason: string, resolvable = false): Refusal {
  return { reasons: [reason], resolvable };
}
