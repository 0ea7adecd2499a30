/** upstream: pkg/scheduler/framework/plugins/nodeaffinity, component-helpers/scheduling/corev1/nodeaffinity */
import type { Node, Pod } from '#api/kinds.ts';
import { anyNodeChange, normalizeByMax, refuse, type Plugin } from '../framework.ts';

type NodeSelectorTerm = NonNullable<
  NonNullable<NonNullable<NonNullable<Pod['spec']['affinity']>['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']>
>['nodeSelectorTerms'][number];
type Expression = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

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
    return matchesNode(pod, node) ? undefined : refuse("node(s) didn't match Pod's node affinity/selector");
  },
  score({ pod }, { node }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return preferred.reduce((sum, { weight, preference }) => (matchesTerm(preference, node) ? sum + weight : sum), 0);
  },
  preScore: ({ pod }) => (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
  normalize: (scores) => normalizeByMax(scores, false),
};

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

/** Whether a node satisfies the pod's nodeSelector and required node affinity. */
export function matchesNode(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = pod.spec.nodeSelector;
  if (selector !== undefined && Object.keys(selector).some((key) => labels[key] !== selector[key])) return false;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesTerm(term, node));
}

/** A term without any expression matches nothing. */
export function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((it) => holds(it, labels[it.key])) &&
    fields.every((it) => holds(it, it.key === 'metadata.name' ? node.metadata.name : undefined))
  );
}

function holds({ operator, values = [] }: Expression, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
