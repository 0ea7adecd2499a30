/**
 * Requests and limits.
 * upstream: pkg/apis/core/validation/validation.go (ValidateResourceRequirements)
 */
import type { Container } from '#api/kinds.ts';
import { compareQuantities, formatQuantity, milliValueOf, parseQuantity, quantityOf } from '#api/machinery/quantity.ts';
import {
  isHugePageName,
  isIntegerResource,
  isOvercommitAllowed,
  isStandardContainerResource,
  isStandardResource,
  isWholePages,
} from '#api/machinery/resourceNames.ts';
import { isQualifiedName } from '#api/machinery/validation.ts';
import { forbiddenField, invalidValue, required, type FieldError } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { negativeMessage, type Errors } from './checks.ts';

type List = Readonly<Record<string, string | number>>;

/** Requests and limits as templates give them many times over, once found to be right. */
const seen = new WeakSet<object>();

export function isNegative(quantity: string | number): boolean {
  const parsed = parseQuantity(String(quantity));
  return parsed.ok && compareQuantities(parsed.value, quantityOf('0')) < 0;
}

/** upstream: validateResourceName */
export function resourceName(name: string, at: string, errors: FieldError[]): boolean {
  const faults = isQualifiedName(name);
  for (const message of faults) errors.push(invalidValue(at, name, message));
  if (faults.length > 0) return false;
  if (!name.includes('/') && !isStandardResource(name) && !isHugePageName(name))
    errors.push(invalidValue(at, name, 'must be a standard resource type or fully qualified'));
  return true;
}

/** upstream: validateContainerResourceName */
export function containerResourceName(name: string, at: string, errors: FieldError[]): void {
  if (!resourceName(name, at, errors) || name.includes('/')) return;
  if (!isStandardContainerResource(name)) errors.push(invalidValue(at, name, 'must be a standard resource for containers'));
}

/** upstream: ValidateResourceQuantityValue */
export function resourceValue(name: string, value: string | number, at: string, errors: FieldError[]): void {
  if (isNegative(value)) errors.push(invalidValue(at, formatQuantity(quantityOf(value)), negativeMessage));
  if (isIntegerResource(name) && milliValueOf(quantityOf(value)) % 1000 !== 0)
    errors.push(invalidValue(at, goSyntax('resource.Quantity', String(value)), 'must be an integer'));
}

export function validResources(resources: Container['resources'], at: string, errors: Errors): void {
  if (resources === undefined || seen.has(resources)) return;
  const before = errors.length;
  validContainerResources(resources as Lists, at, errors);
  if (errors.length === before && Object.isFrozen(resources)) seen.add(resources);
}

interface Lists {
  readonly limits?: List | undefined;
  readonly requests?: List | undefined;
}

export function validContainerResources({ limits = {}, requests = {} }: Lists, at: string, errors: Errors): void {
  for (const name of Object.keys(limits).toSorted()) amount(name, limits[name] ?? '0', `${at}.limits[${name}]`, errors);
  for (const name of Object.keys(requests).toSorted()) {
    const here = `${at}.requests[${name}]`;
    containerResourceName(name, here, errors);
    resourceValue(name, requests[name] ?? '0', here, errors);
    compareWithLimit(name, { limits, requests }, at, errors);
    wholePages(name, requests[name] ?? '0', here, errors);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePageName) && !names.some((name) => name === 'cpu' || name === 'memory'))
    errors.push(forbiddenField(at, 'HugePages require cpu or memory'));
}

function amount(name: string, value: string | number, at: string, errors: Errors): void {
  containerResourceName(name, at, errors);
  resourceValue(name, value, at, errors);
  wholePages(name, value, at, errors);
}

function wholePages(name: string, value: string | number, at: string, errors: Errors): void {
  if (!isHugePageName(name)) return;
  const quantity = quantityOf(value);
  const text = formatQuantity(quantity);
  if (!isWholePages(name, quantity)) errors.push(invalidValue(at, text, `${text} is not positive integer multiple of ${name}`));
}

function compareWithLimit(name: string, { limits = {}, requests = {} }: Lists, at: string, errors: Errors): void {
  const limit = limits[name];
  const request = requests[name] ?? '0';
  if (limit === undefined) {
    if (!isOvercommitAllowed(name)) errors.push(required(`${at}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const [asked, most] = [quantityOf(request), quantityOf(limit)];
  const order = compareQuantities(asked, most);
  if (!isOvercommitAllowed(name) && order !== 0)
    errors.push(invalidValue(`${at}.requests`, formatQuantity(asked), `must be equal to ${name} limit of ${formatQuantity(most)}`));
  else if (order > 0)
    errors.push(
      invalidValue(`${at}.requests`, formatQuantity(asked), `must be less than or equal to ${name} limit of ${formatQuantity(most)}`),
    );
}
