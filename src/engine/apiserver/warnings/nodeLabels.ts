/** Labels of nodes under their old names. upstream: pkg/api/node/util.go */
import type { NodeSelectorTerm } from './podWarnings.ts';

const deprecated: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

export function oldLabel(key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(deprecated, key) ? deprecated[key] : undefined;
}

export function termWarnings({ matchExpressions = [], matchLabelExpressions = [] }: NodeSelectorTerm, at: string): readonly string[] {
  const named = matchExpressions.flatMap(({ key }, i) => {
    const why = oldLabel(key);
    return why === undefined ? [] : [`${at}.matchExpressions[${i}].key: ${key} is ${why}`];
  });
  const ofTopology = matchLabelExpressions.flatMap(({ key }, i) => {
    const why = oldLabel(key);
    return why === undefined ? [] : [`${at}.matchLabelExpressions[${i}].key: ${why}`];
  });
  return [...named, ...ofTopology];
}
