/** The default profile's plugins, in the order in which they are asked. upstream: pkg/scheduler/apis/config/v1/default_plugins.go */
import type { Plugin } from './framework.ts';
import { nodeAffinity } from './plugins/nodeAffinity.ts';
import { nodeName } from './plugins/nodeName.ts';
import { nodePorts } from './plugins/nodePorts.ts';
import { nodeResourcesBalancedAllocation, nodeResourcesFit } from './plugins/nodeResourcesFit.ts';
import { nodeUnschedulable } from './plugins/nodeUnschedulable.ts';
import { taintToleration } from './plugins/taintToleration.ts';
import { volumeBinding } from './plugins/volumeBinding.ts';

export const defaultProfile: readonly Plugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
  nodeResourcesBalancedAllocation,
];
