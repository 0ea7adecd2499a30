/**
 * How a cluster's scheduler is set up: its profiles, as KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) has them.
 * upstream: staging/src/k8s.io/kube-scheduler/config/v1/types.go, types_pluginargs.go
 */
import type { Pod } from './kinds.ts';

export interface SchedulerSpec {
  readonly profiles: readonly SchedulerProfile[];
}

export interface SchedulerProfile {
  readonly schedulerName: string;
  /** Plugins that are left out (`*`: all), and those that are asked (again) with a weight of their own. */
  readonly plugins?: {
    readonly disabled?: readonly { readonly name: string }[];
    readonly enabled?: readonly { readonly name: string; readonly weight?: number }[];
  };
  readonly pluginConfig?: readonly PluginConfig[];
}

export type PluginConfig =
  | { readonly name: 'NodeResourcesFit'; readonly args: NodeResourcesFitArgs }
  | {
      readonly name: 'NodeResourcesBalancedAllocation';
      readonly args: { readonly resources: readonly WeightedResource[] };
    }
  | { readonly name: 'InterPodAffinity'; readonly args: InterPodAffinityArgs }
  | { readonly name: 'PodTopologySpread'; readonly args: PodTopologySpreadArgs }
  | { readonly name: 'NodeAffinity'; readonly args: { readonly addedAffinity?: NodeAffinity } };

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
