/** The tape of a cluster nobody has touched yet: three nodes, a default storage class, no workload. */
import type { ClusterSpec, Tape } from '#api/tape.ts';

export const defaultCluster = 'orrery';

/** Wall clock of a tape's beginning unless it says otherwise. */
const epoch = '2026-01-01T09:00:00Z';

export function freshTape(options: { readonly seed?: number; readonly nodes?: number } = {}): Tape {
  return { version: 1, seed: options.seed ?? 1, epoch, clusters: [freshCluster(options.nodes ?? 3)], inputs: [] };
}

function freshCluster(nodes: number): ClusterSpec {
  return { name: defaultCluster, nodes: Array.from({ length: nodes }, (_, i) => ({ name: `node-${i + 1}` })) };
}
