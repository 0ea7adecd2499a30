/** Reserved places: a group's capacity grows in powers of two, and a thing keeps its slot while it lives. */
import type { Slots } from './model.ts';

/** The smallest power of two that holds `count`, at least 1. */
export function powerOfTwo(count: number): number {
  let capacity = 1;
  while (capacity < count) capacity *= 2;
  return capacity;
}

export interface SlotKeeper {
  /** Places the ids, given in the order in which they arrived; answers each one's slot. */
  place(group: string, ids: readonly string[]): { readonly capacity: number; readonly of: ReadonlyMap<string, number> };
  slots(): Slots;
}

export function keepSlots(before: Slots | undefined): SlotKeeper {
  const after = new Map<string, { readonly capacity: number; readonly of: ReadonlyMap<string, number> }>();
  return {
    place(group, ids) {
      const placed = placeIn(before?.get(group), ids);
      after.set(group, placed);
      return placed;
    },
    slots: () => after,
  };
}

type Group = { readonly capacity: number; readonly of: ReadonlyMap<string, number> };

function placeIn(before: Group | undefined, ids: readonly string[]): Group {
  if (before !== undefined && before.of.size === ids.length && ids.every((id) => before.of.has(id))) return before;
  const of = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of ids) {
    const slot = before?.of.get(id);
    if (slot === undefined) continue;
    of.set(id, slot);
    taken.add(slot);
  }
  let free = 0;
  for (const id of ids) {
    if (of.has(id)) continue;
    while (taken.has(free)) free += 1;
    of.set(id, free);
    taken.add(free);
  }
  let highest = 0;
  for (const slot of taken) highest = Math.max(highest, slot + 1);
  const needed = powerOfTwo(highest);
  const kept = before?.capacity ?? 1;
  return { capacity: needed > kept || needed * 4 <= kept ? needed : kept, of };
}

/** How many columns a herd of this capacity has: two by two where there is little room, else rather wide than high. */
export function columnsFor(capacity: number, across: number): number {
  let columns = 1;
  while (columns * columns < capacity) columns *= 2;
  return across <= 2 ? Math.min(columns, capacity <= 64 ? 2 : 8) : Math.max(columns, Math.min(capacity, 4));
}
