/**
 * Runs something soon after it was asked for, but not too often: a burst of runs at once, then one each interval.
 * Owns only times and a count; whoever holds it plans the timers.
 * upstream: pkg/util/async/bounded_frequency_runner.go
 */
export interface BoundedRunner {
  readonly minIntervalMs: number;
  readonly burst: number;
  /** Runs that may be made at once; refilled by one each interval. */
  tokens: number;
  refilledAt: number;
  lastRun: number;
}

export function createBoundedRunner(minIntervalMs: number, burst: number): BoundedRunner {
  return { minIntervalMs, burst, tokens: burst, refilledAt: 0, lastRun: 0 };
}

/** 0 when it may run now, and then it counts as run; otherwise the milliseconds after which to try again. */
export function tryRun(runner: BoundedRunner, now: number): number {
  runner.tokens = Math.min(runner.burst, runner.tokens + (now - runner.refilledAt) / runner.minIntervalMs);
  runner.refilledAt = now;
  if (runner.tokens < 1) return Math.max(1, runner.minIntervalMs - (now - runner.lastRun));
  runner.tokens -= 1;
  runner.lastRun = now;
  return 0;
}
