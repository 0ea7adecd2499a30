/** All wires of a picture, each with its corners: worked out once for a picture, drawn many times. */
import type { Box, Point, Scene, SceneEdge, SceneNode } from './model.ts';
import { groupBy } from './select.ts';
import { finish, type Work } from './aisles.ts';
import { branch, isInside, isSamePlace, isSameTask, middle, taskOf, wires, type End, type Task } from './wires.ts';

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

export function routesOf(picture: Picture, before?: Routing): Routing {
  return finish(findRoutes(picture, before));
}

/** Ways that were found before are taken over where everything that they depend on stands where it stood. */
export function* findRoutes(picture: Picture, before?: Routing): Work<Routing> {
  if (before === undefined || !isLaidAlike(picture, before.scene)) return yield* findAnew(picture, before);
  const edges = new Map(picture.edges.map((edge) => [edge.id, edge]));
  return { ...before, scene: picture, routes: before.routes.map((route) => ({ ...route, edge: edges.get(route.edge.id) ?? route.edge })) };
}

function isLaidAlike(a: Picture, b: Picture): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    a.edges.length === b.edges.length &&
    a.edges.every((edge, index) => edge.id === b.edges[index]!.id && (edge.label === '') === (b.edges[index]!.label === '')) &&
    a.nodes.every((node, index) => node.id === b.nodes[index]!.id && isSamePlace(node, b.nodes[index]!))
  );
}

function* findAnew(picture: Picture, before: Routing | undefined): Work<Routing> {
  const joined = picture.edges.slice(0, wireLimit).flatMap((edge): Route[] => {
    const [from, to] = [picture.byId.get(edge.from), picture.byId.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to, points: treeOf(from, to) }];
  });
  const found = new Map<Route, readonly Point[]>();
  const hubs = hubsOf(joined.filter(({ points }) => points.length === 0));
  const tasks = tasksOf(picture, hubs);
  const answered = new Map<string, Answered>();
  const limit = Math.min(most.inNet, most.inAll / hubs.length);
  for (const [index, { key, isOutward, routes }] of hubs.entries()) {
    const task = tasks[index]!;
    const known = before?.hubs.get(key);
    const answer = known !== undefined && isSameTask(known.task, task) ? known : { task, ways: yield* wires(task, limit) };
    answered.set(key, answer);
    routes.forEach((route, at) => found.set(route, isOutward ? answer.ways[at]! : answer.ways[at]!.toReversed()));
    yield;
  }
  return { scene: picture, routes: joined.map((route) => ({ ...route, points: found.get(route) ?? route.points })), hubs: answered };
}

function tasksOf(picture: Picture, hubs: readonly Hub[]): readonly Task[] {
  const plugs = new Map<SceneNode, number>();
  const plugAt = (node: SceneNode): number => {
    const plug = plugs.get(node) ?? 0;
    plugs.set(node, plug + 1);
    return plug;
  };
  const room = roomOf(picture);
  return hubs.map(({ hub, isOutward, routes }, index) => {
    const ends = routes.map(({ edge, from, to }) => ({
      ...room.endOf(isOutward ? to : from),
      plug: plugAt(isOutward ? to : from),
      isFromAbove: edge.label !== '' && from.type !== 'pod',
    }));
    return taskOf(room.endOf(hub), ends, { ...room, lane: index % laneCount, isOutward });
  });
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
