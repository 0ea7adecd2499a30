/** Which share of the cluster's CPU each zone has. upstream: staging/src/k8s.io/endpointslice/topologycache/topologycache.go (SetNodes) */
import type { Node } from '#api/kinds.ts';
import { quantityOf, milliValueOf } from '#api/machinery/quantity.ts';
import type { Ratios } from './hints.ts';

const excluded = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export function isNodeReady({ status }: Node): boolean {
  return status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

export function zoneOfNode({ metadata }: Node): string {
  return metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
}

/** Zone -> thousandths of a CPU of its ready nodes; undefined when one of them does not say enough. */
export function cpuByZone(nodes: readonly Node[]): ReadonlyMap<string, number> | undefined {
  const zones = new Map<string, number>();
  for (const node of nodes) {
    if (excluded.some((label) => node.metadata.labels?.[label] !== undefined) || !isNodeReady(node)) continue;
    const zone = zoneOfNode(node);
    const cpu = milliValueOf(quantityOf(node.status.allocatable?.['cpu']));
    if (zone === '' || cpu === 0) return undefined;
    zones.set(zone, (zones.get(zone) ?? 0) + cpu);
  }
  return zones.size < 2 ? undefined : zones;
}

export function ratiosOf(nodes: readonly Node[]): Ratios {
  const zones = cpuByZone(nodes);
  if (zones === undefined) return undefined;
  let total = 0;
  for (const cpu of zones.values()) total += cpu;
  return new Map([...zones].map(([zone, cpu]) => [zone, cpu / total]));
}
