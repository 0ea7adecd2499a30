/**
 * Jobs, CronJobs and disruption budgets.
 * upstream: pkg/apis/batch/validation, pkg/apis/policy/validation
 */
import type { CronJob, Job, PodDisruptionBudget } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { badZone, timeZone } from '#api/machinery/timeZone.ts';
import { isDNS1123Label, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, invalidValue, notSupported, required, tooMany } from '../fieldError.ts';
import { byRule, notNegative, oneOf, validSelector, type Errors } from './checks.ts';
import { scheduleProblem } from './cronSchedule.ts';
import { goDiffers } from '../goPrint/goDiff.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { internalTemplate } from '../goPrint/internalPodSpec.ts';
import { goLabels, goSelector } from './goValues.ts';
import { validTemplate } from './podSpec.ts';
import { indexLimits, replacementPolicy, successPolicy } from './jobFeatures.ts';
import { atMostAll, numberOrPercent } from './workloads.ts';

type JobSpec = Job['spec'];

/** Jobs from before 1.27 lack the labels with a prefix. */
export function validateJob(job: Job, prefixed = true): Errors {
  const errors: Errors = [];
  generatedSelector(job, prefixed, errors);
  selectingSpec(job.spec, errors);
  const { completions = 0, completionMode } = job.spec;
  if (completionMode === 'Indexed' && completions > 0) {
    const { name = '' } = job.metadata;
    const last = `${name}-${completions - 1}`;
    if (isDNS1123Label(last).length > 0)
      errors.push(invalidValue('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`));
  }
  return errors;
}

function selectingSpec(spec: JobSpec, errors: Errors): void {
  jobSpec(spec, 'spec', errors);
  const { selector, template } = spec;
  if (selector === undefined || selector === null) errors.push(required('spec.selector'));
  else {
    const before = errors.length;
    validSelector(selector, 'spec.selector', errors);
    if (errors.length > before || matchesLabels(selectorOf(selector), template.metadata?.labels)) return;
  }
  errors.push(invalidValue('spec.template.metadata.labels', goLabels(template.metadata), '`selector` does not match template `labels`'));
}

/** A selector that the server made must still be the one it made. upstream: validateGeneratedSelector */
function generatedSelector({ spec, metadata }: Job, prefixed: boolean, errors: Errors): void {
  const { selector, template, manualSelector } = spec;
  if (manualSelector === true || selector === undefined || selector === null) return;
  const { uid = '', name } = metadata;
  const expected: Readonly<Record<string, string>> = {
    'controller-uid': uid,
    'job-name': name,
    ...(prefixed ? { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name } : {}),
  };
  if (uid === '') errors.push(required('metadata.uid'));
  for (const key in expected) {
    const found = template.metadata?.labels?.[key];
    if (found === expected[key]) continue;
    const [at, detail] = [`spec.template.metadata.labels[${key}]`, `must be '${expected[key] ?? ''}'`];
    errors.push(found === undefined ? required(at, detail) : invalidValue(at, goLabels(template.metadata), detail));
  }
  if (!matchesLabels(selectorOf(selector), expected))
    errors.push(invalidValue('spec.selector', goSelector(selector), '`selector` not auto-generated'));
}

function jobSpec(spec: JobSpec, at: string, errors: Errors): void {
  notNegative(spec.parallelism, `${at}.parallelism`, errors);
  notNegative(spec.completions, `${at}.completions`, errors);
  notNegative(spec.activeDeadlineSeconds, `${at}.activeDeadlineSeconds`, errors);
  notNegative(spec.backoffLimit, `${at}.backoffLimit`, errors);
  notNegative(spec.ttlSecondsAfterFinished, `${at}.ttlSecondsAfterFinished`, errors);
  if (spec.completionMode !== undefined) {
    oneOf(spec.completionMode, ['NonIndexed', 'Indexed'], `${at}.completionMode`, errors);
    if (spec.completionMode === 'Indexed') {
      if (spec.completions === undefined) errors.push(required(`${at}.completions`, 'when completion mode is Indexed'));
      if ((spec.parallelism ?? 0) > 100_000)
        errors.push(
          invalidValue(`${at}.parallelism`, spec.parallelism, 'must be less than or equal to 100000 when completion mode is Indexed'),
        );
    }
  }
  indexLimits(spec, at, errors);
  if (spec.podFailurePolicy !== undefined) failurePolicy(spec, `${at}.podFailurePolicy`, errors);
  replacementPolicy(spec, `${at}.podReplacementPolicy`, errors);
  successPolicy(spec, `${at}.successPolicy`, errors);
  validTemplate(spec.template, `${at}.template`, errors);
  const restart = spec.template.spec?.restartPolicy ?? '';
  if (restart !== 'OnFailure' && restart !== 'Never')
    errors.push(
      restart === 'Always' || restart === ('' as string)
        ? required(`${at}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')
        : notSupported(`${at}.template.spec.restartPolicy`, restart, ['OnFailure', 'Never']),
    );
  if (spec.podFailurePolicy !== undefined && restart === 'OnFailure')
    errors.push(invalidValue(`${at}.template.spec.restartPolicy`, restart, 'only "Never" is supported when podFailurePolicy is specified'));
}

const rulesMax = 20;
const conditionsMax = 20;
const codesMax = 255;

function failurePolicy(spec: JobSpec, at: string, errors: Errors): void {
  const names = new Set(
    [...(spec.template.spec?.containers ?? []), ...(spec.template.spec?.initContainers ?? [])].map((container) => container.name),
  );
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > rulesMax) errors.push(tooMany(`${at}.rules`, rules.length, rulesMax));
  for (const [i, rule] of rules.entries()) {
    const here = `${at}.rules[${i}]`;
    if ((rule.action as string) === '') errors.push(required(`${here}.action`, 'valid values: ["Count" "FailIndex" "FailJob" "Ignore"]'));
    else if (rule.action === 'FailIndex') {
      if (spec.backoffLimitPerIndex === undefined)
        errors.push(invalidValue(`${here}.action`, rule.action, 'requires the backoffLimitPerIndex to be set'));
    } else oneOf(rule.action, ['Count', 'FailIndex', 'FailJob', 'Ignore'], `${here}.action`, errors);
    const codes = rule.onExitCodes;
    if (codes !== undefined && codes !== null) {
      const { operator, values = [], containerName } = codes;
      if ((operator as string) === '') errors.push(required(`${here}.onExitCodes.operator`, 'valid values: ["In" "NotIn"]'));
      else oneOf(operator, ['In', 'NotIn'], `${here}.onExitCodes.operator`, errors);
      if ((containerName ?? undefined) !== undefined && !names.has(containerName ?? ''))
        errors.push(
          invalidValue(
            `${here}.onExitCodes.containerName`,
            containerName,
            'must be one of the container or initContainer names in the pod template',
          ),
        );
      exitCodes(values ?? [], operator, `${here}.onExitCodes.values`, errors);
    }
    if ((rule.onPodConditions ?? []).length > conditionsMax)
      errors.push(tooMany(`${here}.onPodConditions`, (rule.onPodConditions ?? []).length, conditionsMax));
    for (const [j, pattern] of (rule.onPodConditions ?? []).entries()) {
      const there = `${here}.onPodConditions[${j}]`;
      byRule(isQualifiedName, pattern.type ?? '', `${there}.type`, errors);
      if ((pattern.status as string) === '') errors.push(required(`${there}.status`, 'valid values: ["False" "True" "Unknown"]'));
      else oneOf(pattern.status, ['False', 'True', 'Unknown'], `${there}.status`, errors);
    }
    if ((codes ?? undefined) === undefined && (rule.onPodConditions ?? []).length === 0)
      errors.push(invalidValue(here, { printed: '' }, 'specifying one of OnExitCodes and OnPodConditions is required'));
    if ((codes ?? undefined) !== undefined && (rule.onPodConditions ?? []).length > 0)
      errors.push(invalidValue(here, '', 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
}

function exitCodes(values: readonly number[], operator: string, at: string, errors: Errors): void {
  if (values.length === 0) errors.push(invalidValue(at, { printed: '[]int32(nil)' }, 'at least one value is required'));
  if (values.length > codesMax) errors.push(tooMany(at, values.length, codesMax));
  for (const [i, value] of values.entries()) {
    if (values.indexOf(value) < i) errors.push(duplicate(`${at}[${i}]`, value));
    else if (operator === 'In' && value === 0) errors.push(invalidValue(`${at}[${i}]`, 0, 'must not be 0 for the In operator'));
  }
  if (values.some((value, i) => i > 0 && value < (values[i - 1] ?? 0)))
    errors.push(invalidValue(at, { printed: `[]int32{${values.join(', ')}}` }, 'must be ordered'));
}

const immutable = 'field is immutable';

export function validateJobUpdate(it: Job, old: Job): Errors {
  const had = old.spec.template.metadata?.labels ?? {};
  const errors = validateJob(it, 'batch.kubernetes.io/job-name' in had && 'batch.kubernetes.io/controller-uid' in had);
  selectingSpec(it.spec, errors);
  const elastic = it.spec.completions === it.spec.parallelism;
  if (it.spec.completions !== old.spec.completions) {
    if (it.spec.completionMode !== 'Indexed' || old.spec.completions === undefined)
      errors.push(invalidValue('spec.completions', it.spec.completions, immutable));
    else if (it.spec.completions !== undefined && !elastic)
      errors.push(invalidValue('spec.completions', it.spec.completions, 'can only be modified in tandem with spec.parallelism'));
  }
  if (!equalJson(it.spec.selector, old.spec.selector)) errors.push(invalidValue('spec.selector', goSelector(it.spec.selector), immutable));
  if (!equalJson(mutableTemplate(it, old), old.spec.template))
    errors.push(invalidValue('spec.template', goSyntax('core.PodTemplateSpec', internalTemplate(it.spec.template)), immutable));
  if (it.spec.completionMode !== old.spec.completionMode)
    errors.push(invalidValue('spec.completionMode', it.spec.completionMode, immutable));
  if (goDiffers('*batch.PodFailurePolicy', it.spec.podFailurePolicy, old.spec.podFailurePolicy))
    errors.push(invalidValue('spec.podFailurePolicy', goSyntax('*batch.PodFailurePolicy', it.spec.podFailurePolicy), immutable));
  if (it.spec.backoffLimitPerIndex !== old.spec.backoffLimitPerIndex)
    errors.push(invalidValue('spec.backoffLimitPerIndex', it.spec.backoffLimitPerIndex, immutable));
  if (!equalJson(it.spec.successPolicy, old.spec.successPolicy))
    errors.push(invalidValue('spec.successPolicy', { printed: JSON.stringify(it.spec.successPolicy ?? null) }, immutable));
  return errors;
}

/** Where a suspended job's pods may go can still change while it has not started. */
function mutableTemplate(it: Job, old: Job): unknown {
  const notStarted = old.spec.suspend === true && old.status?.startTime === undefined;
  if (!notStarted) return it.spec.template;
  const { nodeSelector, affinity, tolerations, schedulingGates } = old.spec.template.spec ?? {};
  const spec: Record<string, unknown> = { ...it.spec.template.spec, nodeSelector, affinity, tolerations, schedulingGates };
  return {
    ...it.spec.template,
    metadata: {
      ...it.spec.template.metadata,
      annotations: old.spec.template.metadata?.annotations,
      labels: old.spec.template.metadata?.labels,
    },
    spec,
  };
}

export function validateCronJob(job: CronJob): Errors {
  return cronJob(job, undefined);
}

/** What stood in the schedule before may stay there; a zone is looked at when it changes. */
export function validateCronJobUpdate(job: CronJob, old: CronJob): Errors {
  return cronJob(job, old);
}

function cronJob({ spec, metadata }: CronJob, old: CronJob | undefined): Errors {
  const errors: Errors = [];
  validSchedule(spec, old?.spec.schedule.includes('TZ') === true, errors);
  notNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds', errors);
  if (spec.timeZone !== undefined && (old === undefined || old.spec.timeZone !== spec.timeZone))
    validZone(spec.timeZone, 'spec.timeZone', errors);
  if ((spec.concurrencyPolicy ?? '') === ('' as string)) errors.push(required('spec.concurrencyPolicy'));
  else oneOf(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', errors);
  const template = spec.jobTemplate.spec;
  if (template !== undefined) {
    jobSpec(template, 'spec.jobTemplate.spec', errors);
    if (template.selector !== undefined)
      errors.push(invalidValue('spec.jobTemplate.spec.selector', goSelector(template.selector), '`selector` will be auto-generated'));
    if (template.manualSelector === true) errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, []));
  }
  notNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit', errors);
  notNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit', errors);
  if ((metadata.name ?? '').length > 52) errors.push(invalidValue('metadata.name', metadata.name, 'must be no more than 52 characters'));
  return errors;
}

/** A zone inside the schedule is only kept where it has been. */
function validSchedule({ schedule = '', timeZone: zone }: CronJob['spec'], mayHaveZone: boolean, errors: Errors): void {
  if (schedule === '') return void errors.push(required('spec.schedule'));
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) errors.push(invalidValue('spec.schedule', schedule, problem));
  if (!schedule.includes('TZ')) return;
  if (!mayHaveZone)
    errors.push(invalidValue('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (zone !== undefined)
    errors.push(invalidValue('spec.schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

/** upstream: validateTimeZone */
export function validZone(zone: string, at: string, errors: Errors): void {
  for (const why of whyNoZone(zone)) errors.push(invalidValue(at, zone, why));
}

function whyNoZone(name: string): readonly string[] {
  if (name === '') return ['timeZone must be nil or non-empty string'];
  const local =
    name.toLowerCase() === 'local' ? ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'] : [];
  return name === 'Local' || timeZone(name) !== undefined ? local : [...local, badZone(name)];
}

export function validateBudget({ spec }: PodDisruptionBudget): Errors {
  const errors: Errors = [];
  validBudget(spec, 'spec', errors);
  return errors;
}

export function validBudget(spec: PodDisruptionBudget['spec'], at: string, errors: Errors): void {
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined)
    errors.push(invalidValue(at, { printed: JSON.stringify(spec) }, 'minAvailable and maxUnavailable cannot be both set'));
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    if (spec[field] === undefined) continue;
    numberOrPercent(spec[field], `${at}.${field}`, errors);
    atMostAll(spec[field], `${at}.${field}`, errors);
  }
  validSelector(spec.selector, `${at}.selector`, errors);
  if (spec.unhealthyPodEvictionPolicy !== undefined)
    oneOf(spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget'], `${at}.unhealthyPodEvictionPolicy`, errors);
}
