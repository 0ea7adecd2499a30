/**
 * The parts of a Job's spec that are behind feature gates: who meets one knows that its gate is on.
 * The success policy is of 1.30, everything else of 1.28.
 * upstream: pkg/apis/batch/validation/validation.go
 */
import type { Job } from '#api/kinds.ts';
import { invalidValue, notSupported, required, tooLong, tooMany } from '../fieldError.ts';
import { notNegative, type Errors } from './checks.ts';

type JobSpec = Job['spec'];

const failedIndexesMax = 100_000;
const completionsSoftLimit = 100_000;
const highLimit = 10_000;
const successRulesMax = 20;
const succeededIndexesMax = 65_536;

/** What a limit for each index asks for. */
export function indexLimits(spec: JobSpec, at: string, errors: Errors): void {
  const { backoffLimitPerIndex, maxFailedIndexes, completionMode = 'NonIndexed' } = spec;
  notNegative(backoffLimitPerIndex, `${at}.backoffLimitPerIndex`, errors);
  notNegative(maxFailedIndexes, `${at}.maxFailedIndexes`, errors);
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined)
    errors.push(required(`${at}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (completionMode === 'Indexed') return indexedLimits(spec, at, errors);
  if (completionMode !== 'NonIndexed') return;
  if (backoffLimitPerIndex !== undefined)
    errors.push(invalidValue(`${at}.backoffLimitPerIndex`, backoffLimitPerIndex, 'requires indexed completion mode'));
  if (maxFailedIndexes !== undefined)
    errors.push(invalidValue(`${at}.maxFailedIndexes`, maxFailedIndexes, 'requires indexed completion mode'));
}

function indexedLimits(spec: JobSpec, at: string, errors: Errors): void {
  const { backoffLimitPerIndex, maxFailedIndexes, completions, parallelism = 0 } = spec;
  const here = `${at}.maxFailedIndexes`;
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    errors.push(invalidValue(here, maxFailedIndexes, 'must be less than or equal to completions'));
  if (maxFailedIndexes !== undefined && maxFailedIndexes > failedIndexesMax)
    errors.push(invalidValue(here, maxFailedIndexes, `must be less than or equal to ${failedIndexesMax}`));
  if (completions === undefined || completions <= completionsSoftLimit || backoffLimitPerIndex === undefined) return;
  const high = `must be less than or equal to ${highLimit} when completions are above ${completionsSoftLimit} and used with backoff limit per index`;
  if (maxFailedIndexes === undefined) errors.push(required(here, `must be specified when completions is above ${completionsSoftLimit}`));
  if (parallelism > highLimit) errors.push(invalidValue(`${at}.parallelism`, parallelism, high));
  if (maxFailedIndexes !== undefined && maxFailedIndexes > highLimit) errors.push(invalidValue(here, maxFailedIndexes, high));
}

/** With a failure policy a pod is replaced only when it is known how it ended. */
export function replacementPolicy({ podReplacementPolicy, podFailurePolicy }: JobSpec, at: string, errors: Errors): void {
  if (podReplacementPolicy === undefined) return;
  const allowed = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (!allowed.includes(podReplacementPolicy)) errors.push(notSupported(at, podReplacementPolicy, allowed));
}

export function successPolicy(spec: JobSpec, at: string, errors: Errors): void {
  if (spec.successPolicy === undefined) return;
  if (spec.completionMode !== 'Indexed') {
    errors.push(invalidValue(at, { printed: JSON.stringify(spec.successPolicy) }, 'requires indexed completion mode'));
    return;
  }
  const rules = spec.successPolicy.rules ?? [];
  if (rules.length === 0) errors.push(required(`${at}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > successRulesMax) errors.push(tooMany(`${at}.rules`, rules.length, successRulesMax));
  for (const [i, rule] of rules.entries()) successRule(rule, { at: `${at}.rules[${i}]`, completions: spec.completions ?? 0 }, errors);
}

type SuccessRule = NonNullable<JobSpec['successPolicy']>['rules'][number];

function successRule(
  { succeededCount, succeededIndexes }: SuccessRule,
  { at, completions }: { readonly at: string; readonly completions: number },
  errors: Errors,
): void {
  if (succeededCount === undefined && succeededIndexes === undefined)
    errors.push(required(at, 'at least one of succeededCount or succeededIndexes must be specified'));
  const total = succeededIndexes === undefined ? undefined : countIndexes(succeededIndexes, completions);
  const indexesAt = `${at}.succeededIndexes`;
  if (succeededIndexes !== undefined && succeededIndexes.length > succeededIndexesMax) errors.push(tooLong(indexesAt, succeededIndexesMax));
  if (typeof total === 'string') errors.push(invalidValue(indexesAt, succeededIndexes, `error parsing succeededIndexes: ${total}`));
  if (succeededCount === undefined) return;
  const countAt = `${at}.succeededCount`;
  notNegative(succeededCount, countAt, errors);
  if (succeededCount > completions)
    errors.push(
      invalidValue(countAt, succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`),
    );
  if (typeof total === 'number' && succeededCount > total)
    errors.push(
      invalidValue(
        countAt,
        succeededCount,
        `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`,
      ),
    );
}

/** How many indexes a text such as `0,2-4` names, or what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  let last = -1;
  let total = 0;
  for (const part of text === '' ? [] : text.split(',')) {
    const limits = part.split('-');
    if (limits.length > 2)
      return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`;
      const index = Number(limit);
      if (index >= completions) return `too large index: ${JSON.stringify(limit)}`;
      if (last >= index) return `non-increasing order, previous: ${last}, current: ${index}`;
      last = index;
    }
    total += last - Number(limits[0]) + 1;
  }
  return total;
}
