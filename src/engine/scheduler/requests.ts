/**
 * What a pod asks for: the sum of its containers or its largest init container, whichever is more, and its overhead.
 * upstream: pkg/api/v1/resource/helpers.go
 */
import type { Container, Pod } from '#api/kinds.ts';
import { milliValueOf, quantityOf, valueOf } from '#api/machinery/quantity.ts';
import type { Resources } from './framework.ts';

const defaultMilliCpu = 100;
const defaultMemory = 200 * 1024 * 1024;

export function noResources(): Resources {
  return { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: {} };
}

type ResourceList = Readonly<Record<string, string | number>>;

/** Reads a resource list such as a node's allocatable or a container's requests. */
export function readResources(list: ResourceList | undefined): Resources {
  const result = noResources();
  if (list === undefined) return result;
  for (const name of Object.keys(list)) {
    const amount = quantityOf(list[name]);
    if (name === 'cpu') result.milliCpu = milliValueOf(amount);
    else if (name === 'memory') result.memory = valueOf(amount);
    else if (name === 'ephemeral-storage') result.ephemeralStorage = valueOf(amount);
    else if (name !== 'pods' && isCounted(name)) result.scalar[name] = valueOf(amount);
  }
  return result;
}

/** Extended resources have a domain; a name without one counts for nothing unless it is one of these. upstream: IsScalarResourceName */
function isCounted(name: string): boolean {
  return name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');
}

export function addResources(to: Resources, what: Resources, sign: 1 | -1): void {
  to.milliCpu += sign * what.milliCpu;
  to.memory += sign * what.memory;
  to.ephemeralStorage += sign * what.ephemeralStorage;
  for (const name of Object.keys(what.scalar)) to.scalar[name] = (to.scalar[name] ?? 0) + sign * what.scalar[name]!;
}

interface Asked {
  readonly requests: Resources;
  readonly nonZero: { readonly milliCpu: number; readonly memory: number };
}

const known = new WeakMap<object, Asked>();

/** What the pod asks of a node. Remembered for the very spec; not to be changed. */
export function podRequests(pod: Pod): Resources {
  return askedBy(pod).requests;
}

/** For scoring only: a container that asks for nothing counts as 100m and 200Mi. */
export function nonZeroRequests(pod: Pod): { readonly milliCpu: number; readonly memory: number } {
  return askedBy(pod).nonZero;
}

function askedBy(pod: Pod): Asked {
  let asked = known.get(pod.spec);
  if (asked === undefined) known.set(pod.spec, (asked = { requests: sumOf(pod, false), nonZero: sumOf(pod, true) }));
  return asked;
}

function sumOf(pod: Pod, withDefaults: boolean): Resources {
  const sum = noResources();
  for (const container of pod.spec.containers ?? []) addResources(sum, requestsOf(container, withDefaults), 1);
  for (const container of pod.spec.initContainers ?? []) raise(sum, requestsOf(container, withDefaults));
  if (pod.spec.overhead !== undefined) addResources(sum, readResources(pod.spec.overhead), 1);
  return sum;
}

function requestsOf(container: Container, withDefaults: boolean): Resources {
  const asked = readResources(container.resources?.requests);
  if (!withDefaults) return asked;
  if (!asks(container, 'cpu')) asked.milliCpu = defaultMilliCpu;
  if (!asks(container, 'memory')) asked.memory = defaultMemory;
  return asked;
}

function asks(container: Container, name: string): boolean {
  return container.resources?.requests !== undefined && name in container.resources.requests;
}

function raise(to: Resources, least: Resources): void {
  to.milliCpu = Math.max(to.milliCpu, least.milliCpu);
  to.memory = Math.max(to.memory, least.memory);
  to.ephemeralStorage = Math.max(to.ephemeralStorage, least.ephemeralStorage);
  for (const name of Object.keys(least.scalar)) to.scalar[name] = Math.max(to.scalar[name] ?? 0, least.scalar[name]!);
}
