/**
 * Sums and comparisons of amounts by resource.
 * upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/resources.go
 */
import { compareKeys } from '#api/machinery/stableJson.ts';
import { compareQuantities, formatQuantity, subtractQuantities, makeQuantity, type Quantity } from '#api/machinery/quantity.ts';
import { addAmounts, type Amounts } from '../podResources.ts';

export { addAmounts, readAmounts, type Amounts } from '../podResources.ts';

export const none = makeQuantity(0);

/** Amounts as an object of the API writes them. */
export function writeAmounts(amounts: Amounts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatQuantity(amount)]));
}

function negative(amount: Quantity): Quantity {
  return subtractQuantities(none, amount);
}

export function subtractAmounts(a: Amounts, b: Amounts): Amounts {
  return addAmounts(a, map(b, negative));
}

/** What is below zero counts as zero. */
export function subtractDownToZero(a: Amounts, b: Amounts): Amounts {
  const positive = (amount: Quantity) => (compareQuantities(amount, none) < 0 ? none : amount);
  const added = Object.entries(b).filter(([name]) => !Object.hasOwn(a, name));
  const rest = Object.entries(b).filter(([name]) => Object.hasOwn(a, name));
  return { ...map(subtractAmounts(a, Object.fromEntries(rest)), positive), ...map(Object.fromEntries(added), () => none) };
}

function map(amounts: Amounts, change: (amount: Quantity) => Quantity): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, change(amount)]));
}

/** Only the resources of these names. */
export function mask(amounts: Amounts, names: readonly string[]): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => names.includes(name)));
}

/** The resources of which there is more than allowed; what has no limit may be any. */
export function exceeding(amounts: Amounts, limits: Amounts): readonly string[] {
  return Object.keys(amounts).filter((name) => Object.hasOwn(limits, name) && compareQuantities(amounts[name]!, limits[name]!) > 0);
}

export function withoutZeros(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount.unscaled !== 0n));
}

export function negativeNames(amounts: Amounts): readonly string[] {
  return Object.keys(amounts).filter((name) => amounts[name]!.unscaled < 0n);
}

export function equalAmounts(a: Amounts, b: Amounts): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && compareQuantities(a[name]!, b[name]!) === 0);
}

/** `cpu=1,memory=1Gi` */
export function printAmounts(amounts: Amounts): string {
  return sortedNames(Object.keys(amounts))
    .map((name) => `${name}=${formatQuantity(amounts[name]!)}`)
    .join(',');
}

export function sortedNames(names: readonly string[]): readonly string[] {
  return names.toSorted(compareKeys);
}
