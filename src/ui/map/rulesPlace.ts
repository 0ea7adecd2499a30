/** Where beside a node its rules open: where they cover the fewest words, and always whole on the screen. */
import type { Box, Point, SceneNode } from '#scene/model.ts';
import { size } from '#scene/pieces.ts';

const space = 8;
/** What a packet is called stands over the node that it comes to. */
const labelRoom = 20;
/** Rules as near as this are beside their node without a line. */
const near = labelRoom + 2 * space;
/** A line keeps this far from a corner. */
const corner = 16;

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
  // What the node itself says is covered last.
  const words = [...nodes.flatMap(wordsOf), node, node];
  const wholes = placesBeside(node, grow, seen).map((at) => within(seen, at, grow));
  const covered = wholes.map((at) => words.reduce((sum, word) => sum + shared({ ...at, ...grow }, word), 0));
  const best = covered.indexOf(Math.min(...covered));
  return within(seen, placesBeside(node, box, seen)[best]!, box);
}

/** Below, beside, above; in a node that is a room, at its foot; else at the edge of the screen, at last at its foot. */
function placesBeside(node: Box, { width, height }: Extent, seen: Box): readonly Point[] {
  const foot = node.y + node.height;
  const right = node.x + node.width;
  return [
    { x: node.x, y: foot + space },
    { x: right - width - space, y: foot - height - space },
    { x: right + space, y: node.y },
    { x: node.x - width - space, y: node.y },
    { x: node.x, y: node.y - height - space - labelRoom },
    { x: right - width, y: node.y - height - space - labelRoom },
    ...[node.y, node.y - height - space - labelRoom].flatMap((y) => [
      { x: seen.x + seen.width, y },
      { x: seen.x, y },
    ]),
    { x: node.x, y: seen.y + seen.height },
  ];
}

/** The line from a node to rules that do not open right beside it: straight over, or along the aisle below or above, across the fewest words. */
export function leaderTo(node: Box, box: Box, nodes: readonly SceneNode[]): readonly Point[] {
  if (shared({ x: node.x - near, y: node.y - near, width: node.width + 2 * near, height: node.height + 2 * near }, box) > 0) return [];
  const words = nodes.flatMap((one) => (isSame(one, node) ? [] : wordsOf(one)));
  const isLevel = box.y < node.y + node.height && box.y + box.height > node.y;
  const ways = [
    ...(isLevel ? [straight(node, box)] : [downBeside(node, box, node.x - space), downBeside(node, box, node.x + node.width + space)]),
    alongAisle(node, box, node.y + node.height + space),
    alongAisle(node, box, node.y - space),
  ].filter(({ length }) => length > 0);
  const crossed = ways.map((way) => words.filter((word) => runsOver(way, word)).length);
  return ways[crossed.indexOf(Math.min(...crossed))]!;
}

function straight(node: Box, box: Box): readonly Point[] {
  const y = clamp(box.y + 12, node.y + space, node.y + node.height - space);
  return box.x > node.x
    ? [
        { x: node.x + node.width, y },
        { x: box.x, y },
      ]
    : [
        { x: node.x, y },
        { x: box.x + box.width, y },
      ];
}

/** In the aisle to one side of the node, where the rules reach so far. */
function downBeside(node: Box, box: Box, x: number): readonly Point[] {
  if (x < box.x || x > box.x + box.width) return [];
  const y = node.y + node.height / 2;
  return [
    { x: x < node.x ? node.x : node.x + node.width, y },
    { x, y },
    { x, y: box.y > node.y ? box.y : box.y + box.height },
  ];
}

function alongAisle(node: Box, box: Box, level: number): readonly Point[] {
  const isLeft = box.x < node.x;
  const from = isLeft ? node.x + corner : node.x + node.width - corner;
  const out = [
    { x: from, y: level > node.y ? node.y + node.height : node.y },
    { x: from, y: level },
  ];
  if (level > box.y && level < box.y + box.height) return [...out, { x: isLeft ? box.x + box.width : box.x, y: level }];
  const to = clamp(from, box.x + corner, box.x + box.width - corner);
  return [...out, { x: to, y: level }, { x: to, y: level <= box.y ? box.y : box.y + box.height }];
}

function runsOver(way: readonly Point[], word: Box): boolean {
  return way.slice(1).some((end, index) => {
    const start = way[index]!;
    const [x, y] = [Math.min(start.x, end.x), Math.min(start.y, end.y)];
    return shared({ x, y, width: Math.abs(end.x - start.x) + 1, height: Math.abs(end.y - start.y) + 1 }, word) > 0;
  });
}

function isSame(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function within(seen: Box, { x, y }: Point, { width, height }: Extent): Point {
  return {
    x: clamp(x, seen.x + space, Math.max(seen.x + space, seen.x + seen.width - width - space)),
    y: clamp(y, seen.y + space, Math.max(seen.y + space, seen.y + seen.height - height - space)),
  };
}

/** Cards are full of words; a ground has them in its head. */
export function wordsOf(node: SceneNode): readonly Box[] {
  if (node.type === 'berth') return [];
  const isGround = node.type === 'band' || (node.type === 'room' && node.shape === 'room');
  return [isGround ? { x: node.x, y: node.y, width: node.width, height: size.head } : node];
}

function shared(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}
