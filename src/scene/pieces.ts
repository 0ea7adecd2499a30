/** Pieces of the picture, laid out relative to their own corner and put down later. */
import type { Box, Point, SceneNode } from './model.ts';

export const size = {
  pod: { width: 184, height: 88 },
  claim: { width: 184, height: 66 },
  service: { width: 216, height: 92 },
  nameplate: { width: 216, height: 60 },
  form: { width: 216, height: 62 },
  plate: { width: 216, height: 64 },
  gap: 18,
  pad: 18,
  head: 46,
  numeral: 36,
  aisle: 76,
  shelf: 64,
} as const;

/** A thing on its way to its place. Drafts are fresh and belong to one layout, so moving them in place is safe. */
export type Draft = SceneNode & { x: number; y: number; inside?: string };

export interface Piece {
  readonly width: number;
  readonly height: number;
  /** The first node is the piece's own; the others move along with it. */
  readonly nodes: readonly Draft[];
  readonly shows: readonly Shows[];
}

/** Ids of objects without a place of their own, and the id of the thing that shows them. */
export type Shows = readonly [hidden: readonly string[], by: string];

/** The piece's nodes at a place: where it was dragged to, else where the layout wants it. */
export function putDown(piece: Piece, at: Point, moved: ReadonlyMap<string, Point>): readonly SceneNode[] {
  const root = piece.nodes[0];
  const place = root === undefined ? at : (moved.get(root.id) ?? at);
  for (const node of piece.nodes) shift(node, place);
  return piece.nodes;
}

export function shift(node: Draft, by: Point): Draft {
  node.x += by.x;
  node.y += by.y;
  return node;
}

export function pieceOf(root: Draft, nodes: readonly Draft[] = [], shows: Piece['shows'] = []): Piece {
  return { width: root.width, height: root.height, nodes: [root, ...nodes], shows };
}

export function boundsOf(nodes: readonly Box[]): Box {
  if (nodes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const node of nodes) {
    left = Math.min(left, node.x);
    top = Math.min(top, node.y);
    right = Math.max(right, node.x + node.width);
    bottom = Math.max(bottom, node.y + node.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

/** A stretch of the lower edge of what is placed so far: from x to the next stretch, at this height. */
interface Stretch {
  readonly x: number;
  readonly y: number;
}

/** Puts each piece where it comes to lie highest, leftmost of those; pieces before it stay where they are. */
export function pack(pieces: readonly Sized[], width: number, gap?: number): Point[] {
  let edge: readonly Stretch[] = [{ x: 0, y: 0 }];
  return pieces.map((piece) => {
    const wide = piece.width + (gap ?? size.aisle);
    let best: Point | undefined;
    for (const [index, { x }] of edge.entries()) {
      if (x > 0 && x + piece.width > width) break;
      const y = depthFrom(edge, index, x + wide);
      if (best === undefined || y < best.y) best = { x, y };
    }
    const at = best ?? { x: 0, y: 0 };
    edge = lowered(edge, at.x, at.x + wide, at.y + piece.height + (gap ?? size.shelf));
    return at;
  });
}

/** How far down the edge reaches from one stretch up to a place. */
function depthFrom(edge: readonly Stretch[], first: number, to: number): number {
  let depth = 0;
  for (let index = first; index < edge.length && edge[index]!.x < to; index += 1) depth = Math.max(depth, edge[index]!.y);
  return depth;
}

function lowered(edge: readonly Stretch[], from: number, to: number, y: number): Stretch[] {
  const after = edge.filter(({ x }) => x <= to).at(-1)!;
  return [...edge.filter(({ x }) => x < from), { x: from, y }, { x: to, y: after.y }, ...edge.filter(({ x }) => x > to)];
}
