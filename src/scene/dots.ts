/** How a stack's dots stand: a place for each pod that is there or wanted, in rows that the card and its canvas agree on. */
import { powerOfTwo } from './slots.ts';

export interface DotGrid {
  /** From one dot to the next. */
  readonly pitch: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** Somebody may want more pods than ever come. */
const roomMax = 8_192;
const crowd = 1_024;

/** Room is kept for all that are wanted and grows in powers of two: while pods come up, the card stands still. */
export function dotGrid(present: number, wanted: number): DotGrid {
  const most = Math.max(present, Math.min(wanted, roomMax), 1);
  const pitch = most <= 64 ? 16 : most <= 256 ? 12 : 8;
  const width = most <= crowd ? 288 : 608;
  const columns = Math.floor(width / pitch);
  return { pitch, columns, width, height: Math.ceil(powerOfTwo(most) / columns) * pitch };
}
