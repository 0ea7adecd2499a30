/**
 * What a whole pod asks for and is limited to: its containers together, or the largest of its init containers.
 * upstream: pkg/api/v1/resource/helpers.go (PodRequests, PodLimits)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { addQuantities, compareQuantities, quantityOf, type Quantity } from '#api/machinery/quantity.ts';

/** Amounts by the name of the resource. */
export type Amounts = Readonly<Record<string, Quantity>>;

type Texts = Readonly<Record<string, string | number>> | null | undefined;

/** Amounts as an object of the API writes them. */
export function readAmounts(texts: Texts): Amounts {
  return Object.fromEntries(Object.entries(texts ?? {}).map(([name, text]) => [name, quantityOf(text)]));
}

export function addAmounts(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) sum[name] = Object.hasOwn(a, name) ? addQuantities(a[name]!, amount) : amount;
  return sum;
}

function maxAmounts(a: Amounts, b: Amounts): Amounts {
  const result: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    if (!Object.hasOwn(a, name) || compareQuantities(amount, a[name]!) > 0) result[name] = amount;
  }
  return result;
}

/** Without the overhead of the pod's runtime. */
export function containerAmounts(spec: PodSpec, which: 'requests' | 'limits'): Amounts {
  let sum: Amounts = {};
  for (const container of spec.containers ?? []) sum = addAmounts(sum, amountsOf(container, which));
  let sidecars: Amounts = {};
  let highest: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, which);
    const stays = (container as { readonly restartPolicy?: string }).restartPolicy === 'Always';
    if (stays) {
      sum = addAmounts(sum, own);
      sidecars = addAmounts(sidecars, own);
    }
    highest = maxAmounts(highest, stays ? sidecars : addAmounts(own, sidecars));
  }
  return maxAmounts(sum, highest);
}

export function podRequests(spec: PodSpec): Amounts {
  return addAmounts(containerAmounts(spec, 'requests'), readAmounts(spec.overhead));
}

/** The overhead raises only limits that are there. */
export function podLimits(spec: PodSpec): Amounts {
  const limits = containerAmounts(spec, 'limits');
  const raised = Object.entries(readAmounts(spec.overhead)).filter(([name]) => Object.hasOwn(limits, name));
  return addAmounts(limits, Object.fromEntries(raised));
}

function amountsOf({ resources }: Container, which: 'requests' | 'limits'): Amounts {
  return readAmounts(resources?.[which]);
}
