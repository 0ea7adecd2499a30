/** upstream: pkg/scheduler/framework/plugins/nodeunschedulable */
import { refuse, type Plugin } from '../framework.ts';
import { tolerates } from './taintToleration.ts';

const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  events: ['Node/Add', 'Node/UpdateTaint'],
  filter({ pod }, { node }) {
    if (node.spec.unschedulable !== true) return undefined;
    return tolerates(pod, unschedulableTaint) ? undefined : refuse('node(s) were unschedulable');
  },
};
