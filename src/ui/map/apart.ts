/** Labels of things that move are kept from lying over each other, without a jump from one moment to the next. */
import type { Box } from '#scene/model.ts';

/** Between two labels. */
const space = 2;
/** A label gives way by degrees while the last of the overlap goes. */
const yielding = 14;
/** The same words as near as this are said once. */
const same = 8;

/** How far up a label has to go from where a thing sets out or arrives, so that the words of the cards there can be read. */
export function above(label: Box, cards: readonly Box[]): number {
  return Math.min(0, ...cards.map((card) => overEdge(label, card)));
}

function overEdge(label: Box, card: Box): number {
  const shared = Math.min(label.x + label.width, card.x + card.width) - Math.max(label.x, card.x);
  const left = Math.min(shared, card.y + card.height - label.y);
  const missing = label.y + label.height + space - card.y;
  return left <= 0 || missing <= 0 ? 0 : -missing * Math.min(1, left / yielding);
}

export interface Label extends Box {
  readonly text: string;
  /** Under it stands what must not be covered, so it makes room upwards. */
  readonly isUp?: boolean;
}

/** How far down (or up) each label has to go, or nothing where the words are there already. */
export function apart(labels: readonly Label[]): readonly (number | undefined)[] {
  const placed: Label[] = [];
  return labels.map((label, index) => {
    const isSaid = labels.slice(0, index).some((other) => isTwin(label, other));
    if (isSaid) return undefined;
    let { y } = label;
    for (const other of placed) y += giveWay({ ...label, y }, other);
    placed.push({ ...label, y });
    return y - label.y;
  });
}

function isTwin(a: Label, b: Label): boolean {
  return a.text === b.text && Math.abs(a.x - b.x) < same && Math.abs(a.y - b.y) < same;
}

function giveWay(label: Label, other: Box): number {
  const shared = Math.min(label.x + label.width, other.x + other.width) - Math.max(label.x, other.x);
  const down = label.y - other.y;
  const missing = Math.min(label.height, other.height) + space - Math.abs(down);
  if (shared <= 0 || missing <= 0) return 0;
  const way = down < 0 ? -missing : label.isUp === true ? -missing - 2 * down : missing;
  return way * Math.min(1, shared / yielding);
}
