/**
 * How long a Job waits before it makes a pod after failures: 10 s, doubled with each failure since the last success, 10 min at most.
 * upstream: pkg/controller/job/backoff_utils.go
 */
import { finishedMs, type NewlyFinished } from './pods.ts';

const firstMs = 10_000;
const longestMs = 600_000;

/** Plain data; forgotten at a restart, as upstream does. */
export interface BackOffRecord {
  readonly failures: number;
  readonly lastFailureMs?: number;
}

export const noFailures: BackOffRecord = { failures: 0 };

export function afterFinished(record: BackOffRecord, { succeeded, failed }: NewlyFinished): BackOffRecord {
  if (failed.length === 0) return succeeded.length === 0 ? record : noFailures;
  const failures = failed.map(finishedMs);
  if (succeeded.length === 0) {
    return { failures: record.failures + failures.length, lastFailureMs: Math.max(record.lastFailureMs ?? 0, ...failures) };
  }
  const lastSuccessMs = Math.max(...succeeded.map(finishedMs));
  const later = failures.filter((at) => at > lastSuccessMs);
  return later.length === 0 ? noFailures : { failures: later.length, lastFailureMs: Math.max(...later) };
}

export interface Limits {
  readonly firstMs: number;
  readonly longestMs: number;
}

export function remainingMs({ failures, lastFailureMs }: BackOffRecord, wallMs: number, limits: Limits = { firstMs, longestMs }): number {
  if (failures === 0 || lastFailureMs === undefined) return 0;
  let backOff = limits.firstMs;
  for (let i = 1; i < failures && backOff < limits.longestMs; i += 1) backOff *= 2;
  return Math.max(lastFailureMs + Math.min(backOff, limits.longestMs) - wallMs, 0);
}
