/** Values nested beyond reason would exhaust the stack of whoever walks them; the server refuses them at its door. */

/** Deeper than any object of a kind, far from what a stack holds. upstream: go encoding/json (maxNestingDepth) allows 10,000 */
const DEPTH_MAX = 1_000;

/** Level by level, so that nothing here is nested itself. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return true;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const child of Object.values(item)) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
  return false;
}
