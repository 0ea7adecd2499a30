/** Where beside a node its rules open: where they cover the fewest words, and always whole on the screen. */
import type { Box, Point, SceneNode } from '#scene/model.ts';
import { size } from '#scene/pieces.ts';

const space = 8;

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The corner of the box. The place is chosen for as large as it may `grow`, so that it stays while rules are added. */
export function rulesPlace(
  node: Box,
  box: Extent,
  { grow, nodes, seen }: { readonly grow: Extent; readonly nodes: readonly SceneNode[]; readonly seen: Box },
): Point {
  const words = nodes.flatMap(wordsOf);
  const wholes = placesBeside(node, grow, seen).map((at) => within(seen, at, grow));
  const covered = wholes.map((at) => words.reduce((sum, word) => sum + shared({ ...at, ...grow }, word), 0));
  const best = covered.indexOf(Math.min(...covered));
  return within(seen, placesBeside(node, box, seen)[best]!, box);
}

/** Below, beside, above; in a node that is a room, at its foot; else at the edge of the screen. */
function placesBeside(node: Box, { width, height }: Extent, seen: Box): readonly Point[] {
  const foot = node.y + node.height;
  const right = node.x + node.width;
  return [
    { x: node.x, y: foot + space },
    { x: right - width - space, y: foot - height - space },
    { x: right + space, y: node.y },
    { x: node.x - width - space, y: node.y },
    { x: node.x, y: node.y - height - space },
    { x: right - width, y: node.y - height - space },
    ...[node.y, node.y - height - space].flatMap((y) => [
      { x: seen.x + seen.width, y },
      { x: seen.x, y },
    ]),
  ];
}

function within(seen: Box, { x, y }: Point, { width, height }: Extent): Point {
  return {
    x: Math.max(seen.x + space, Math.min(x, seen.x + seen.width - width - space)),
    y: Math.max(seen.y + space, Math.min(y, seen.y + seen.height - height - space)),
  };
}

/** Cards are full of words; a ground has them in its head. */
function wordsOf(node: SceneNode): readonly Box[] {
  if (node.type === 'berth') return [];
  const isGround = node.type === 'band' || (node.type === 'room' && node.shape === 'room');
  return [isGround ? { x: node.x, y: node.y, width: node.width, height: size.head } : node];
}

function shared(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}
