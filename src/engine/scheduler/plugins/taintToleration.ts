/** upstream: pkg/scheduler/framework/plugins/tainttoleration, component-helpers/scheduling/corev1/helpers.go */
import type { Pod } from '#api/kinds.ts';
import { toleratesTaint, type Taint } from '../../helpers/nodeFit.ts';
import { anyNodeChange, normalizeByMax, refuse, type Plugin } from '../framework.ts';

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  events: anyNodeChange,
  filter({ pod }, { node }) {
    const taint = node.spec.taints?.find((it) => (it.effect === 'NoSchedule' || it.effect === 'NoExecute') && !tolerates(pod, it));
    return taint === undefined ? undefined : refuse(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
  },
  score({ pod }, { node }) {
    return node.spec.taints?.filter((it) => it.effect === 'PreferNoSchedule' && !tolerates(pod, it)).length ?? 0;
  },
  normalize: (scores) => normalizeByMax(scores, true),
};

/** Whether one of the pod's tolerations covers the taint. */
export function tolerates(pod: Pod, taint: Taint): boolean {
  return (pod.spec.tolerations ?? []).some((it) => toleratesTaint(it, taint));
}
