/** Where a person has dragged things, kept for a reload of the same tab on the same run. */
import type { Arrangement, Point } from '#scene/model.ts';

/** Each arrangement keeps its own places. */
const storageKey = (arrangement: Arrangement): string => `orrery/moved/${arrangement}`;
/** More than anyone drags; what stands in the storage may be anybody's. */
const pointsMax = 2_000;

/** Which picture the places belong to. */
function pictureOf(arrangement: Arrangement): string {
  return `${arrangement} ${typeof location === 'undefined' ? '' : location.search + location.hash}`;
}

export function readMoved(arrangement: Arrangement): ReadonlyMap<string, Point> {
  try {
    return movedOf(JSON.parse(sessionStorage.getItem(storageKey(arrangement)) ?? 'null'), pictureOf(arrangement));
  } catch {
    return new Map();
  }
}

export function movedOf(kept: unknown, picture: string): ReadonlyMap<string, Point> {
  const { of, points } = (kept ?? {}) as { readonly of?: unknown; readonly points?: unknown };
  if (of !== picture || !Array.isArray(points)) return new Map();
  return new Map(points.slice(0, pointsMax).filter(isPlaced));
}

function isPlaced(entry: unknown): entry is [string, Point] {
  const [id, at] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
  const { x, y } = (at ?? {}) as Partial<Point>;
  return typeof id === 'string' && Number.isFinite(x) && Number.isFinite(y);
}

export function keepMoved(arrangement: Arrangement, moved: ReadonlyMap<string, Point>): void {
  try {
    if (moved.size === 0) sessionStorage.removeItem(storageKey(arrangement));
    else sessionStorage.setItem(storageKey(arrangement), JSON.stringify({ of: pictureOf(arrangement), points: [...moved] }));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

/** Another run: nothing of the old one may stay, in whichever arrangement. */
export function forgetMoved(): void {
  for (const arrangement of ['workload', 'node'] as const) keepMoved(arrangement, new Map());
}
