/**
 * Whether a node is one that a pod asks for or bears: node selector, required node affinity, taints and tolerations.
 * upstream: staging/src/k8s.io/component-helpers/scheduling/corev1 (helpers.go, nodeaffinity)
 */
import type { Node, Pod } from '#api/kinds.ts';
import { isValidLabelValue } from '#api/machinery/validation.ts';

export type Taint = NonNullable<Node['spec']['taints']>[number];
export type Toleration = NonNullable<Pod['spec']['tolerations']>[number];
type NodeAffinity = NonNullable<NonNullable<Pod['spec']['affinity']>['nodeAffinity']>;
export type NodeSelectorTerm = NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>['nodeSelectorTerms'][number];
type Expression = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** An empty key with Exists covers every taint, an empty effect every effect. */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  const { effect = '', key = '', operator = 'Equal', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return operator === 'Equal' && value === (taint.value ?? '');
}

/** The first taint of these effects that none of the tolerations covers. */
export function untolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[],
  effects: readonly string[],
): Taint | undefined {
  return taints?.find((taint) => effects.includes(taint.effect) && !tolerations.some((it) => toleratesTaint(it, taint)));
}

/** Whether the node satisfies a pod's nodeSelector and required node affinity. */
export function matchesNode(spec: Pick<Pod['spec'], 'nodeSelector' | 'affinity'>, node: Pick<Node, 'metadata'>): boolean {
  const labels = node.metadata.labels ?? {};
  const wanted = Object.entries(spec.nodeSelector ?? {});
  if (wanted.some(([key, value]) => labels[key] !== value)) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesTerm(term, node));
}

/** A term without any expression matches nothing, nor does one that cannot be read; one about fields must name one value. */
export function matchesTerm(term: NodeSelectorTerm, { metadata }: Pick<Node, 'metadata'>): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  const labels = metadata.labels ?? {};
  if ((matchExpressions.length === 0 && matchFields.length === 0) || !isReadable(term)) return false;
  return (
    matchExpressions.every((it) => holds(it, labels[it.key])) &&
    matchFields.every((it) => it.values?.length === 1 && holds(it, it.key === 'metadata.name' ? metadata.name : undefined))
  );
}

const readable = new WeakMap<NodeSelectorTerm, boolean>();

/** Whether all values could be labels. Remembered, as terms are immutable. */
function isReadable(term: NodeSelectorTerm): boolean {
  let known = readable.get(term);
  if (known === undefined) {
    const values = (term.matchExpressions ?? []).flatMap((it) => it.values ?? []);
    readable.set(term, (known = values.every((value) => isValidLabelValue(value).length === 0)));
  }
  return known;
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
