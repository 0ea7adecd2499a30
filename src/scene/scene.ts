/**
 * Mirror -> picture. Owns what stands on the map, where, and which lines a lens draws between the things.
 * Reads watched objects only. A node of the last picture is used again when nothing about it changed, so that
 * whoever draws can compare by identity. Deliberately knows no pixels of the screen, no colours, no language and no React.
 */
import { byNode, byWorkload } from './arrangements.ts';
import { edgesOf } from './edges.ts';
import type { Scene, SceneEdge, SceneInput, SceneNode, ShownBy } from './model.ts';
import { boundsOf, type Shows } from './pieces.ts';
import { readWorld } from './world.ts';

export function buildScene(input: SceneInput, before?: Scene): Scene {
  const world = readWorld(input, before?.slots);
  const laid = input.arrangement === 'node' ? byNode(world, before?.plan) : byWorkload(world, before?.plan);
  const byId = new Map<string, SceneNode>();
  let isSame = before !== undefined && before.nodes.length === laid.nodes.length;
  laid.nodes.forEach((fresh, index) => {
    const old = before?.byId.get(fresh.id);
    const node = old !== undefined && isAlike(old, fresh) ? old : fresh;
    if (node !== before?.nodes[index]) isSame = false;
    byId.set(node.id, node);
  });
  const nodes = isSame && before !== undefined ? before.nodes : [...byId.values()];
  const shownBy = showing(laid.shows);
  const edges = edgesOf(world, { byId, shownBy });
  const sameEdges =
    before !== undefined && before.edges.length === edges.length && edges.every((edge, index) => isAlike(edge, before.edges[index]));
  return {
    nodes,
    byId,
    shownBy,
    edges: sameEdges ? before.edges : edges,
    slots: world.slots.slots(),
    plan: laid.plan,
    bounds: isSame && before !== undefined ? before.bounds : boundsOf(nodes),
  };
}

/** Thousands of pods stand in stacks and hardly anyone asks where, so the table is made when somebody does. */
function showing(shows: readonly Shows[]): ShownBy {
  let table: Map<string, string> | undefined;
  return {
    get(id) {
      if (table === undefined) {
        table = new Map();
        for (const [hidden, by] of shows) for (const one of hidden) table.set(one, by);
      }
      return table.get(id);
    },
  };
}

/** Equal in every field; lists of words are compared item by item. */
function isAlike(a: SceneNode | SceneEdge, b: SceneNode | SceneEdge | undefined): boolean {
  if (b === undefined) return false;
  if ('facts' in a && 'facts' in b)
    return (
      a.facts === b.facts &&
      a.x === b.x &&
      a.y === b.y &&
      a.inside === b.inside &&
      a.tags.length === b.tags.length &&
      a.tags.every((tag, index) => tag === b.tags[index])
    );
  return hasSameFields(a, b, isEqual);
}

/** Every picture compares every node, so this makes no lists. */
function hasSameFields(a: object, b: object, same: (x: unknown, y: unknown) => boolean): boolean {
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  let surplus = 0;
  for (const key in left) {
    if (!same(left[key], right[key])) return false;
    surplus += 1;
  }
  for (const _ in right) surplus -= 1;
  return surplus === 0;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, index) => one === b[index]);
  return hasSameFields(a, b, Object.is);
}
