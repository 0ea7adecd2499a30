/**
 * Looks at something large only every so often. A real controller is slowed by its client's rate limit (20 requests a
 * second, 30 at once) and by the work itself; here a set of N pods is looked at again after a time that grows with N,
 * which keeps the cost of N changes near N. Small sets are looked at at once.
 * upstream: staging/src/k8s.io/client-go/util/flowcontrol (modelled, not the same numbers)
 */
import type { Outcome } from '#engine/client/controller.ts';

/** Below this many pods nothing is put off. */
const largeSet = 500;

/** Plain data: from when on each large set may be looked at again, and whether that look is planned already. */
export type Throttle = Map<string, { readonly fromMs: number; planned: boolean }>;

export function createThrottle(): Throttle {
  return new Map();
}

/** Undefined: look now. Otherwise what to answer the runner, because a look is planned. */
export function putOff(throttle: Throttle, key: string, now: number): Outcome | undefined {
  const seen = throttle.get(key);
  if (seen === undefined || now >= seen.fromMs) return undefined;
  if (seen.planned) return {};
  seen.planned = true;
  return { requeueAfterMs: seen.fromMs - now, why: 'client rate limit' };
}

/** Notes that a set of this size was looked at; `perPodMs` passes for each of its pods before the next look. */
export function looked(
  throttle: Throttle,
  key: string,
  look: { readonly now: number; readonly pods: number; readonly perPodMs: number },
): void {
  if (look.pods <= largeSet) throttle.delete(key);
  else throttle.set(key, { fromMs: look.now + Math.ceil(look.pods * look.perPodMs), planned: false });
}
