/**
 * Autoscalers: limits, metrics, behaviour.
 * upstream: pkg/apis/autoscaling/validation/validation.go
 */
import type { HorizontalPodAutoscaler } from '#api/kinds.ts';
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';
import { isDNS1123Label } from '#api/machinery/validation.ts';
import { forbiddenField, invalidValue, required } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { isPathSegment } from './access.ts';
import { byRule, needed, oneOf, type Errors } from './checks.ts';

type Spec = HorizontalPodAutoscaler['spec'];
type Metric = NonNullable<Spec['metrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];
type Rules = NonNullable<NonNullable<Spec['behavior']>['scaleUp']>;

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): Errors {
  const errors: Errors = [];
  if (spec.minReplicas !== undefined && spec.minReplicas < 1)
    errors.push(invalidValue('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1'));
  if (spec.maxReplicas < 1) errors.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than 0'));
  if (spec.minReplicas !== undefined && spec.maxReplicas < spec.minReplicas)
    errors.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`'));
  reference(spec.scaleTargetRef, 'spec.scaleTargetRef', errors);
  for (const [i, metric] of (spec.metrics ?? []).entries()) validMetric(metric, `spec.metrics[${i}]`, errors);
  scalingRules(spec.behavior?.scaleUp, 'spec.behavior.scaleUp', errors);
  scalingRules(spec.behavior?.scaleDown, 'spec.behavior.scaleDown', errors);
  return errors;
}

function reference(ref: Spec['scaleTargetRef'] | undefined, at: string, errors: Errors): void {
  for (const field of ['kind', 'name'] as const) {
    const value = ref?.[field] ?? '';
    needed(value, `${at}.${field}`, errors);
    if (value !== '') byRule(isPathSegment, value, `${at}.${field}`, errors);
  }
}

const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const sources: { readonly [S in Exclude<keyof Metric, 'type'>]: { readonly type: string; readonly check: MetricCheck } } = {
  object: { type: 'Object', check: objectMetric },
  external: { type: 'External', check: externalMetric },
  pods: { type: 'Pods', check: podsMetric },
  resource: { type: 'Resource', check: resourceMetric },
  containerResource: { type: 'ContainerResource', check: containerMetric },
};
type MetricCheck = (metric: Metric, at: string, errors: Errors) => void;

/** Of the sources present the first one is looked at; only the one that the type names may be there. */
function validMetric(metric: Metric, at: string, errors: Errors): void {
  const { type = '' } = metric;
  if (type === '') errors.push(required(`${at}.type`, 'must specify a metric source type'));
  oneOf(type, types, `${at}.type`, errors);
  const present = (Object.keys(sources) as (keyof typeof sources)[]).filter((source) => metric[source] !== undefined);
  const [first] = present;
  if (first !== undefined) sources[first].check(metric, `${at}.${first}`, errors);
  const named = (Object.keys(sources) as (keyof typeof sources)[]).find((source) => sources[source].type === type);
  if (named === undefined) oneOf(type, types, `${at}.type`, errors);
  else if (metric[named] === undefined) errors.push(required(`${at}.${named}`, 'must populate information for the given metric source'));
  if (present.length < 2) return;
  for (const other of present)
    if (other !== named) errors.push(forbiddenField(`${at}.${other}`, 'must populate the given metric source only'));
}

function objectMetric({ object }: Metric, at: string, errors: Errors): void {
  reference(object?.describedObject, `${at}.describedObject`, errors);
  metricName(object?.metric, at, errors);
  validTarget(object?.target, `${at}.target`, errors);
  valueOrAverage(object?.target, `${at}.target`, errors);
}

function externalMetric({ external }: Metric, at: string, errors: Errors): void {
  const { target } = external ?? {};
  metricName(external?.metric, at, errors);
  validTarget(target, `${at}.target`, errors);
  valueOrAverage(target, `${at}.target`, errors);
  if (target?.value !== undefined && target.averageValue !== undefined)
    errors.push(forbiddenField(`${at}.target.value`, 'may not set both a target value for metric and a per-pod target'));
}

function podsMetric({ pods }: Metric, at: string, errors: Errors): void {
  metricName(pods?.metric, at, errors);
  validTarget(pods?.target, `${at}.target`, errors);
  if (!isPositive(pods?.target.averageValue))
    errors.push(required(`${at}.target.averageValue`, 'must specify a positive target averageValue'));
}

function resourceMetric({ resource }: Metric, at: string, errors: Errors): void {
  needed(resource?.name, `${at}.name`, errors, 'must specify a resource name');
  utilizationOrAverage(resource?.target, `${at}.target`, errors);
}

function containerMetric({ containerResource }: Metric, at: string, errors: Errors): void {
  const { name, container = '', target } = containerResource ?? {};
  needed(name, `${at}.name`, errors, 'must specify a resource name');
  needed(container, `${at}.container`, errors, 'must specify a container');
  if (container !== '') byRule(isDNS1123Label, container, `${at}.container`, errors);
  utilizationOrAverage(target, `${at}.target`, errors);
}

function metricName(metric: { readonly name?: string } | undefined, at: string, errors: Errors): void {
  const { name = '' } = metric ?? {};
  needed(name, `${at}.metric.name`, errors, 'must specify a metric name');
  byRule(isPathSegment, name, `${at}.metric.name`, errors);
}

function isPositive(value: string | number | undefined): boolean {
  return value !== undefined && compareQuantities(quantityOf(value), quantityOf('0')) > 0;
}

function validTarget(target: Target | undefined, at: string, errors: Errors): void {
  const { type = '', averageUtilization, averageValue, value } = target ?? {};
  needed(type, `${at}.type`, errors, 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalidValue(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  for (const [field, amount] of Object.entries({ value, averageValue }))
    if (amount !== undefined && !isPositive(amount))
      errors.push(invalidValue(`${at}.${field}`, goSyntax('resource.Quantity', amount), 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalidValue(`${at}.averageUtilization`, averageUtilization, 'must be greater than 0'));
}

function valueOrAverage(target: Target | undefined, at: string, errors: Errors): void {
  if (target?.value === undefined && target?.averageValue === undefined)
    errors.push(required(`${at}.averageValue`, 'must set either a target value for metric or a per-pod target'));
}

function utilizationOrAverage(target: Target | undefined, at: string, errors: Errors): void {
  validTarget(target, at, errors);
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined)
    errors.push(required(`${at}.averageUtilization`, 'must set either a target raw value or a target utilization'));
  if (averageUtilization !== undefined && averageValue !== undefined)
    errors.push(forbiddenField(`${at}.averageValue`, 'may not set both a target raw value and a target utilization'));
}

export function scalingRules(rules: Rules | undefined, at: string, errors: Errors): void {
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
