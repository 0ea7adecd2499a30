/**
 * One bound of a limit range against what is asked for.
 * upstream: plugin/pkg/admission/limitranger/admission.go (minConstraint, maxConstraint, limitRequestRatioConstraint)
 */
import { compareQuantities, formatQuantity, milliValueOf, valueOf, type Quantity } from '#api/machinery/quantity.ts';

export interface Bound {
  /** `Container`, `Pod`, `PersistentVolumeClaim`. */
  readonly type: string;
  readonly name: string;
  readonly amount: Quantity;
  readonly request: Quantity | undefined;
  readonly limit: Quantity | undefined;
}

/** Above this many units upstream counts in whole ones. */
const MAX_MILLI_VALUE = 2 ** 63 / 1000;

function usage(side: 'minimum' | 'maximum', { name, type, amount }: Bound): string {
  return `${side} ${name} usage per ${type} is ${formatQuantity(amount)}`;
}

export function belowMinimum(bound: Bound): readonly string[] {
  const { amount, request, limit } = bound;
  const start = usage('minimum', bound);
  if (request === undefined) return [`${start}.  No request is specified`];
  if (compareQuantities(request, amount) < 0) return [`${start}, but request is ${formatQuantity(request)}`];
  return limit !== undefined && compareQuantities(limit, amount) < 0 ? [`${start}, but limit is ${formatQuantity(limit)}`] : [];
}

export function aboveMaximum(bound: Bound): readonly string[] {
  const { amount, request, limit } = bound;
  const start = usage('maximum', bound);
  if (limit === undefined) return [`${start}.  No limit is specified`];
  if (compareQuantities(limit, amount) > 0) return [`${start}, but limit is ${formatQuantity(limit)}`];
  return request !== undefined && compareQuantities(request, amount) > 0 ? [`${start}, but request is ${formatQuantity(request)}`] : [];
}

/** For what has no limits: a claim. */
export function aboveMaximumRequest(bound: Bound): readonly string[] {
  const { amount, request } = bound;
  const start = usage('maximum', bound);
  if (request === undefined) return [`${start}.  No request is specified`];
  return compareQuantities(request, amount) > 0 ? [`${start}, but request is ${formatQuantity(request)}`] : [];
}

export function beyondRatio({ name, type, amount, request, limit }: Bound): readonly string[] {
  const start = `${name} max limit to request ratio per ${type} is ${formatQuantity(amount)}`;
  if (request === undefined || request.unscaled === 0n) return [`${start}, but no request is specified or request is 0`];
  if (limit === undefined || limit.unscaled === 0n) return [`${start}, but no limit is specified or limit is 0`];
  const inMilli = [request, limit, amount].every((it) => valueOf(it) <= MAX_MILLI_VALUE);
  const count = inMilli ? milliValueOf : valueOf;
  const ratio = count(limit) / count(request);
  const beyond = valueOf(amount) <= MAX_MILLI_VALUE ? ratio * 1000 > milliValueOf(amount) : ratio > valueOf(amount);
  return beyond ? [`${start}, but provided ratio is ${ratio.toFixed(6)}`] : [];
}
