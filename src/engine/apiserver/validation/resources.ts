/**
 * Requests and limits.
 * upstream: pkg/apis/core/validation/validation.go (ValidateResourceRequirements)
 */
import type { Container } from '#api/kinds.ts';
import { compareQuantities, quantityOf, parseQuantity } from '#api/machinery/quantity.ts';
import { isQualifiedName } from '#api/machinery/validation.ts';
import { forbiddenField, invalidValue, type FieldError } from '../fieldError.ts';
import { negativeMessage, type Errors } from './checks.ts';

type List = Readonly<Record<string, string | number>>;

const standardForContainers = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** upstream: standardResources (pkg/apis/core/helper/helpers.go); quotas count all of them but `storage`. */
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
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
  'requests.storage',
]);

const seen = new WeakSet<object>();

function isHugePage(name: string): boolean {
  return name.startsWith('hugepages-');
}

export function isNegative(quantity: string | number): boolean {
  const parsed = parseQuantity(String(quantity));
  return parsed.ok && compareQuantities(parsed.value, quantityOf('0')) < 0;
}

/** upstream: validateContainerResourceName */
export function containerResourceName(name: string, at: string, errors: FieldError[]): void {
  for (const message of isQualifiedName(name)) errors.push(invalidValue(at, name, message));
  if (name.includes('/') || errors.some((error) => error.field === at && error.type === 'Invalid' && error.detail.startsWith('name part')))
    return;
  if (!standardResources.has(name) && !isHugePage(name))
    errors.push(invalidValue(at, name, 'must be a standard resource type or fully qualified'));
  if (!standardForContainers.has(name) && !isHugePage(name))
    errors.push(invalidValue(at, name, 'must be a standard resource for containers'));
}

/** Extended resources come in whole numbers. */
function resourceValue(name: string, value: string | number, at: string, errors: FieldError[]): void {
  if (isNegative(value)) errors.push(invalidValue(at, String(value), negativeMessage));
  const extended = name.includes('/') && !name.includes('kubernetes.io/');
  const parsed = quantityOf(value);
  if (extended && compareQuantities(parsed, quantityOf(String(Math.floor(Number(value))))) !== 0 && /[m.]/.test(String(value)))
    errors.push(invalidValue(at, String(value), 'must be an integer'));
}

export function validResources(resources: Container['resources'], at: string, errors: Errors): void {
  if (resources === undefined || seen.has(resources)) return;
  const before = errors.length;
  const { limits = {}, requests = {} } = resources as { limits?: List; requests?: List };
  for (const name of Object.keys(limits).toSorted()) {
    const here = `${at}.limits[${name}]`;
    containerResourceName(name, here, errors);
    resourceValue(name, limits[name] ?? '0', here, errors);
  }
  for (const name of Object.keys(requests).toSorted()) {
    const here = `${at}.requests[${name}]`;
    containerResourceName(name, here, errors);
    resourceValue(name, requests[name] ?? '0', here, errors);
    compareWithLimit(name, { limits, requests }, at, errors);
  }
  const huge = [...Object.keys(limits), ...Object.keys(requests)].some(isHugePage);
  const plain = [...Object.keys(limits), ...Object.keys(requests)].some((name) => name === 'cpu' || name === 'memory');
  if (huge && !plain) errors.push(forbiddenField(at, 'HugePages require cpu or memory'));
  if (errors.length === before && Object.isFrozen(resources)) seen.add(resources);
}

interface Lists {
  readonly limits: List;
  readonly requests: List;
}

/** What Kubernetes itself knows may be promised more often than it is there; what others define may not. */
function overcommits(name: string): boolean {
  return (!name.includes('/') || name.includes('kubernetes.io/')) && !isHugePage(name);
}

function compareWithLimit(name: string, { limits, requests }: Lists, at: string, errors: Errors): void {
  const limit = limits[name];
  const request = requests[name] ?? '0';
  if (limit === undefined) {
    if (!overcommits(name) && !isHugePage(name))
      errors.push({ type: 'Required', field: `${at}.limits`, detail: 'Limit must be set for non overcommitable resources' });
    return;
  }
  const order = compareQuantities(quantityOf(request), quantityOf(limit));
  if (!overcommits(name) && order !== 0)
    errors.push(invalidValue(`${at}.requests`, String(request), `must be equal to ${name} limit of ${limit}`));
  else if (order > 0)
    errors.push(invalidValue(`${at}.requests`, String(request), `must be less than or equal to ${name} limit of ${limit}`));
}
