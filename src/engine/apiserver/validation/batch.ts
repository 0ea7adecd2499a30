/**
 * Jobs, CronJobs, autoscalers and disruption budgets.
 * upstream: pkg/apis/batch/validation, pkg/apis/autoscaling/validation, pkg/apis/policy/validation
 */
import type { CronJob, HorizontalPodAutoscaler, Job, PodDisruptionBudget } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { badZone, timeZone } from '#api/machinery/timeZone.ts';
import { isDNS1123Label, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { isPathSegment } from './access.ts';
import { byRule, needed, notNegative, oneOf, validSelector, type Errors } from './checks.ts';
import { scheduleProblem } from './cronSchedule.ts';
import { goDiffers } from '../goPrint/goDiff.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { internalTemplate } from '../goPrint/internalPodSpec.ts';
import { goLabels, goSelector } from './goValues.ts';
import { validTemplate } from './podSpec.ts';
import { indexLimits, replacementPolicy, successPolicy } from './jobFeatures.ts';
import { numberOrPercent } from './workloads.ts';

type JobSpec = Job['spec'];

export function validateJob(job: Job): Errors {
  const errors: Errors = [];
  generatedSelector(job, errors);
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
function generatedSelector({ spec, metadata }: Job, errors: Errors): void {
  const { selector, template, manualSelector } = spec;
  if (manualSelector === true || selector === undefined || selector === null) return;
  const { uid = '', name } = metadata;
  const expected: Readonly<Record<string, string>> = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
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

function failurePolicy(spec: JobSpec, at: string, errors: Errors): void {
  const names = new Set(
    [...(spec.template.spec?.containers ?? []), ...(spec.template.spec?.initContainers ?? [])].map((container) => container.name),
  );
  for (const [i, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
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
  for (const [i, value] of values.entries()) {
    if (values.indexOf(value) < i) errors.push(duplicate(`${at}[${i}]`, value));
    else if (operator === 'In' && value === 0) errors.push(invalidValue(`${at}[${i}]`, 0, 'must not be 0 for the In operator'));
  }
  if (values.some((value, i) => i > 0 && value < (values[i - 1] ?? 0)))
    errors.push(invalidValue(at, { printed: `[]int32{${values.join(', ')}}` }, 'must be ordered'));
}

const immutable = 'field is immutable';

export function validateJobUpdate(it: Job, old: Job): Errors {
  const errors = validateJob(it);
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

export function validateCronJob({ spec, metadata }: CronJob): Errors {
  const errors: Errors = [];
  if ((spec.schedule ?? '') === '') errors.push(required('spec.schedule'));
  else {
    const problem = scheduleProblem(spec.schedule);
    if (problem !== undefined) errors.push(invalidValue('spec.schedule', spec.schedule, problem));
  }
  notNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds', errors);
  const zoneProblem = spec.timeZone === undefined ? undefined : whyNoZone(spec.timeZone);
  if (zoneProblem !== undefined) errors.push(invalidValue('spec.timeZone', spec.timeZone, zoneProblem));
  if ((spec.concurrencyPolicy as string) === '') errors.push(required('spec.concurrencyPolicy'));
  else oneOf(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', errors);
  if (spec.jobTemplate.spec !== undefined) {
    if (spec.jobTemplate.spec.manualSelector === true) errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, []));
    jobSpec(spec.jobTemplate.spec, 'spec.jobTemplate.spec', errors);
  }
  notNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit', errors);
  notNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit', errors);
  if ((metadata.name ?? '').length > 52) errors.push(invalidValue('metadata.name', metadata.name, 'must be no more than 52 characters'));
  return errors;
}

function whyNoZone(name: string): string | undefined {
  if (name === '') return 'timeZone must be nil or non-empty string';
  if (name.toLowerCase() === 'local') return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  return timeZone(name) === undefined ? badZone(name) : undefined;
}

export function validateBudget({ spec }: PodDisruptionBudget): Errors {
  const errors: Errors = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined)
    errors.push(invalidValue('spec', { printed: JSON.stringify(spec) }, 'minAvailable and maxUnavailable cannot be both set'));
  if (spec.minAvailable !== undefined) numberOrPercent(spec.minAvailable, 'spec.minAvailable', errors);
  if (spec.maxUnavailable !== undefined) numberOrPercent(spec.maxUnavailable, 'spec.maxUnavailable', errors);
  validSelector(spec.selector, 'spec.selector', errors);
  if (spec.unhealthyPodEvictionPolicy !== undefined)
    oneOf(spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget'], 'spec.unhealthyPodEvictionPolicy', errors);
  return errors;
}

type Metric = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number];
type Rules = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']['behavior']>['scaleUp']>;
type ResourceMetric = NonNullable<Metric['resource']>;

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): Errors {
  const errors: Errors = [];
  if (spec.minReplicas !== undefined && spec.minReplicas < 1)
    errors.push(invalidValue('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1'));
  if (spec.maxReplicas < 1) errors.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than 0'));
  if (spec.minReplicas !== undefined && spec.maxReplicas < spec.minReplicas)
    errors.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`'));
  for (const field of ['kind', 'name'] as const) {
    const value = spec.scaleTargetRef[field];
    needed(value, `spec.scaleTargetRef.${field}`, errors);
    if ((value ?? '') !== '') byRule(isPathSegment, value, `spec.scaleTargetRef.${field}`, errors);
  }
  for (const [i, metric] of (spec.metrics ?? []).entries()) validMetric(metric, `spec.metrics[${i}]`, errors);
  scalingRules(spec.behavior?.scaleUp, 'spec.behavior.scaleUp', errors);
  scalingRules(spec.behavior?.scaleDown, 'spec.behavior.scaleDown', errors);
  return errors;
}

const metricFields: Readonly<Record<string, keyof Metric>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function validMetric(metric: Metric, at: string, errors: Errors): void {
  const { type = '' } = metric;
  if (type === '') errors.push(required(`${at}.type`, 'must specify a metric source type'));
  oneOf(type, Object.keys(metricFields), `${at}.type`, errors);
  if (metric.resource !== undefined) resourceMetric(metric.resource, `${at}.resource`, errors);
  const field = metricFields[type];
  if (field === undefined) oneOf(type, Object.keys(metricFields), `${at}.type`, errors);
  else if (metric[field] === undefined) errors.push(required(`${at}.${field}`, 'must populate information for the given metric source'));
}

function resourceMetric({ name, target }: ResourceMetric, at: string, errors: Errors): void {
  needed(name, `${at}.name`, errors, 'must specify a resource name');
  const { type = '', averageUtilization, averageValue, value } = target ?? {};
  const here = `${at}.target`;
  if (type === ('' as string)) errors.push(required(`${here}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalidValue(`${here}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalidValue(`${here}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  if (averageUtilization === undefined && averageValue === undefined)
    errors.push(required(`${here}.averageUtilization`, 'must set either a target raw value or a target utilization'));
  if (averageUtilization !== undefined && averageValue !== undefined)
    errors.push(forbiddenField(`${here}.averageValue`, 'may not set both a target raw value and a target utilization'));
  if (value !== undefined && Number(value) <= 0) errors.push(invalidValue(`${here}.value`, value, 'must be positive'));
}

function scalingRules(rules: Rules | undefined, at: string, errors: Errors): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules;
  if (window !== undefined && window < 0)
    errors.push(invalidValue(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > 3600)
    errors.push(invalidValue(`${at}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600'));
  if (selectPolicy !== undefined) oneOf(selectPolicy, ['Disabled', 'Max', 'Min'], `${at}.selectPolicy`, errors);
  if (policies.length === 0) errors.push(required(`${at}.policies`, 'must specify at least one Policy'));
  for (const [i, policy] of policies.entries()) {
    const here = `${at}.policies[${i}]`;
    oneOf(policy.type, ['Percent', 'Pods'], `${here}.type`, errors);
    if (policy.value <= 0) errors.push(invalidValue(`${here}.value`, policy.value, 'must be greater than zero'));
    if (policy.periodSeconds <= 0) errors.push(invalidValue(`${here}.periodSeconds`, policy.periodSeconds, 'must be greater than zero'));
    if (policy.periodSeconds > 1800)
      errors.push(invalidValue(`${here}.periodSeconds`, policy.periodSeconds, 'must be less than or equal to 1800'));
  }
}
