/** upstream: pkg/scheduler/framework/plugins/nodeaffinity, component-helpers/scheduling/corev1/nodeaffinity */
import type { Node, Pod } from '#api/kinds.ts';
import type { NodeAffinity } from '#api/scheduling.ts';
import { matchesNode, matchesTerm, type NodeSelectorTerm } from '../../helpers/nodeFit.ts';
import { anyNodeChange, normalizeByMax, refuse, type Plugin } from '../framework.ts';

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  events: anyNodeChange,
  /** A pod that names its nodes, as a DaemonSet's does, is tried on those only. */
  preFilter({ pod }) {
    const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    const only = new Set<string>();
    for (const term of terms) {
      const names = namesIn(term);
      if (names === undefined) return undefined;
      for (const name of names) only.add(name);
    }
    if (terms.length === 0) return undefined;
    return only.size === 0 ? refuse('pod affinity terms conflict') : { only };
  },
  applies: ({ pod }) => restrictsNodes(pod),
  filter({ pod }, { node }) {
    return matchesNode(pod.spec, node) ? undefined : refuse("node(s) didn't match Pod's node affinity/selector");
  },
  score({ pod }, { node }) {
    return points(pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [], node);
  },
  preScore: ({ pod }) => (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
  normalize: (scores) => normalizeByMax(scores, false),
};

/** The plugin with an affinity that a profile adds to every pod's own; both must hold. */
export function nodeAffinityWith({ addedAffinity }: { readonly addedAffinity?: NodeAffinity }): Plugin {
  if (addedAffinity === undefined) return nodeAffinity;
  const added = { affinity: { nodeAffinity: addedAffinity } };
  const preferred = addedAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return {
    ...nodeAffinity,
    applies: () => true,
    filter(cycle, node) {
      if (matchesNode(added, node.node)) return nodeAffinity.filter?.(cycle, node);
      return refuse("node(s) didn't match scheduler-enforced node affinity");
    },
    preScore: (cycle, nodes) => preferred.length > 0 || nodeAffinity.preScore?.(cycle, nodes) === true,
    score: (cycle, info) => points(preferred, info.node) + (nodeAffinity.score?.(cycle, info) ?? 0),
  };
}

type Preferred = NonNullable<NodeAffinity['preferredDuringSchedulingIgnoredDuringExecution']>;

function points(preferred: Preferred, node: Node): number {
  return preferred.reduce((sum, { weight, preference }) => (matchesTerm(preference, node) ? sum + weight : sum), 0);
}

/** The names every metadata.name field of a term allows; undefined when it has none. */
function namesIn(term: NodeSelectorTerm): readonly string[] | undefined {
  let names: readonly string[] | undefined;
  for (const { key, operator, values = [] } of term.matchFields ?? []) {
    if (key !== 'metadata.name' || operator !== 'In') continue;
    names = names === undefined ? values : names.filter((name) => values.includes(name));
  }
  return names;
}

/** Whether the pod's own selectors rule any node out. */
export function restrictsNodes({ spec }: Pod): boolean {
  return spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined;
}
