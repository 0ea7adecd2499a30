/** All wires of a picture, each with its corners: worked out once for a picture, drawn many times. */
import type { Box, Point, Scene, SceneEdge, SceneNode } from './model.ts';
import { wire } from './wires.ts';

export interface Route {
  readonly edge: SceneEdge;
  readonly from: SceneNode;
  readonly to: SceneNode;
  readonly points: readonly Point[];
}

/** More lines than this would say nothing any more. */
const wireLimit = 1_500;
/** Wires of different things run apart; after this many they share a lane again. */
const laneCount = 6;

export function routesOf({ edges, nodes, byId }: Pick<Scene, 'edges' | 'nodes' | 'byId'>): readonly Route[] {
  const lanes = new Map<string, number>();
  const blocks: readonly Box[] = nodes.filter((node) => node.inside === undefined);
  return edges.slice(0, wireLimit).flatMap((edge): Route[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const lane = lanes.get(edge.from) ?? lanes.size % laneCount;
    lanes.set(edge.from, lane);
    return [{ edge, from, to, points: wire(from, to, { home: groundOf(byId, from), ground: groundOf(byId, to), lane, blocks }) }];
  });
}

/** The outermost thing that this one stands on, or itself. */
function groundOf(byId: Scene['byId'], node: SceneNode): SceneNode {
  let ground = node;
  while (ground.inside !== undefined) {
    const next = byId.get(ground.inside);
    if (next === undefined) break;
    ground = next;
  }
  return ground;
}
