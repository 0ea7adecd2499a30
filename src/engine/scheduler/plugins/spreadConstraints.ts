/**
 * Constraints on how pods spread: the pod's own, or the system's for pods of a service or a controller.
 * upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go, plugins/helper/spread.go
 */
import type { Node, Pod } from '#api/kinds.ts';
import { matchesLabels, selectorFrom, selectorOf, selectorOfLabels, type Selector } from '#api/machinery/labels.ts';
import { controllerOf } from '#api/meta.ts';
import type { DefaultConstraint, PodTopologySpreadArgs } from '#api/scheduling.ts';
import type { Lister } from '../../client/informer.ts';
import type { Cycle } from '../framework.ts';
import { matchesNode } from '../../helpers/nodeFit.ts';
import { tolerates } from './taintToleration.ts';

export interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

type Written = NonNullable<Pod['spec']['topologySpreadConstraints']>[number];

export const hostname = 'kubernetes.io/hostname';

/** What is asked of pods that ask for nothing, and whether it is the system's or a profile's list. */
export interface SpreadDefaults {
  readonly system: boolean;
  readonly list: readonly DefaultConstraint[];
}

export const systemDefaults: SpreadDefaults = {
  system: true,
  list: [
    { maxSkew: 3, topologyKey: hostname, whenUnsatisfiable: 'ScheduleAnyway' },
    { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
  ],
};

export function defaultsOf({ defaultingType, defaultConstraints = [] }: PodTopologySpreadArgs): SpreadDefaults {
  return defaultingType === 'List' ? { system: false, list: defaultConstraints } : systemDefaults;
}

export type WhenUnsatisfiable = DefaultConstraint['whenUnsatisfiable'];

export function hasOwn({ spec }: Pod): boolean {
  return (spec.topologySpreadConstraints ?? []).length > 0;
}

/** The pod's own constraints of this kind; of a pod without any, the defaults. */
export function asked(cycle: Cycle, defaults: SpreadDefaults, whenUnsatisfiable: WhenUnsatisfiable): readonly Constraint[] {
  return hasOwn(cycle.pod) ? constraintsOf(cycle.pod, whenUnsatisfiable) : byDefault(cycle, defaults, whenUnsatisfiable);
}

/** The pod's constraints that must (DoNotSchedule) or should (ScheduleAnyway) hold. */
function constraintsOf(pod: Pod, whenUnsatisfiable: string): readonly Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? []).filter((it) => it.whenUnsatisfiable === whenUnsatisfiable).map((it) => read(it, pod));
}

/** What is asked of pods that ask for nothing but belong to a service or a controller. */
function byDefault({ pod, see }: Cycle, { list }: SpreadDefaults, whenUnsatisfiable: WhenUnsatisfiable): readonly Constraint[] {
  const wanted = list.filter((it) => it.whenUnsatisfiable === whenUnsatisfiable);
  if (wanted.length === 0) return [];
  const selector = defaultSelector(pod, see);
  if (selector.nothing === true || selector.requirements.length === 0) return [];
  return wanted.map(({ maxSkew, topologyKey }) => ({
    maxSkew,
    topologyKey,
    selector,
    minDomains: 1,
    honorsAffinity: true,
    honorsTaints: false,
  }));
}

/** Whether pods on this node count: the pod could stand there by its own selectors, or that does not matter. */
export function includes(constraint: Constraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsAffinity && !matchesNode(pod.spec, node)) return false;
  if (!constraint.honorsTaints) return true;
  return !(node.spec.taints ?? []).some((it) => (it.effect === 'NoSchedule' || it.effect === 'NoExecute') && !tolerates(pod, it));
}

export function hasAllKeys(constraints: readonly Constraint[], node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  return constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined);
}

/** An empty selector selects nothing when pods are counted. */
export function countsPods({ selector }: Constraint): boolean {
  return selector.nothing !== true && selector.requirements.length > 0;
}

function read(it: Written, pod: Pod): Constraint {
  return {
    maxSkew: it.maxSkew,
    topologyKey: it.topologyKey,
    selector: withLabelKeys(selectorOf(it.labelSelector), it.matchLabelKeys ?? [], pod),
    minDomains: it.minDomains ?? 1,
    honorsAffinity: it.nodeAffinityPolicy !== 'Ignore',
    honorsTaints: it.nodeTaintsPolicy === 'Honor',
  };
}

function withLabelKeys(selector: Selector, keys: readonly string[], pod: Pod): Selector {
  const labels = pod.metadata.labels ?? {};
  const added = keys.filter((key) => labels[key] !== undefined);
  if (added.length === 0 || selector.nothing === true) return selector;
  return selectorFrom([...selector.requirements, ...added.map((key) => ({ key, operator: 'in' as const, values: [labels[key]!] }))]);
}

/** Pods of the same services and the same controller. upstream: plugins/helper (DefaultSelector) */
export function defaultSelector(pod: Pod, see: Lister): Selector {
  const labels: Record<string, string> = {};
  for (const service of see.by('Service', 'namespace', pod.metadata.namespace ?? '')) {
    const { selector } = service.spec;
    if (selector === undefined || !matchesLabels(selectorOfLabels(selector), pod.metadata.labels)) continue;
    Object.assign(labels, selector);
  }
  const owner = controllerOf(pod);
  const key = `${pod.metadata.namespace ?? ''}/${owner?.name ?? ''}`;
  const kind = `${owner?.apiVersion ?? ''} ${owner?.kind ?? ''}`;
  if (kind === 'v1 ReplicationController') Object.assign(labels, see.get('ReplicationController', key)?.spec.selector);
  const services = selectorOfLabels(labels);
  if (kind === 'apps/v1 ReplicaSet') return both(services, see.get('ReplicaSet', key)?.spec.selector);
  return kind === 'apps/v1 StatefulSet' ? both(services, see.get('StatefulSet', key)?.spec.selector) : services;
}

function both(services: Selector, owner: Parameters<typeof selectorOf>[0]): Selector {
  const added = selectorOf(owner);
  return added.nothing === true ? services : selectorFrom([...services.requirements, ...added.requirements]);
}
