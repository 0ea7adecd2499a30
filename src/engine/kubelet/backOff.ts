/**
 * Back-off by name: 10 s, doubled each time, at most 5 min, forgotten when the thing went well for 10 min.
 * upstream: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go
 */

/** Plain data. */
export type BackOffs = Map<string, { readonly delayMs: number; readonly atMs: number }>;

const firstMs = 10_000;
const maxMs = 300_000;

/** Lengthens the wait, or begins it. `eventMs` is when the thing failed. */
export function lengthen(all: BackOffs, id: string, eventMs: number, nowMs: number): void {
  const entry = all.get(id);
  const delayMs = entry === undefined || expired(entry.atMs, eventMs) ? firstMs : Math.min(entry.delayMs * 2, maxMs);
  all.set(id, { delayMs, atMs: nowMs });
}

/** Whether what failed at `eventMs` must not be tried again yet. */
export function isWaitingSince(all: BackOffs, id: string, eventMs: number, nowMs: number): boolean {
  const entry = all.get(id);
  return entry !== undefined && !expired(entry.atMs, eventMs) && nowMs - eventMs < entry.delayMs;
}

/** Whether the wait that was last begun or lengthened is still on. */
export function isWaiting(all: BackOffs, id: string, nowMs: number): boolean {
  const entry = all.get(id);
  return entry !== undefined && nowMs - entry.atMs < entry.delayMs;
}

export function delayOf(all: BackOffs, id: string): number {
  return all.get(id)?.delayMs ?? 0;
}

function expired(atMs: number, eventMs: number): boolean {
  return eventMs - atMs > 2 * maxMs;
}
