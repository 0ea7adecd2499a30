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

/** How far down (or up) each label has to go, or nothing where the words are there already. */
export function apart(labels: readonly (Box & { readonly text: string })[]): readonly (number | undefined)[] {
  const placed: (Box & { readonly text: string })[] = [];
  return labels.map((label, index) => {
    const isSaid = labels.slice(0, index).some((other) => isTwin(label, other));
    if (isSaid) return undefined;
    let { y } = label;
    for (const other of placed) y += giveWay({ ...label, y }, other);
    placed.push({ ...label, y });
    return y - label.y;
  });
}

function isTwin(a: Box & { readonly text: string }, b: Box & { readonly text: string }): boolean {
  return a.text === b.text && Math.abs(a.x - b.x) < same && Math.abs(a.y - b.y) < same;
}

function giveWay(label: Box, other: Box): number {
  const shared = Math.min(label.x + label.width, other.x + other.width) - Math.max(label.x, other.x);
  const down = label.y - other.y;
  const missing = Math.min(label.height, other.height) + space - Math.abs(down);
  if (shared <= 0 || missing <= 0) return 0;
  return (down < 0 ? -1 : 1) * missing * Math.min(1, shared / yielding);
}
