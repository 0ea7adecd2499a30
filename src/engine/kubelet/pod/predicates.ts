/**
 * What of a pod a node cannot have: the scheduler's checks that concern one node, and taints that drive pods away.
 * upstream: pkg/kubelet/lifecycle/predicate.go, pkg/scheduler/eventhandlers.go (AdmissionCheck)
 */
import type { Node, Pod } from '#api/kinds.ts';
import { milliValueOf, quantityOf, valueOf, type Quantity } from '#api/machinery/quantity.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { hostPorts, portConflicts } from '#engine/helpers/hostPorts.ts';
import { matchesNode, untolerated } from '#engine/helpers/nodeFit.ts';
import { podRequests } from '#engine/helpers/podResources.ts';

/** Amounts by the name of the resource: thousandths of a CPU, bytes, whole numbers. */
export type Used = Readonly<Record<string, number>>;

export interface Room {
  readonly allocatable: Readonly<Record<string, string>>;
  readonly used: Used;
  readonly ports: ReadonlySet<string>;
  /** As the API server has it; undefined while it cannot be asked. */
  readonly node: Pick<Node, 'metadata' | 'spec'> | undefined;
}

export interface Refusal {
  readonly reason: string;
  readonly message: string;
  /** How much of a resource is missing, when that is all that is wrong. */
  readonly missing?: { readonly resource: string; readonly quantity: number };
}

export function askedOf({ spec }: Pod): Used {
  const requests = Object.entries(podRequests(spec)).map(([name, quantity]) => [name, amount(name, quantity)] as const);
  return { pods: 1, ...Object.fromEntries(requests) };
}

/** Everything that speaks against the pod, in the order in which it is told; only the first is. */
export function failedPredicates(pod: Pod, asked: Used, room: Room): readonly Refusal[] {
  const { node, ports } = room;
  const tolerations = pod.spec.tolerations ?? [];
  const failed = [
    ...(node !== undefined && !matchesNode(pod.spec, node) ? ['NodeAffinity'] : []),
    ...(hostPorts(pod).some((port) => portConflicts(port, ports)) ? ['NodePorts'] : []),
    ...(untolerated(node?.spec.taints, tolerations, ['NoExecute']) === undefined ? [] : ['TaintToleration']),
  ];
  return [...missingResources(asked, room), ...failed.map((name) => ({ reason: name, message: `Predicate ${name} failed` }))];
}

const first = ['pods', 'cpu', 'memory', 'ephemeral-storage'];

/** What a node does not know is the cluster's to give, except for pages of its memory. */
function missingResources(asked: Used, { allocatable, used }: Room): readonly Refusal[] {
  const others = Object.keys(asked).filter((name) => !first.includes(name) && (Object.hasOwn(allocatable, name) || isPages(name)));
  return [...first, ...others.toSorted(compareKeys)].flatMap((name) => {
    const requested = asked[name] ?? 0;
    const [taken, capacity] = [used[name] ?? 0, amount(name, quantityOf(allocatable[name] ?? '0'))];
    if (requested === 0 || taken + requested <= capacity) return [];
    const amounts = `requested: ${requested}, used: ${taken}, capacity: ${capacity}`;
    const missing = { resource: name, quantity: requested - (capacity - taken) };
    return [{ reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, ${amounts}`, missing }];
  });
}

function isPages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function amount(name: string, quantity: Quantity): number {
  return name === 'cpu' ? milliValueOf(quantity) : valueOf(quantity);
}

/** The system that a pod is made for. Its label is only looked at where it has one. */
export function wrongSystem({ metadata, spec }: Pod): Refusal | undefined {
  if ((metadata.labels?.[osLabel] ?? system) !== system)
    return {
      reason: 'PodOSSelectorNodeLabelDoesNotMatch',
      message: "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    };
  if ((spec.os?.name ?? system) === system) return undefined;
  return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
}

const osLabel = 'kubernetes.io/os';
const system = 'linux';
