/**
 * One metric of an autoscaler at a time: how many replicas it asks for, what it is now, what it is called.
 * upstream: pkg/controller/podautoscaler/horizontal.go (computeReplicasForMetric)
 */
import type { HorizontalPodAutoscaler, Kind, LabelSelector, Pod } from '#api/kinds.ts';
import { failure, type Outcome } from '#api/machinery/outcome.ts';
import { formatQuantity, makeQuantity, milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { externalMetric, objectMetric, podMetrics, resourceMetrics } from './metrics.ts';
import { byAverage, byRatio, byShare, byUtilization, type Proposal } from './replicaCalculator.ts';

export type Metric = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number];
export type MetricStatus = NonNullable<HorizontalPodAutoscaler['status']['currentMetrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];

export interface Scale {
  readonly spec: { readonly replicas: number };
  readonly status: { readonly replicas: number; readonly selector: string };
}

/** What the metrics are about. */
export interface Scaled {
  readonly namespace: string;
  readonly scale: Scale;
  readonly pods: readonly Pod[];
}

export interface Computed {
  readonly replicas: number;
  readonly name: string;
  readonly status: MetricStatus;
}

export interface Failed {
  /** `FailedGetResourceMetric`. */
  readonly reason: string;
  readonly error: string;
  /** How the error is told among those of all metrics. */
  readonly told: string;
}

function milli(value: number): string {
  return formatQuantity(makeQuantity(value, 'DecimalSI', -3));
}

function milliOf(quantity: string | number | undefined): number {
  return milliValueOf(quantityOf(quantity));
}

export function computeMetric(metric: Metric, scaled: Scaled, r: Reconcile): Computed | Failed {
  switch (metric.type) {
    case 'Resource':
      return resource({ name: metric.resource!.name, container: '', target: metric.resource!.target }, scaled, r);
    case 'ContainerResource':
      return resource(metric.containerResource!, scaled, r);
    case 'Pods':
      return pods(metric.pods!, scaled, r);
    case 'Object':
      return ofObject(metric.object!, scaled, r);
    case 'External':
      return external(metric.external!, scaled, r);
    default:
      return {
        reason: 'InvalidMetricSourceType',
        error: `unknown metric source type "${metric.type}"`,
        told: `unknown metric source type "${metric.type}"`,
      };
  }
}

interface ResourceSource {
  readonly name: string;
  readonly container: string;
  readonly target: Target;
}

function resource(source: ResourceSource, scaled: Scaled, r: Reconcile): Computed | Failed {
  const { name, container, target } = source;
  const ofContainer = container !== '';
  const proposal = resourceProposal(source, scaled, r);
  const word = target.averageValue === undefined ? 'utilization' : 'usage';
  if (!proposal.ok) {
    const error = `failed to get ${name} ${word}: ${proposal.message}`;
    return {
      reason: ofContainer ? 'FailedGetContainerResourceMetric' : 'FailedGetResourceMetric',
      error,
      told: `failed to get ${name} ${ofContainer ? 'container ' : ''}resource metric value: ${error}`,
    };
  }
  const { replicas, utilization, average } = proposal.value;
  const percent = target.averageValue === undefined ? { averageUtilization: utilization } : {};
  const current = { ...percent, averageValue: milli(average) };
  return {
    replicas,
    name: target.averageValue === undefined ? `${name} resource utilization (percentage of request)` : `${name} resource`,
    status: ofContainer
      ? { type: 'ContainerResource', containerResource: { name, container, current } }
      : { type: 'Resource', resource: { name, current } },
  };
}

function resourceProposal({ name, container, target }: ResourceSource, scaled: Scaled, r: Reconcile): Outcome<Proposal> {
  const { namespace, scale } = scaled;
  if (target.averageValue === undefined && target.averageUtilization === undefined)
    return failure('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set');
  const metrics = resourceMetrics(r, { namespace, selector: scale.status.selector, resource: name, container });
  if (!metrics.ok) return failure(`unable to get metrics for resource ${name}: ${metrics.message}`);
  const asked = { pods: scaled.pods, wallMs: r.wallMs, resource: name, container };
  const current = scale.status.replicas;
  return target.averageValue === undefined
    ? byUtilization(current, target.averageUtilization!, metrics.value, asked)
    : byAverage(current, milliOf(target.averageValue), metrics.value, asked);
}

function pods({ metric, target }: NonNullable<Metric['pods']>, scaled: Scaled, r: Reconcile): Computed | Failed {
  const found = podMetrics(scaled.pods, metric.name, r.wallMs);
  const proposal = found.ok
    ? byAverage(scaled.scale.status.replicas, milliOf(target.averageValue), found.value, {
        pods: scaled.pods,
        wallMs: r.wallMs,
        resource: '',
      })
    : failure(`unable to get metric ${metric.name}: ${found.message}`);
  if (!proposal.ok)
    return { reason: 'FailedGetPodsMetric', error: proposal.message, told: `failed to get pods metric value: ${proposal.message}` };
  const current = { averageValue: milli(proposal.value.average) };
  return { replicas: proposal.value.replicas, name: `pods metric ${metric.name}`, status: { type: 'Pods', pods: { metric, current } } };
}

function ofObject({ metric, target, describedObject }: NonNullable<Metric['object']>, scaled: Scaled, r: Reconcile): Computed | Failed {
  const { kind, name } = describedObject;
  const found = objectMetric(lookUp(r, kind, { namespace: scaled.namespace, name }), metric.name);
  if (!found.ok) {
    const error = `unable to get metric ${metric.name}: ${kind} on ${scaled.namespace} ${name}/${found.message}`;
    return { reason: 'FailedGetObjectMetric', error, told: `failed to get object metric value: ${error}` };
  }
  const { replicas, current } = shared(target, found.value, scaled);
  const label = target.type === 'Value' ? `${metric.name} metric` : `external metric ${metric.name}(${printed(metric.selector)})`;
  return { replicas, name: label, status: { type: 'Object', object: { metric, describedObject, current } } };
}

function external({ metric, target }: NonNullable<Metric['external']>, scaled: Scaled, r: Reconcile): Computed | Failed {
  const found = externalMetric(lookUp(r, 'Namespace', { name: scaled.namespace }), metric.name);
  if (!found.ok) {
    const full = `${scaled.namespace}/${metric.name}/${printed(metric.selector)}`;
    const error = `unable to get external metric ${full}: ${found.message}`;
    return { reason: 'FailedGetExternalMetric', error, told: `failed to get external metric ${metric.name}: ${error}` };
  }
  const { replicas, current } = shared(target, found.value, scaled);
  return {
    replicas,
    name: `external metric ${metric.name}(${printed(metric.selector)})`,
    status: { type: 'External', external: { metric, current } },
  };
}

/** A whole value for the ready pods to carry, or one of which each has a share. */
function shared(target: Target, usage: number, { scale, pods: all }: Scaled) {
  if (target.averageValue === undefined) {
    const ratio = usage / milliOf(target.value);
    return { replicas: byRatio(scale.spec.replicas, ratio, all), current: { value: milli(usage) } };
  }
  const { replicas } = scale.status;
  const average = Math.ceil(usage / replicas);
  return { replicas: byShare(replicas, usage, milliOf(target.averageValue)), current: { averageValue: milli(average) } };
}

/** A selector as Go prints a pointer to it. */
function printed(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`,
  );
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}: ${value},`);
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join(',')}},}`;
}

function lookUp(r: Reconcile, kind: string, { namespace, name }: { namespace?: string; name: string }): KubeObject | undefined {
  if (rowOfKind(kind) === undefined) return undefined;
  const found = r.client.get(kind as Kind, namespace, name);
  return found.ok ? (found.value as unknown as KubeObject) : undefined;
}
