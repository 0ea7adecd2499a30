/**
 * How a cluster's scheduler is set up: what has an effect here of KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1).
 * upstream: staging/src/k8s.io/kube-scheduler/config/v1/types.go, types_pluginargs.go
 */
import type { Pod } from './kinds.ts';

export interface SchedulerSpec {
  /** How many of all nodes are enough to choose from; absent or 0: fewer, the larger the cluster. */
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  readonly profiles: readonly SchedulerProfile[];
}

export interface SchedulerProfile {
  readonly schedulerName: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Plugins;
  readonly pluginConfig?: readonly PluginConfig[];
}

/** Where in a cycle plugins are asked, in the order of the cycle. */
export const extensionPoints = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const;

export type ExtensionPoint = (typeof extensionPoints)[number];

/** `multiPoint` stands for every point that a plugin has. */
export type Plugins = { readonly [P in ExtensionPoint | 'multiPoint']?: PluginSet };

export interface PluginSet {
  readonly enabled?: readonly PluginRef[];
  /** `*`: all. */
  readonly disabled?: readonly PluginRef[];
}

export interface PluginRef {
  readonly name: string;
  readonly weight?: number;
}

export type PluginConfig =
  | { readonly name: 'DefaultPreemption'; readonly args?: DefaultPreemptionArgs }
  | { readonly name: 'NodeResourcesFit'; readonly args?: NodeResourcesFitArgs }
  | {
      readonly name: 'NodeResourcesBalancedAllocation';
      readonly args?: { readonly resources?: readonly WeightedResource[] };
    }
  | { readonly name: 'InterPodAffinity'; readonly args?: InterPodAffinityArgs }
  | { readonly name: 'PodTopologySpread'; readonly args?: PodTopologySpreadArgs }
  | { readonly name: 'NodeAffinity'; readonly args?: { readonly addedAffinity?: NodeAffinity } }
  | { readonly name: 'VolumeBinding'; readonly args?: { readonly bindTimeoutSeconds?: number } };

/** On how many nodes victims are looked for: a share of all, but no fewer than so many. */
export interface DefaultPreemptionArgs {
  readonly minCandidateNodesPercentage?: number;
  readonly minCandidateNodesAbsolute?: number;
}

export interface NodeResourcesFitArgs {
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy?: ScoringStrategy;
}

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources?: readonly WeightedResource[];
  readonly requestedToCapacityRatio?: {
    readonly shape: readonly { readonly utilization: number; readonly score: number }[];
  };
}

export interface WeightedResource {
  readonly name: string;
  readonly weight?: number;
}

export interface InterPodAffinityArgs {
  readonly hardPodAffinityWeight?: number;
  readonly ignorePreferredTermsOfExistingPods?: boolean;
}

/** How pods spread that ask for nothing but belong to a service or a controller. */
export interface PodTopologySpreadArgs {
  /** Absent or `System`: over nodes and zones, softly; `List`: as the list says. */
  readonly defaultingType?: 'System' | 'List';
  readonly defaultConstraints?: readonly DefaultConstraint[];
}

export interface DefaultConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
}

export type NodeAffinity = NonNullable<NonNullable<Pod['spec']['affinity']>['nodeAffinity']>;
