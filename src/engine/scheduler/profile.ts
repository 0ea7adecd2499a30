/** The profiles by scheduler name, and the default one's plugins in the order in which they are asked. upstream: pkg/scheduler/apis/config/v1/default_plugins.go */
import { stableJson } from '#api/machinery/stableJson.ts';
import { defaultArgs, defaultSchedulerName, profileWithDefaults } from '#api/schedulerConfig/defaults.ts';
import { expandPlugins, type AskedPlugins } from '#api/schedulerConfig/plugins.ts';
import type { DefaultPreemptionArgs, ExtensionPoint, PluginConfig, SchedulerProfile, SchedulerSpec } from '#api/scheduling.ts';
import type { Plugin } from './framework.ts';
import { imageLocality } from './plugins/imageLocality.ts';
import { interPodAffinity, interPodAffinityWith } from './plugins/interPodAffinity.ts';
import { nodeAffinity, nodeAffinityWith } from './plugins/nodeAffinity.ts';
import { nodeName } from './plugins/nodeName.ts';
import { nodePorts } from './plugins/nodePorts.ts';
import { nodeResourcesBalancedAllocation, nodeResourcesBalancedAllocationWith } from './plugins/nodeResourcesBalancedAllocation.ts';
import { nodeResourcesFit, nodeResourcesFitWith } from './plugins/nodeResourcesFit.ts';
import { nodeUnschedulable } from './plugins/nodeUnschedulable.ts';
import { azureDiskLimits, ebsLimits, gcePdLimits } from './plugins/inTreeVolumeLimits.ts';
import { nodeVolumeLimits } from './plugins/nodeVolumeLimits.ts';
import { podTopologySpread, podTopologySpreadWith } from './plugins/podTopologySpread.ts';
import { selectorSpread } from './plugins/selectorSpread.ts';
import { taintToleration } from './plugins/taintToleration.ts';
import { volumeBinding } from './plugins/volumeBinding.ts';
import { volumeRestrictions } from './plugins/volumeRestrictions.ts';
import { volumeZone } from './plugins/volumeZone.ts';

export const defaultProfile: readonly Plugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  ebsLimits,
  gcePdLimits,
  nodeVolumeLimits,
  azureDiskLimits,
  volumeBinding,
  volumeZone,
  podTopologySpread,
  interPodAffinity,
  nodeResourcesBalancedAllocation,
  imageLocality,
];

const allPlugins: ReadonlyMap<string, Plugin> = new Map([...defaultProfile, selectorSpread].map((plugin) => [plugin.name, plugin]));

/** What a profile comes to. */
export interface Profile {
  readonly plugins: readonly Plugin[];
  readonly percentage: number;
  /** Whether pods of this profile may take the place of others, and how far is looked for it. */
  readonly preemption: DefaultPreemptionArgs | undefined;
  /** Whether gates hold its pods back. */
  readonly gates: boolean;
  /** How long claims may take to be bound. */
  readonly bindTimeoutMs: number;
}

const standard: SchedulerSpec = { profiles: [{ schedulerName: defaultSchedulerName }] };

/** Profiles by the name that pods ask for; pods that name another scheduler are left to it. */
export function profilesOf({ profiles, percentageOfNodesToScore = 0 }: SchedulerSpec = standard): ReadonlyMap<string, Profile> {
  return new Map(
    profiles.map((profile) => [profile.schedulerName, profileFrom({ percentageOfNodesToScore, ...profileWithDefaults({ ...profile }) })]),
  );
}

function profileFrom({ plugins = {}, pluginConfig = [], percentageOfNodesToScore = 0 }: SchedulerProfile): Profile {
  const asked = expandPlugins(plugins);
  if (!asked.ok) throw new Error(asked.message);
  const at = (point: ExtensionPoint, name: string) => asked.value[point].some((plugin) => plugin.name === name);
  const preemption = pluginConfig.find((it) => it.name === 'DefaultPreemption')?.args ?? {};
  const { bindTimeoutSeconds = 600 } = pluginConfig.find((it) => it.name === 'VolumeBinding')?.args ?? {};
  return {
    plugins: pluginsOf(asked.value, pluginConfig),
    percentage: percentageOfNodesToScore,
    preemption: at('postFilter', 'DefaultPreemption') ? preemption : undefined,
    gates: at('preEnqueue', 'SchedulingGates'),
    bindTimeoutMs: bindTimeoutSeconds * 1_000,
  };
}

/** In the order of the filters, then of the scores; each says no more than it is asked. */
function pluginsOf(asked: AskedPlugins, configs: readonly PluginConfig[]): readonly Plugin[] {
  const names = [...asked.filter, ...asked.preFilter, ...asked.score].map(({ name }) => name);
  return [...new Set(names)].flatMap((name) => {
    const plugin = allPlugins.get(name);
    if (plugin === undefined) return [];
    const { preFilter, filter, score, preScore, ...rest } = configured(
      plugin,
      configs.find((it) => it.name === name),
    );
    const at = (point: ExtensionPoint) => asked[point].find((it) => it.name === name);
    const scoring = at('score');
    return {
      ...rest,
      ...(preFilter === undefined || at('preFilter') === undefined ? {} : { preFilter }),
      ...(filter === undefined || at('filter') === undefined ? {} : { filter }),
      ...(score === undefined || scoring === undefined ? {} : { score, weight: scoring.weight ?? 1 }),
      ...(preScore === undefined || scoring === undefined ? {} : { preScore }),
    };
  });
}

function configured(plugin: Plugin, config: PluginConfig | undefined): Plugin {
  if (config?.args === undefined || isDefault(config)) return plugin;
  switch (config.name) {
    case 'NodeResourcesFit':
      return nodeResourcesFitWith(config.args);
    case 'NodeResourcesBalancedAllocation':
      return nodeResourcesBalancedAllocationWith({ resources: config.args.resources ?? [] });
    case 'InterPodAffinity':
      return interPodAffinityWith(config.args);
    case 'PodTopologySpread':
      return podTopologySpreadWith(config.args);
    case 'NodeAffinity':
      return nodeAffinityWith(config.args);
    default:
      return plugin;
  }
}

/** The plugins as they are by default are written to be quick. */
function isDefault({ name, args }: PluginConfig): boolean {
  return stableJson(args) === stableJson(defaultArgs[name]?.({}));
}
