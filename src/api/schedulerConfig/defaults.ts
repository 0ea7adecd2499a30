/**
 * What a KubeSchedulerConfiguration says when it is silent.
 * upstream: pkg/scheduler/apis/config/v1/defaults.go, staging/src/k8s.io/component-base/config/v1alpha1/defaults.go
 */
import type { PluginRef, Plugins, SchedulerProfile, WeightedResource } from '../scheduling.ts';
import { mergePlugins } from './plugins.ts';

type Fields = Readonly<Record<string, unknown>>;

export const defaultSchedulerName = 'default-scheduler';

const resources: readonly WeightedResource[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** Arguments of a plugin that has some, as if all had been said. */
export const defaultArgs: Readonly<Record<string, (args: Fields) => Fields>> = {
  DefaultPreemption: (args) => ({ minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100, ...args }),
  InterPodAffinity: (args) => ({ hardPodAffinityWeight: 1, ...args }),
  NodeAffinity: (args) => args,
  NodeResourcesBalancedAllocation: (args) => ({ ...args, resources: weighted(args['resources']) }),
  NodeResourcesFit: ({ scoringStrategy, ...args }) => {
    const strategy = (scoringStrategy ?? { type: 'LeastAllocated' }) as Fields;
    return { ...args, scoringStrategy: { ...strategy, resources: weighted(strategy['resources']) } };
  },
  PodTopologySpread: ({ defaultingType, ...args }) => ({ ...args, defaultingType: defaultingType || 'System' }),
  VolumeBinding: (args) => ({ bindTimeoutSeconds: 600, ...args }),
};

function weighted(list: unknown): readonly WeightedResource[] {
  const given = (list ?? []) as readonly WeightedResource[];
  return given.length === 0 ? resources : given.map(({ name, weight }) => ({ name, weight: weight || 1 }));
}

/** A whole configuration; a profile's name is only guessed when there is no other profile. */
export function withDefaults(config: Fields): Fields {
  const given = (config['profiles'] ?? []) as readonly Fields[];
  const profiles = given.length === 0 ? [{}] : given;
  const name = profiles.length === 1 ? { schedulerName: defaultSchedulerName } : {};
  return {
    parallelism: 16,
    percentageOfNodesToScore: 0,
    podInitialBackoffSeconds: 1,
    podMaxBackoffSeconds: 10,
    enableProfiling: true,
    enableContentionProfiling: true,
    ...config,
    clientConnection: client(config['clientConnection']),
    leaderElection: election(config['leaderElection']),
    profiles: profiles.map((profile) => profileWithDefaults({ ...name, ...profile })),
  };
}

function client(given: unknown): Fields {
  const { contentType, qps, burst, ...rest } = (given ?? {}) as Fields;
  return { ...rest, contentType: contentType || 'application/vnd.kubernetes.protobuf', qps: qps || 50, burst: burst || 100 };
}

function election(given: unknown): Fields {
  const { leaseDuration, renewDeadline, retryPeriod, resourceLock, resourceName, resourceNamespace, ...rest } = (given ?? {}) as Fields;
  return {
    leaderElect: true,
    ...rest,
    leaseDuration: saidTime(leaseDuration) ?? '15s',
    renewDeadline: saidTime(renewDeadline) ?? '10s',
    retryPeriod: saidTime(retryPeriod) ?? '2s',
    resourceLock: resourceLock || 'leases',
    resourceName: resourceName || 'kube-scheduler',
    resourceNamespace: resourceNamespace || 'kube-system',
  };
}

function saidTime(value: unknown): unknown {
  return value === '0s' || value === '' ? undefined : value;
}

/** Every plugin with arguments has them, in the order of the alphabet behind those that the profile names. */
export function profileWithDefaults(profile: Fields): SchedulerProfile {
  const plugins = mergePlugins(profile['plugins'] as Plugins | undefined);
  const given = (profile['pluginConfig'] ?? []) as readonly { readonly name: string; readonly args?: Fields }[];
  const said = given.map(({ name, args }) => {
    const fill = defaultArgs[name];
    const whole = fill === undefined ? args : fill(args ?? {});
    return { name, ...(whole === undefined ? {} : { args: whole }) };
  });
  const missing = namesIn(plugins).filter((name) => defaultArgs[name] !== undefined && given.every((it) => it.name !== name));
  const pluginConfig = [...said, ...missing.map((name) => ({ name, args: defaultArgs[name]!({}) }))];
  return { ...profile, plugins, pluginConfig } as unknown as SchedulerProfile;
}

function namesIn(plugins: Plugins): readonly string[] {
  const all = Object.values(plugins).flatMap(({ enabled = [] }) => enabled as readonly PluginRef[]);
  return [...new Set(all.map(({ name }) => name))].toSorted();
}
