/**
 * Having a volume made is an operation beside the looks at its claim: one that failed is left alone for half a second, then
 * for twice as long each time. No look is planned for when that is over: news of the claim, or the next resync, leads to it.
 * upstream: pkg/util/goroutinemap, goroutinemap/exponentialbackoff
 */
const firstMs = 500;
const longestMs = 122_000;
const remembered = 10_000;

export type Failures = Map<string, { readonly at: number; readonly waitMs: number }>;

interface Operation {
  readonly key: string;
  readonly now: number;
}

export function isBackingOff(failures: Failures, { key, now }: Operation): boolean {
  const known = failures.get(key);
  return known !== undefined && now - known.at <= known.waitMs;
}

export function noteFailure(failures: Failures, { key, now }: Operation): void {
  const known = failures.get(key);
  if (failures.size >= remembered) failures.clear();
  failures.set(key, { at: now, waitMs: known === undefined ? firstMs : Math.min(known.waitMs * 2, longestMs) });
}
