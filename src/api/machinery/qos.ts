/**
 * Which class of service a pod is in.
 * upstream: pkg/apis/core/v1/helper/qos/qos.go
 */
import type { PodSpec } from '../kinds.ts';
import { addQuantities, compareQuantities, quantityOf, type Quantity } from './quantity.ts';

type Resources = Readonly<Record<string, string | number>> | undefined;
type Sums = Map<string, Quantity>;

const counted = ['cpu', 'memory'] as const;
const zero = quantityOf('0');

/** Adds what is more than nothing, and says how much of what counts that was. */
function add(sums: Sums, resources: Resources): number {
  let found = 0;
  for (const name of counted) {
    const text = resources?.[name];
    if (text === undefined) continue;
    const amount = quantityOf(text);
    if (compareQuantities(amount, zero) <= 0) continue;
    const before = sums.get(name);
    sums.set(name, before === undefined ? amount : addQuantities(before, amount));
    found += 1;
  }
  return found;
}

/** Guaranteed when every container limits cpu and memory and together they ask for just that; BestEffort when none asks for anything. */
export function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const [requests, limits]: readonly [Sums, Sums] = [new Map(), new Map()];
  let limited = true;
  for (const list of [spec.containers, spec.initContainers])
    for (const { resources } of list ?? []) {
      add(requests, resources?.requests);
      if (add(limits, resources?.limits) < counted.length) limited = false;
    }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const same = counted.every((name) => {
    const [asked, most] = [requests.get(name), limits.get(name)];
    return asked !== undefined && most !== undefined && compareQuantities(asked, most) === 0;
  });
  return limited && same ? 'Guaranteed' : 'Burstable';
}

export function isBestEffort(spec: PodSpec): boolean {
  return qosClass(spec) === 'BestEffort';
}
