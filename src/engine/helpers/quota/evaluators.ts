/**
 * What each kind of object takes from a quota, and which of a quota's resources it can take.
 * upstream: pkg/quota/v1/evaluator/core/{pods,services,persistent_volume_claims,registry}.go,
 * staging/src/k8s.io/apiserver/pkg/quota/v1/generic/evaluator.go
 */
import { isNativeResource } from '#api/machinery/resourceNames.ts';
import type { Container, PersistentVolumeClaim, Pod, Service } from '#api/kinds.ts';
import { makeQuantity, scaledInt64, type Quantity } from '#api/machinery/quantity.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import { groupResource } from '#api/scheme.ts';
import { podLimits, podRequests } from '../podResources.ts';
import { addAmounts, none, readAmounts, sortedNames, type Amounts } from './amounts.ts';
import { podMatchesScope, type ScopeRequirement } from './scopes.ts';

export interface Evaluator {
  /** Which of these resources of a quota the kind can take. */
  matching(names: readonly string[]): readonly string[];
  /** What the object takes. */
  usage(object: KubeObject, wallMs: number): Amounts;
  /** Kinds without scopes never match a quota that has some. */
  matchesScope(requirement: ScopeRequirement, object: KubeObject): boolean;
  /** What the object fails to say though the quota needs it; a message. */
  readonly missing?: (names: readonly string[], object: KubeObject) => string | undefined;
  /** Also changes of the object are looked at. */
  readonly onUpdate?: true;
}

const one = makeQuantity(1);

/** Core kinds that are counted under their own name too. */
const alias = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);
const special: Readonly<Record<string, Evaluator>> = {
  pods: podEvaluator(),
  services: serviceEvaluator(),
  persistentvolumeclaims: claimEvaluator(),
};
const counters = new Map<string, Evaluator>();
const ignored = new Set(['events', 'events.events.k8s.io', 'bindings']);

/** Undefined for what no quota ever looks at. */
export function evaluatorOf(row: { readonly group: string; readonly plural: string }): Evaluator | undefined {
  const resource = groupResource(row);
  if (ignored.has(resource)) return undefined;
  const own = Object.hasOwn(special, resource) ? special[resource] : counters.get(resource);
  if (own !== undefined) return own;
  const fresh = countEvaluator(resource);
  counters.set(resource, fresh);
  return fresh;
}

function countEvaluator(resource: string): Evaluator {
  const names = alias.has(resource) ? [`count/${resource}`, resource] : [`count/${resource}`];
  const usage = Object.freeze(Object.fromEntries(names.map((name) => [name, one])));
  return { matching: (wanted) => wanted.filter((name) => names.includes(name)), usage: () => usage, matchesScope: () => false };
}

const computed = ['cpu', 'memory', 'ephemeral-storage'];
const podNames = new Set([
  'count/pods',
  'pods',
  ...computed,
  ...computed.map((name) => `requests.${name}`),
  ...computed.map((name) => `limits.${name}`),
]);

function isPodName(name: string): boolean {
  if (podNames.has(name) || /^(requests\.)?hugepages-/.test(name)) return true;
  return name.startsWith('requests.') && !isNativeResource(name);
}

function podEvaluator(): Evaluator {
  return {
    matching: (names) => names.filter(isPodName),
    usage: (object, wallMs) => podUsage(object as unknown as Pod, wallMs),
    matchesScope: (requirement, object) => podMatchesScope(requirement, object as unknown as Pod),
    missing: (names, object) => missingOfPod(names, object as unknown as Pod),
  };
}

/** Every stored pod is counted; only one that has not ended takes the rest. */
function podUsage(pod: Pod, wallMs: number): Amounts {
  const counted = { 'count/pods': one };
  return usesResources(pod, wallMs) ? { ...counted, ...computeUsage(podRequests(pod.spec), podLimits(pod.spec)) } : counted;
}

export function usesResources({ metadata, status }: Pod, wallMs: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return wallMs <= (parseTime(deletionTimestamp) ?? 0) + deletionGracePeriodSeconds * 1000;
}

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const result: Record<string, Amounts[string]> = { pods: one };
  for (const name of computed) {
    const [request, limit] = [requests[name], limits[name]];
    if (request !== undefined) result[name] = result[`requests.${name}`] = request;
    if (limit !== undefined) result[`limits.${name}`] = limit;
  }
  for (const [name, amount] of Object.entries(requests)) {
    if (name.startsWith('hugepages-')) result[name] = result[`requests.${name}`] = amount;
    else if (!isNativeResource(name) && !name.startsWith('requests.')) result[`requests.${name}`] = amount;
  }
  return result;
}

const mustBeSaid = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** Where cpu or memory is under a quota, each container says how much it wants. */
function missingOfPod(names: readonly string[], { spec }: Pod): string | undefined {
  const needed = sortedNames(names.filter((name) => mustBeSaid.has(name)));
  if (needed.length === 0) return undefined;
  const containers: readonly Container[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const said = containers.map(({ resources }) => computeUsage(readAmounts(resources?.requests), readAmounts(resources?.limits)));
  const lines = needed.flatMap((name) => {
    const silent = containers.filter((_, i) => said[i]![name] === undefined).map((container) => container.name);
    return silent.length === 0 ? [] : [`${name} for: ${[...new Set(sortedNames(silent))].join(',')}`];
  });
  return lines.length === 0 ? undefined : `must specify ${lines.join('; ')}`;
}

const serviceNames = new Set(['count/services', 'services', 'services.nodeports', 'services.loadbalancers']);

function serviceEvaluator(): Evaluator {
  return {
    matching: (names) => names.filter((name) => serviceNames.has(name)),
    usage: (object) => serviceUsage(object as unknown as Service),
    matchesScope: () => false,
    onUpdate: true,
  };
}

function serviceUsage({ spec }: Service): Amounts {
  const ports = spec.ports ?? [];
  const balanced = spec.type === 'LoadBalancer';
  const onlyGiven = balanced && spec.allocateLoadBalancerNodePorts === false;
  const opened = onlyGiven ? ports.filter((port) => (port.nodePort ?? 0) !== 0).length : ports.length;
  const nodePorts = balanced || spec.type === 'NodePort' ? makeQuantity(opened) : none;
  return {
    'count/services': one,
    services: one,
    'services.nodeports': nodePorts,
    'services.loadbalancers': balanced ? one : none,
  };
}

const claimNames = new Set(['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage']);
const ofClass = '.storageclass.storage.k8s.io/';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

function claimEvaluator(): Evaluator {
  return {
    matching: (names) =>
      names.filter(
        (name) => claimNames.has(name) || name.endsWith(`${ofClass}persistentvolumeclaims`) || name.endsWith(`${ofClass}requests.storage`),
      ),
    usage: (object) => claimUsage(object as unknown as PersistentVolumeClaim),
    matchesScope: () => false,
    onUpdate: true,
  };
}

function claimUsage({ metadata, spec }: PersistentVolumeClaim): Amounts {
  const className = metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';
  const { storage } = readAmounts(spec.resources?.requests);
  const plain: Amounts = { persistentvolumeclaims: one, ...(storage === undefined ? {} : { 'requests.storage': wholeUnits(storage) }) };
  const classed = className === '' ? [] : Object.entries(plain).map(([name, amount]) => [`${className}${ofClass}${name}`, amount] as const);
  return addAmounts({ 'count/persistentvolumeclaims': one, ...plain }, Object.fromEntries(classed));
}

/** Storage is counted in whole bytes. */
function wholeUnits(amount: Quantity): Quantity {
  return amount.scale >= 0 ? amount : makeQuantity(scaledInt64(amount, 0), amount.format);
}
