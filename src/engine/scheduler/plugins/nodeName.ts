/** upstream: pkg/scheduler/framework/plugins/nodename */
import { anyNodeChange, refuse, type Plugin } from '../framework.ts';

export const nodeName: Plugin = {
  name: 'NodeName',
  events: anyNodeChange,
  applies: ({ pod }) => (pod.spec.nodeName ?? '') !== '',
  filter({ pod }, node) {
    const wanted = pod.spec.nodeName ?? '';
    return wanted === '' || wanted === node.name ? undefined : refuse("node(s) didn't match the requested node name");
  },
};
