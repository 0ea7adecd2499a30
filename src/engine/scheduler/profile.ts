/** The profiles by scheduler name, and the default one's plugins in the order in which they are asked. upstream: pkg/scheduler/apis/config/v1/default_plugins.go */
import type { Plugin } from './framework.ts';
import { imageLocality } from './plugins/imageLocality.ts';
import { interPodAffinity } from './plugins/interPodAffinity.ts';
import { nodeAffinity } from './plugins/nodeAffinity.ts';
import { nodeName } from './plugins/nodeName.ts';
import { nodePorts } from './plugins/nodePorts.ts';
import { nodeResourcesBalancedAllocation } from './plugins/nodeResourcesBalancedAllocation.ts';
import { nodeResourcesFit } from './plugins/nodeResourcesFit.ts';
import { nodeUnschedulable } from './plugins/nodeUnschedulable.ts';
import { nodeVolumeLimits } from './plugins/nodeVolumeLimits.ts';
import { podTopologySpread } from './plugins/podTopologySpread.ts';
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
  nodeVolumeLimits,
  volumeBinding,
  volumeZone,
  podTopologySpread,
  interPodAffinity,
  nodeResourcesBalancedAllocation,
  imageLocality,
];

/** Pods that name another scheduler are left to it. */
export const profiles: ReadonlyMap<string, readonly Plugin[]> = new Map([['default-scheduler', defaultProfile]]);
