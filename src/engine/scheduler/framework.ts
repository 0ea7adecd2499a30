/**
 * The scheduling framework: what a plugin is and what it may look at. Plugins are pure; they see a snapshot and answer
 * with reasons or numbers.
 * upstream: pkg/scheduler/framework
 */
import type { Node, Pod } from '#api/kinds.ts';
import type { Selector } from '#api/machinery/labels.ts';
import type { Lister } from '../client/informer.ts';
import type { NodeTree } from './nodeTree.ts';

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
  /** Name of an image the node has -> its size in bytes. */
  images: ReadonlyMap<string, number>;
  readonly pods: Map<string, PlacedPod>;
  readonly requested: Resources;
  readonly nonZeroRequested: { milliCpu: number; memory: number };
  /** `protocol/hostIP/port` of every host port in use -> by how many pods. */
  readonly hostPorts: Map<string, number>;
}

/** How many pods of a namespace match a selector, node by node; kept true as pods come and go. */
export interface PodCount {
  readonly namespace: string;
  readonly selector: Selector;
  readonly byNode: Map<string, number>;
}

/** The account of the whole cluster that plugins may look into. Plain data. */
export interface Cache {
  readonly nodes: Map<string, NodeInfo>;
  readonly tree: NodeTree;
  /** The names of the nodes in the order of the tree, made anew when one comes or goes. */
  order: readonly string[];
  /** Key of a pod -> where it stands. Pods of nodes that are not known (yet) are kept too. */
  readonly placed: Map<string, PlacedPod>;
  /** Those of them that have any affinity or anti-affinity to pods, and those with required anti-affinity. */
  readonly withAffinity: Map<string, PlacedPod>;
  readonly withAntiAffinity: Map<string, PlacedPod>;
  /** Pods that wait for the room their victims leave, counted where they will stand. */
  readonly nominated: Map<string, PlacedPod>;
  readonly counts: Map<string, PodCount>;
}

/** What one scheduling cycle knows. Plugins remember what they computed under the very cycle. */
export interface Cycle {
  readonly pod: Pod;
  readonly requests: Resources;
  readonly nonZero: { readonly milliCpu: number; readonly memory: number };
  readonly see: Lister;
  readonly cache: Cache;
  readonly nodes: readonly NodeInfo[];
}

/** Why a node (or all of them) cannot take the pod. `resolvable`: evicting pods might help. */
export interface Refusal {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
  /** Whose refusal it is: filled in by the cycle. */
  readonly plugin?: string;
}

type StorageNews = 'CSINode' | 'CSIDriver' | 'CSIStorageCapacity';

/** What may have changed in a cluster so that a refused pod is worth another try. */
export type ClusterEvent =
  | 'Node/Add'
  | 'Node/UpdateAllocatable'
  | 'Node/UpdateLabel'
  | 'Node/UpdateTaint'
  | 'Node/UpdateCondition'
  | `${'Pod' | 'PersistentVolumeClaim' | 'PersistentVolume' | 'StorageClass' | StorageNews}/${'Add' | 'Update' | 'Delete'}`;

export const anyNodeChange: readonly ClusterEvent[] = [
  'Node/Add',
  'Node/UpdateAllocatable',
  'Node/UpdateLabel',
  'Node/UpdateTaint',
  'Node/UpdateCondition',
];

export interface Plugin {
  readonly name: string;
  /** After which news a pod that this plugin refused is tried again. */
  readonly events?: readonly ClusterEvent[];
  /** A reason that holds for every node, or the only nodes that come into question. */
  preFilter?(cycle: Cycle): Refusal | { readonly only: ReadonlySet<string> } | undefined;
  /** Whether `filter` and `count` have anything to do in this cycle; without it they do in every one. */
  applies?(cycle: Cycle): boolean;
  filter?(cycle: Cycle, node: NodeInfo): Refusal | undefined;
  /** Counts a pod as if it came to the node (1) or left it (-1) in what the plugin remembers of the cycle. */
  count?(cycle: Cycle, change: { readonly placed: PlacedPod; readonly node: NodeInfo; readonly sign: 1 | -1 }): void;
  /** Answers whether there is anything to score. */
  preScore?(cycle: Cycle, feasible: readonly NodeInfo[]): boolean;
  /** Raw score of a node; `normalize` turns all of them into 0..100. */
  score?(cycle: Cycle, node: NodeInfo): number;
  readonly weight?: number;
  normalize?(scores: number[], cycle: Cycle, nodes: readonly NodeInfo[]): void;
}

export const maxNodeScore = 100;

/** Scales scores so that the highest is 100; reversed, the highest becomes 0. upstream: helper.DefaultNormalizeScore */
export function normalizeByMax(scores: number[], reverse: boolean): void {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
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
