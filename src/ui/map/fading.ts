/** How far each wire is seen: one that is new, or has to run elsewhere, comes when the things that it joins have come to rest. */
import type { Scene } from '#scene/model.ts';
import { routesOf, type Route } from '#scene/routes.ts';

/** Things glide about this long; the style sheet says how. */
const restMs = 340;
const fadeMs = 220;

export interface Wires {
  readonly routes: readonly Route[];
  /** 0 to 1. */
  readonly seen: (route: Route) => number;
  readonly areComing: boolean;
}

interface Kept {
  readonly scene: Scene;
  readonly routes: readonly Route[];
  /** Edge id -> its way, and the moment at which it begins to be seen. */
  readonly since: ReadonlyMap<string, { readonly route: Route; readonly at: number }>;
}

/** Ways are worked out once for a picture; panning draws them many times. */
export function followWires(): (scene: Scene, now: number, isStill: boolean) => Wires {
  let kept: Kept | undefined;
  return (scene, now, isStill) => {
    if (kept?.scene.edges !== scene.edges || kept.scene.nodes !== scene.nodes) kept = follow(scene, now, kept);
    const { routes, since } = kept;
    const seen = ({ edge }: Route): number => (isStill ? 1 : Math.max(0, Math.min(1, (now - (since.get(edge.id)?.at ?? 0)) / fadeMs)));
    return { routes, seen, areComing: routes.some((route) => seen(route) < 1) };
  };
}

function follow(scene: Scene, now: number, before: Kept | undefined): Kept {
  const routes = routesOf(scene, before);
  const rest = before !== undefined && haveMoved(scene.nodes, before.scene.byId) ? restMs : 0;
  const since = routes.map((route) => {
    const old = before?.since.get(route.edge.id);
    const isSame = old !== undefined && isSameWay(old.route, route);
    return [route.edge.id, { route, at: isSame ? old.at : now + rest }] as const;
  });
  return { scene, routes, since: new Map(since) };
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
