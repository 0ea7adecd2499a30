/** Where an arrow key leads: the nearest thing that lies mostly in that direction. */
import type { Box } from './model.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

export function neighbour<T extends Box>(things: readonly T[], here: T, direction: Direction): T | undefined {
  let best: T | undefined;
  let least = Infinity;
  for (const thing of things) {
    if (thing === here) continue;
    const cost = costTo(here, thing, direction);
    if (cost < least) {
      least = cost;
      best = thing;
    }
  }
  return best;
}

/** Distance ahead, with steps aside counted three times; behind is infinitely far. */
function costTo(here: Box, there: Box, direction: Direction): number {
  const dx = there.x + there.width / 2 - (here.x + here.width / 2);
  const dy = there.y + there.height / 2 - (here.y + here.height / 2);
  const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
  const aside = Math.abs(direction === 'left' || direction === 'right' ? dy : dx);
  return ahead <= 1 || aside > ahead * 2.5 ? Infinity : ahead + 3 * aside;
}
