/**
 * How fast nodes of a zone may be emptied: slowly, and not at all when so many are silent that the fault is more likely
 * ours than theirs.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (ComputeZoneState, handleDisruption, setLimiterInZone)
 */
import type { Node } from '#api/kinds.ts';
import { zoneOf } from '../../helpers/nodeZone.ts';
import { readyOf } from './health.ts';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

const unhealthyThreshold = 0.55;
/** A node with this label does not count when a zone is judged. */
const excludedBy = 'node.kubernetes.io/exclude-disruption';
const largeCluster = 50;
const everyMs = 10_000;
const rarelyMs = 100_000;

export function zoneState(ready: number, notReady: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / (notReady + ready) >= unhealthyThreshold ? 'PartialDisruption' : 'Normal';
}

export interface Zone {
  readonly state: ZoneState;
  readonly size: number;
}

export function zonesOf(nodes: readonly Node[]): ReadonlyMap<string, Zone> {
  const counts = new Map<string, { ready: number; notReady: number }>();
  for (const node of nodes) {
    if (node.metadata.labels?.[excludedBy] !== undefined) continue;
    const zone = zoneOf(node);
    const count = counts.get(zone) ?? { ready: 0, notReady: 0 };
    if (readyOf(node)?.status === 'True') count.ready += 1;
    else count.notReady += 1;
    counts.set(zone, count);
  }
  return new Map([...counts].map(([zone, { ready, notReady }]) => [zone, { state: zoneState(ready, notReady), size: ready + notReady }]));
}

/** When every zone is down, nothing is believed and nobody is evicted. */
export function allDown(zones: ReadonlyMap<string, Zone>): boolean {
  return zones.size > 0 && [...zones.values()].every(({ state }) => state === 'FullDisruption');
}

/** How long to wait between two nodes of the zone; undefined: stop. */
export function paceMs({ state, size }: Zone): number | undefined {
  if (state !== 'PartialDisruption') return everyMs;
  return size > largeCluster ? rarelyMs : undefined;
}
