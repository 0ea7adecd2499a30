/**
 * Endpoints of slices: what identifies one, and when two say the same.
 * upstream: staging/src/k8s.io/endpointslice/util/endpointset.go, controller_utils.go (EndpointsEqualBeyondHash)
 */
import type { EndpointSlice } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** What stays the same while an endpoint's conditions change. */
export function endpointKey({ addresses, targetRef }: Endpoint): string {
  return `${addresses.length === 1 ? addresses[0] : addresses.toSorted().join(',')} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;
}

export function endpointsEqual(a: Endpoint, b: Endpoint): boolean {
  const x = a.conditions;
  const y = b.conditions;
  if (x?.ready !== y?.ready || x?.serving !== y?.serving || x?.terminating !== y?.terminating) return false;
  return a.nodeName === b.nodeName && a.zone === b.zone && a.hostname === b.hostname && equalJson(a.targetRef, b.targetRef);
}
