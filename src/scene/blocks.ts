/** Blocks: pieces that stand together. Sections of blocks are packed into a width, and the width that shows them largest is chosen. */
import type { Plan, Point } from './model.ts';
import { pack, size, type Piece } from './pieces.ts';

export interface Block {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly { readonly piece: Piece; readonly at: Point }[];
}

/** Blocks of one sort, below those of the section before. */
export interface Section {
  readonly blocks: readonly Block[];
  /** Between blocks, beside and below; absent means an aisle that wires can run in. */
  readonly gap?: number;
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Few widths, so that the picture seldom changes its shape. */
const shelfWidths = [480, 740, 980, 1200, 1500, 1900, 2500, 3400, 4800, 7000, 11_000, 17_000];

/** No cluster is drawn larger than this, so that a small one does not look like a big one. */
export const nearest = 1.35;

/** A plan is kept until another shows everything this much larger. */
const patience = 1.15;

export function blockOf(piece: Piece): Block {
  return { width: piece.width, height: piece.height, parts: [{ piece, at: { x: 0, y: 0 } }] };
}

/** Pieces under each other. */
export function column(pieces: readonly Piece[]): Block {
  let y = 0;
  let width = 0;
  const parts = pieces.map((piece) => {
    const at = { x: 0, y };
    y += piece.height + size.gap;
    width = Math.max(width, piece.width);
    return { piece, at };
  });
  return { width, height: Math.max(0, y - size.gap), parts };
}

/** Where each block of each section goes, and how large all of it is. */
function fill(sections: readonly Section[], width: number): { readonly places: readonly (readonly Point[])[]; readonly total: Room } {
  let top = 0;
  let right = 0;
  // What is wider than the shelf makes room for all the rest as well.
  const shelf = Math.max(width, ...sections.flatMap(({ blocks }) => blocks.map((block) => block.width)));
  const places = sections.map(({ blocks, gap }) => {
    if (blocks.length === 0) return [];
    const start = top;
    const found = pack(blocks, shelf, gap).map((at, index) => {
      const block = blocks[index];
      right = Math.max(right, at.x + (block?.width ?? 0));
      top = Math.max(top, start + at.y + (block?.height ?? 0));
      return { x: at.x, y: start + at.y };
    });
    top += size.shelf;
    return found;
  });
  return { places, total: { width: right, height: Math.max(0, top - size.shelf) } };
}

export function placeBlocks(sections: readonly Section[], width: number): readonly { readonly piece: Piece; readonly at: Point }[] {
  const { places } = fill(sections, width);
  return sections.flatMap(({ blocks }, section) =>
    blocks.flatMap((block, index) => {
      const corner = places[section]?.[index] ?? { x: 0, y: 0 };
      return block.parts.map(({ piece, at }) => ({ piece, at: { x: corner.x + at.x, y: corner.y + at.y } }));
    }),
  );
}

/** Below this, words could not be read: a picture somewhat too large for its room is then cut at the foot, not made smaller. */
const readable = 0.6;
/** What is only a little smaller than that is shown whole all the same. */
const nearlyReadable = 0.5;
/** A cluster so large that it would have to be cut to less than this part is shown whole. */
const leastShown = 0.4;

/** How large a picture is drawn in a room, and whether all of it is seen then. */
export function zoomFor(total: Room, room: Room): { readonly zoom: number; readonly isWhole: boolean } {
  const across = room.width / Math.max(1, total.width);
  const whole = Math.min(nearest, across, room.height / Math.max(1, total.height));
  const zoom = Math.min(readable, across);
  return whole >= Math.min(zoom, nearlyReadable) || whole < zoom * leastShown ? { zoom: whole, isWhole: true } : { zoom, isWhole: false };
}

function worthOf(sections: readonly Section[], width: number, room: Room): number {
  const { total } = fill(sections, width);
  const { zoom, isWhole } = zoomFor(total, room);
  // What cannot be seen at once is worth half; of two that are equally large the one that leaves less empty wins.
  const worth = isWhole ? zoom : zoom * (0.5 + (0.5 * room.height) / (total.height * zoom));
  const filled = sections.reduce((sum, { blocks }) => sum + blocks.reduce((area, block) => area + block.width * block.height, 0), 0);
  return worth + 0.03 * Math.min(2, room.height / Math.max(1, total.height)) + (0.2 * filled) / Math.max(1, total.width * total.height);
}

/** The plan under which everything is largest in the room; the one before stays while it is nearly as good. */
export function choosePlan(styles: readonly (readonly Section[])[], room: Room, before: Plan | undefined): Plan {
  let best: Plan = { style: 0, width: shelfWidths[0]! };
  let largest = 0;
  styles.forEach((sections, style) => {
    for (const width of shelfWidths) {
      const zoom = worthOf(sections, width, room);
      if (zoom > largest * 1.005) [best, largest] = [{ style, width }, zoom];
    }
  });
  const kept = before === undefined || before.width === 0 ? undefined : styles[before.style];
  if (before !== undefined && kept !== undefined && worthOf(kept, before.width, room) * patience >= largest) return before;
  return best;
}
