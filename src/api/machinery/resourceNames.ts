/**
 * What the name of a resource says about it.
 * upstream: pkg/apis/core/helper/helpers.go, pkg/apis/core/v1/helper/helpers.go
 */
import type { Outcome } from './outcome.ts';
import { parseQuantity, valueOf, type Quantity } from './quantity.ts';
import { isQualifiedName } from './validation.ts';

const huge = 'hugepages-';

export const containerResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

const counted = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];

/** Quotas count all of them but `storage`. */
export const standardResources: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  ...counted,
  'requests.storage',
]);

export function isHugePageName(name: string): boolean {
  return name.startsWith(huge);
}

export function isStandardResource(name: string): boolean {
  return standardResources.has(name) || isHugePageName(name) || name.startsWith(`requests.${huge}`);
}

export function isStandardContainerResource(name: string): boolean {
  return containerResources.has(name) || isHugePageName(name);
}

/** Of Kubernetes itself: without a domain, or of its own. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** What a node's owner adds to it, with a domain of another. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

/** What may be promised more often than it is there. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePageName(name);
}

const integers: ReadonlySet<string> = new Set(counted);

/** What comes in whole numbers only. */
export function isIntegerResource(name: string): boolean {
  return integers.has(name) || isExtendedResource(name);
}

/** The size of a page that a resource's name tells. */
export function hugePageSize(name: string): Outcome<Quantity> {
  if (isHugePageName(name)) return parseQuantity(name.slice(huge.length));
  return { ok: false, message: `resource name: ${name} is an invalid hugepage name` };
}

/** Whether an amount of memory is made of whole pages. */
export function isWholePages(name: string, amount: Quantity): boolean {
  const size = hugePageSize(name);
  return size.ok && valueOf(size.value) > 0 && valueOf(amount) % valueOf(size.value) === 0;
}
