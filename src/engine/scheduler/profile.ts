/** The profiles by scheduler name, and the default one's plugins in the order in which they are asked. upstream: pkg/scheduler/apis/config/v1/default_plugins.go */
import type { PluginConfig, SchedulerProfile, SchedulerSpec } from '#api/scheduling.ts';
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

const standard: SchedulerSpec = { profiles: [{ schedulerName: 'default-scheduler' }] };

/** Plugins by the name that pods ask for; pods that name another scheduler are left to it. */
export function profilesOf({ profiles }: SchedulerSpec = standard): ReadonlyMap<string, readonly Plugin[]> {
  return new Map(profiles.map((profile) => [profile.schedulerName, pluginsOf(profile)]));
}

/** The default plugins without those that are disabled, with the weights and arguments that the profile gives. */
function pluginsOf({ plugins: { disabled = [], enabled = [] } = {}, pluginConfig = [] }: SchedulerProfile): readonly Plugin[] {
  const off = new Set(disabled.map(({ name }) => name));
  const on = new Map(enabled.map(({ name, weight }) => [name, weight]));
  const kept = defaultProfile.filter(({ name }) => on.has(name) || !(off.has(name) || off.has('*')));
  return kept.map((plugin) => {
    const config = pluginConfig.find(({ name }) => name === plugin.name);
    const weight = on.get(plugin.name) ?? plugin.weight;
    return {
      ...(config === undefined ? plugin : configured(config)),
      ...(weight === undefined ? {} : { weight }),
    };
  });
}

function configured(config: PluginConfig): Plugin {
  switch (config.name) {
    case 'NodeResourcesFit':
      return nodeResourcesFitWith(config.args);
    case 'NodeResourcesBalancedAllocation':
      return nodeResourcesBalancedAllocationWith(config.args);
    case 'InterPodAffinity':
      return interPodAffinityWith(config.args);
    case 'PodTopologySpread':
      return podTopologySpreadWith(config.args);
    case 'NodeAffinity':
      return nodeAffinityWith(config.args);
  }
}
