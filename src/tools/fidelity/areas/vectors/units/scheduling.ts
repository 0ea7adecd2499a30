/** upstream: component-helpers/scheduling/corev1/nodeaffinity */
import type { Node, Pod } from '#api/kinds.ts';
import { matchesNode } from '#engine/helpers/nodeFit.ts';
import { outputOf, type Adapter, type Adapters } from '../row.ts';
import { rowAs } from './objects.ts';

const podMatches: Adapter = (row) => {
  const { pod, labels = {}, nodeName } = rowAs<{ pod: Pod; labels?: Readonly<Record<string, string>>; nodeName: string }>(row);
  return { expected: outputOf(row)['got'], got: matchesNode(pod.spec, { metadata: { name: nodeName, labels } } as unknown as Node) };
};

export const nodeAffinity: Adapters = { TestPodMatchesNodeSelectorAndAffinityTerms: podMatches };
