/**
 * The order in which nodes are looked at: one of each zone in turn, so that a cycle that stops early has seen all zones.
 * upstream: pkg/scheduler/internal/cache/node_tree.go
 */
import type { Node } from '#api/kinds.ts';
import { zoneOf } from '../helpers/nodeZone.ts';

/** Zone -> names of its nodes, both in order of arrival. */
export type NodeTree = Map<string, string[]>;

export function addToTree(tree: NodeTree, node: Node): void {
  const names = tree.get(zoneOf(node));
  if (names === undefined) tree.set(zoneOf(node), [node.metadata.name]);
  else if (!names.includes(node.metadata.name)) names.push(node.metadata.name);
}

/** Answers whether it was there. */
export function removeFromTree(tree: NodeTree, node: Node): boolean {
  const names = tree.get(zoneOf(node)) ?? [];
  const at = names.indexOf(node.metadata.name);
  if (at < 0) return false;
  names.splice(at, 1);
  if (names.length === 0) tree.delete(zoneOf(node));
  return true;
}

/** A node that changed its zone comes last in the new one. */
export function updateInTree(tree: NodeTree, was: Node | undefined, node: Node): void {
  if (was !== undefined && zoneOf(was) === zoneOf(node)) return;
  if (was !== undefined) removeFromTree(tree, was);
  addToTree(tree, node);
}

/** Frozen, so that checkpoints share it. */
export function listTree(tree: NodeTree): readonly string[] {
  const zones = [...tree.values()];
  const [only] = zones;
  if (zones.length === 1 && only !== undefined) return Object.freeze([...only]);
  const longest = zones.reduce((most, { length }) => Math.max(most, length), 0);
  return Object.freeze(Array.from({ length: longest }, (_, i) => zones.flatMap((names) => names[i] ?? [])).flat());
}
