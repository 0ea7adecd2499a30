/** How far each wire is seen: one that is new, or has to run elsewhere, comes when the things that it joins have come to rest. */
import type { Scene } from '#scene/model.ts';
import { startRoutes, stepRoutes, type Route, type RoutesWork, type Routing } from '#scene/routes.ts';
import { isSamePlace } from '#scene/wires.ts';

/** Things glide about this long; the style sheet says how. */
const restMs = 340;
const fadeMs = 220;

export interface Wires {
  readonly routes: readonly Route[];
  /** 0 to 1. */
  readonly seen: (route: Route) => number;
  readonly areComing: boolean;
}

interface Kept extends Routing {
  /** Edge id -> its way, and the moment at which it begins to be seen. */
  readonly since: ReadonlyMap<string, { readonly route: Route; readonly at: number }>;
}

/** Looking for ways may take this much of a screen frame; a big picture's are found in some frames. */
const sliceMs = 5;

/**
 * Ways are worked out once for a picture; panning draws them many times. While those of a new picture are looked for, the old ones
 * stay that still join the same places. One picture's search is finished before that of the newest begins, or a cluster that never
 * rests would never have wires.
 */
export function followWires(clock: () => number): (scene: Scene, isStill: boolean) => Wires {
  let kept: Kept | undefined;
  let work: { readonly since: number; readonly routes: RoutesWork } | undefined;
  return (scene, isStill) => {
    const now = clock();
    do {
      if (work === undefined && !isOf(scene, kept)) work = { since: now, routes: startRoutes(scene, kept) };
      const found = work === undefined ? undefined : stepRoutes(work.routes);
      if (work === undefined || found === undefined) continue;
      kept = follow(found, { since: work.since, now }, kept);
      work = undefined;
    } while ((work !== undefined || !isOf(scene, kept)) && clock() - now < sliceMs);
    const since = kept?.since;
    const routes = kept === undefined ? [] : isOf(scene, kept) ? kept.routes : stillTrue(kept.routes, scene);
    const seen = ({ edge }: Route): number => (isStill ? 1 : Math.max(0, Math.min(1, (now - (since?.get(edge.id)?.at ?? 0)) / fadeMs)));
    return { routes, seen, areComing: work !== undefined || routes.some((route) => seen(route) < 1) };
  };
}

function isOf(scene: Scene, routing: Routing | undefined): boolean {
  return routing !== undefined && routing.scene.edges === scene.edges && routing.scene.nodes === scene.nodes;
}

/** The ways of what is still joined, and stands where it stood. */
function stillTrue(routes: readonly Route[], { byId, edges }: Scene): readonly Route[] {
  const present = new Map(edges.map((edge) => [edge.id, edge]));
  const stands = (node: Route['from']): boolean => {
    const now = byId.get(node.id);
    return now !== undefined && isSamePlace(node, now);
  };
  return routes.flatMap((route) => {
    const edge = present.get(route.edge.id);
    return edge !== undefined && stands(route.from) && stands(route.to) ? [{ ...route, edge }] : [];
  });
}

function follow(routing: Routing, { since: start, now }: { readonly since: number; readonly now: number }, before: Kept | undefined): Kept {
  const { routes, scene } = routing;
  const rest = before !== undefined && haveMoved(scene.nodes, before.scene.byId) ? restMs : 0;
  const since = routes.map((route) => {
    const old = before?.since.get(route.edge.id);
    const isSame = old !== undefined && isSameWay(old.route, route);
    return [route.edge.id, { route, at: isSame ? old.at : Math.max(now, start + rest) }] as const;
  });
  return { ...routing, since: new Map(since) };
}

/** Whether something that was there before stands elsewhere now. */
export function haveMoved(nodes: Scene['nodes'], before: Scene['byId']): boolean {
  return nodes.some(({ id, x, y }) => {
    const old = before.get(id);
    return old !== undefined && (old.x !== x || old.y !== y);
  });
}

function isSameWay(a: Route, b: Route): boolean {
  return (
    a.points === b.points ||
    (a.points.length === b.points.length && a.points.every(({ x, y }, at) => x === b.points[at]!.x && y === b.points[at]!.y))
  );
}
