/**
 * Which class of service a pod is in.
 * upstream: pkg/apis/core/v1/helper/qos/qos.go
 */
import type { PodSpec } from '#api/kinds.ts';
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';

type Resources = Readonly<Record<string, string | number>> | undefined;

function positive(resources: Resources, name: string): boolean {
  const value = resources?.[name];
  return value !== undefined && compareQuantities(quantityOf(value), quantityOf('0')) > 0;
}

/** Guaranteed when every container limits cpu and memory and asks for just that; BestEffort when none asks for anything. */
export function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  let anything = false;
  let guaranteed = true;
  for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const name of ['cpu', 'memory']) {
      const limited = positive(resources?.limits, name);
      const requested = positive(resources?.requests, name);
      if (limited || requested) anything = true;
      if (
        !limited ||
        (requested && compareQuantities(quantityOf(resources?.limits?.[name]), quantityOf(resources?.requests?.[name])) !== 0)
      )
        guaranteed = false;
    }
  }
  if (!anything) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

export function isBestEffort(spec: PodSpec): boolean {
  return qosClass(spec) === 'BestEffort';
}
