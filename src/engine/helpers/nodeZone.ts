/** Where a node stands: its region and zone in one word. upstream: staging/src/k8s.io/component-helpers/node/topology */
import type { Node } from '#api/kinds.ts';

/** Where the older labels are, they are what counts. `:` for nowhere. */
export function zoneOf({ metadata }: Node): string {
  const labels = metadata.labels ?? {};
  const region = labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? '';
  const zone = labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? '';
  return `${region}:${zone}`;
}
