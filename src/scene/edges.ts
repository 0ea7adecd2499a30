/** The relations that one lens asks about. Ends are ids of things that are drawn. */
import { idOf, idOfObject, type Lens, type SceneEdge, type SceneNode, type ShownBy } from './model.ts';
import { struckBy } from './faults.ts';
import { dns, network, ownership, placement, rbac, scheduling, storage, type Line } from './relations.ts';
import type { World } from './world.ts';

export interface Drawn {
  readonly byId: ReadonlyMap<string, SceneNode>;
  readonly shownBy: ShownBy;
}

export function edgesOf(world: World, drawn: Drawn): SceneEdge[] {
  const edges = new Map<string, SceneEdge>();
  const line: Line = (from, to, tone, { label = '', dashed = false } = {}) => {
    const a = drawn.byId.has(from) ? from : drawn.shownBy.get(from);
    const b = drawn.byId.has(to) ? to : drawn.shownBy.get(to);
    if (a === undefined || b === undefined || a === b) return;
    const id = `${a}>${b}`;
    // What is true of one pod is not true of the stack it is in.
    const isOne = a === from && b === to;
    if (!edges.has(id)) edges.set(id, { id, from: a, to: b, tone, label: isOne ? label : '', dashed });
  };
  relations[world.input.lens](world, line);
  struck(world, line);
  return [...edges.values()];
}

/** What a fault strikes is seen through every lens. */
function struck(world: World, line: Line): void {
  for (const fault of world.others.get('Fault') ?? []) {
    const struck = struckBy(fault);
    if (struck !== undefined) line(idOfObject(fault), idOf(struck.kind, struck.namespace, struck.name), 'bad', { dashed: true });
  }
}

/** One question a lens. */
const relations: Readonly<Record<Lens, (world: World, line: Line) => void>> = {
  ownership,
  placement,
  storage,
  network,
  dns,
  rbac,
  scheduling,
};
