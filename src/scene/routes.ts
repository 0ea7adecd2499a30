/** All wires of a picture, each with its corners: worked out once for a picture, drawn many times. */
import type { Box, Point, Scene, SceneEdge, SceneNode } from './model.ts';
import { groupBy } from './select.ts';
import {
  branch,
  isInside,
  isSamePlace,
  isSameTask,
  middle,
  startWires,
  stepWires,
  taskOf,
  type End,
  type Task,
  type WiresWork,
} from './wires.ts';

export interface Route {
  readonly edge: SceneEdge;
  readonly from: SceneNode;
  readonly to: SceneNode;
  readonly points: readonly Point[];
}

type Picture = Pick<Scene, 'edges' | 'nodes' | 'byId'>;

/** More lines than this would say nothing any more. */
const wireLimit = 1_500;
/** Wires of different things run apart; after this many they share a lane again. */
const laneCount = 6;
/** A berth's number, with some room around it. */
const numeral = { width: 44, height: 22 };
/** So many crossings are searched for one picture at most, in one net and in all of one thing; what would take more has straight ways. */
const most = { inNet: 60_000, inAll: 4_000_000 };

/** The ways of a picture, and what they were worked out from. */
export interface Routing {
  readonly scene: Picture;
  readonly routes: readonly Route[];
  readonly hubs: ReadonlyMap<string, Answered>;
}

interface Answered {
  readonly task: Task;
  readonly ways: readonly (readonly Point[])[];
}

/** All ways at once. */
export function routesOf(picture: Picture, before?: Routing): Routing {
  const work = startRoutes(picture, before);
  for (;;) {
    const routing = stepRoutes(work);
    if (routing !== undefined) return routing;
  }
}

/** The looking for a picture's ways, which may rest between any two steps. */
export interface RoutesWork {
  readonly picture: Picture;
  readonly before: Routing | undefined;
  readonly joined: readonly Route[];
  readonly hubs: readonly Hub[];
  readonly taskOf: (hub: Hub, lane: number) => Task;
  readonly answered: Map<string, Answered>;
  readonly found: Map<Route, readonly Point[]>;
  current: WiresWork | undefined;
}

/** Ways that were found before are taken over where everything that they depend on stands where it stood. */
export function startRoutes(picture: Picture, before?: Routing): RoutesWork {
  const isAlike = before !== undefined && isLaidAlike(picture, before.scene);
  const joined = isAlike ? withNewest(before.routes, picture.edges) : joinedIn(picture);
  const hubs = isAlike ? [] : hubsOf(joined.filter(({ points }) => points.length === 0));
  return {
    picture,
    before,
    joined,
    hubs,
    taskOf: tasksIn(picture),
    answered: new Map(isAlike ? before.hubs : []),
    found: new Map(),
    current: undefined,
  };
}

function withNewest(routes: readonly Route[], edges: readonly SceneEdge[]): readonly Route[] {
  const newest = new Map(edges.map((edge) => [edge.id, edge]));
  return routes.map((route) => ({ ...route, edge: newest.get(route.edge.id) ?? route.edge }));
}

function joinedIn(picture: Picture): readonly Route[] {
  return picture.edges.slice(0, wireLimit).flatMap((edge): Route[] => {
    const [from, to] = [picture.byId.get(edge.from), picture.byId.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to, points: treeOf(from, to) }];
  });
}

/** One step; all ways, when it was the last. */
export function stepRoutes(work: RoutesWork): Routing | undefined {
  const { picture, joined, hubs, answered, found } = work;
  const hub = hubs[answered.size];
  if (hub === undefined)
    return { scene: picture, routes: joined.map((route) => ({ ...route, points: found.get(route) ?? route.points })), hubs: answered };
  if (work.current === undefined) {
    begin(work, hub);
    return undefined;
  }
  const ways = stepWires(work.current);
  if (ways === undefined) return undefined;
  answer(work, hub, { task: work.current.task, ways });
  work.current = undefined;
  return undefined;
}

function begin(work: RoutesWork, hub: Hub): void {
  const task = work.taskOf(hub, work.answered.size);
  const known = work.before?.hubs.get(hub.key);
  if (known !== undefined && isSameTask(known.task, task)) answer(work, hub, known);
  else work.current = startWires(task, Math.min(most.inNet, most.inAll / work.hubs.length));
}

function answer({ answered, found }: RoutesWork, { key, isOutward, routes }: Hub, given: Answered): void {
  answered.set(key, given);
  routes.forEach((route, at) => found.set(route, isOutward ? given.ways[at]! : given.ways[at]!.toReversed()));
}

function isLaidAlike(a: Picture, b: Picture): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    a.edges.length === b.edges.length &&
    a.edges.every((edge, index) => edge.id === b.edges[index]!.id && (edge.label === '') === (b.edges[index]!.label === '')) &&
    a.nodes.every((node, index) => node.id === b.nodes[index]!.id && isSamePlace(node, b.nodes[index]!))
  );
}

/** Asked for one hub after the other, since wires of later ones plug in beside those of earlier ones. */
function tasksIn(picture: Picture): RoutesWork['taskOf'] {
  const plugs = new Map<SceneNode, number>();
  const plugAt = (node: SceneNode): number => {
    const plug = plugs.get(node) ?? 0;
    plugs.set(node, plug + 1);
    return plug;
  };
  const room = roomOf(picture);
  return ({ hub, isOutward, routes }, lane) => {
    const ends = routes.map(({ edge, from, to }) => ({
      ...room.endOf(isOutward ? to : from),
      plug: plugAt(isOutward ? to : from),
      isFromAbove: edge.label !== '' && from.type !== 'pod',
    }));
    return taskOf(room.endOf(hub), ends, { ...room, lane: lane % laneCount, isOutward });
  };
}

function treeOf(from: Box, to: Box): readonly Point[] {
  if (isInside(to, from)) return branch(from, to);
  return isInside(from, to) ? branch(to, from).reverse() : [];
}

interface Hub {
  readonly key: string;
  readonly hub: SceneNode;
  /** All its wires go away from it, or all to it. */
  readonly isOutward: boolean;
  readonly routes: Route[];
}

/** Each wire belongs to that one of its ends which has more of them. */
function hubsOf(routes: readonly Route[]): readonly Hub[] {
  const count = new Map<string, number>();
  for (const { edge } of routes) for (const end of [`from ${edge.from}`, `to ${edge.to}`]) count.set(end, (count.get(end) ?? 0) + 1);
  const hubs = new Map<string, Hub>();
  for (const route of routes) {
    const [out, into] = [`from ${route.edge.from}`, `to ${route.edge.to}`];
    const isOutward = count.get(out)! >= count.get(into)!;
    const key = isOutward ? out : into;
    const hub = hubs.get(key) ?? { key, hub: isOutward ? route.from : route.to, isOutward, routes: [] };
    hubs.set(key, hub);
    hub.routes.push(route);
  }
  return [...hubs.values()];
}

function roomOf({ nodes, byId }: Picture) {
  const onGround = groupBy(nodes, (node) => groundOf(byId, node).id);
  const on = (ground: Box): readonly SceneNode[] => onGround.get((ground as SceneNode).id) ?? [];
  return {
    blocks: nodes.filter((node) => groundOf(byId, node) === node),
    cardsOn: (ground: Box): readonly Box[] => on(ground).flatMap((node) => cardOf(node) ?? []),
    headsOn: (ground: Box): readonly Box[] => on(ground).filter(({ type }) => type === 'band' || type === 'room'),
    endOf: (node: SceneNode): End => ({ box: node, ground: groundOf(byId, node) }),
  };
}

/** What of a thing on a ground cannot be run across: of a berth its number, of a ground on a ground nothing. */
function cardOf(node: SceneNode): Box | undefined {
  if (node.inside === undefined || node.type === 'band') return undefined;
  if (node.type !== 'berth') return node;
  return { x: middle(node).x - numeral.width / 2, y: node.y, width: numeral.width, height: numeral.height };
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
