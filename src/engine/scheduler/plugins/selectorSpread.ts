/**
 * The older way to spread: a node scores by how few pods of the same service or controller stand on it, and in its zone.
 * upstream: pkg/scheduler/framework/plugins/selectorspread
 */
import { podsMatching } from '../cache.ts';
import { maxNodeScore, type Cycle, type NodeInfo, type Plugin } from '../framework.ts';
import { zoneOf } from '../../helpers/nodeZone.ts';
import { defaultSelector, hasOwn } from './spreadConstraints.ts';

const zoneShare = 2 / 3;

export const selectorSpread: Plugin = {
  name: 'SelectorSpread',
  preScore(cycle) {
    if (hasOwn(cycle.pod)) return false;
    counts.set(cycle, countsOf(cycle));
    return true;
  },
  score: (cycle, { name }) => counts.get(cycle)?.get(name) ?? 0,
  normalize(scores, _cycle, nodes) {
    const byZone = new Map<string, number>();
    for (const [i, node] of nodes.entries()) {
      const zone = zoneOf(node.node);
      if (zone !== ':') byZone.set(zone, (byZone.get(zone) ?? 0) + scores[i]!);
    }
    const [most, mostInZone] = [Math.max(0, ...scores), Math.max(0, ...byZone.values())];
    for (const [i, node] of nodes.entries())
      scores[i] = Math.floor(pointsOf(scores[i]!, { most, mostInZone, inZone: byZone.get(zoneOf(node.node)) }));
  },
};

const counts = new WeakMap<Cycle, ReadonlyMap<string, number>>();

function countsOf({ pod, see, cache }: Cycle): ReadonlyMap<string, number> {
  const selector = defaultSelector(pod, see);
  const none = selector.nothing === true || selector.requirements.length === 0;
  return none ? new Map<NodeInfo['name'], number>() : podsMatching(cache, pod.metadata.namespace ?? '', selector);
}

interface Found {
  readonly most: number;
  readonly mostInZone: number;
  /** Undefined for a node without a zone. */
  readonly inZone: number | undefined;
}

function pointsOf(count: number, { most, mostInZone, inZone }: Found): number {
  const points = most === 0 ? maxNodeScore : maxNodeScore * ((most - count) / most);
  if (inZone === undefined) return points;
  const zonePoints = mostInZone === 0 ? maxNodeScore : maxNodeScore * ((mostInZone - inZone) / mostInZone);
  return points * (1 - zoneShare) + zoneShare * zonePoints;
}
