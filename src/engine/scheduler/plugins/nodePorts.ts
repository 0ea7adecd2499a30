/** upstream: pkg/scheduler/framework/plugins/nodeports */
import { hostPorts, portConflicts } from '#engine/helpers/hostPorts.ts';
import { anyNodeChange, refuse, type Plugin } from '../framework.ts';

export const nodePorts: Plugin = {
  name: 'NodePorts',
  events: ['Pod/Delete', ...anyNodeChange],
  applies: ({ pod }) => hostPorts(pod).length > 0,
  filter({ pod }, node) {
    const taken = hostPorts(pod).some((port) => portConflicts(port, node.hostPorts));
    return taken ? refuse("node(s) didn't have free ports for the requested pod ports", true) : undefined;
  },
};
