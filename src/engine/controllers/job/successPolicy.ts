/**
 * Whether the indexes that have succeeded are enough for a Job's success policy. Newer than 1.28: as 1.30 has it, behind JobSuccessPolicy.
 * upstream: pkg/controller/job/success_policy.go
 */
import type { Job } from '#api/kinds.ts';
import { newCondition, type Condition } from './conditions.ts';
import { parseIndexes } from './indexes.ts';

/** The condition that says so, when a rule is met. */
export function successOf({ spec }: Job, succeeded: readonly number[], wallMs: number): Condition | undefined {
  if (succeeded.length === 0 || spec.completionMode !== 'Indexed') return undefined;
  for (const [index, { succeededIndexes, succeededCount }] of (spec.successPolicy?.rules ?? []).entries()) {
    const wanted = succeededIndexes === undefined ? undefined : parseIndexes(succeededIndexes, spec.completions ?? 0);
    if (wanted?.length === 0) continue;
    const reached = wanted === undefined ? succeeded.length : wanted.filter((it) => succeeded.includes(it)).length;
    const enough = (succeededCount !== undefined && reached >= succeededCount) || reached === wanted?.length;
    if (enough) return newCondition('SuccessCriteriaMet', { reason: 'SuccessPolicy', message: `Matched rules at index ${index}` }, wallMs);
  }
  return undefined;
}
