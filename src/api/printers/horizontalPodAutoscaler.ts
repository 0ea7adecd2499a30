import type { HorizontalPodAutoscaler } from '../kinds.ts';
import { canonicalQuantity } from '../machinery/quantity.ts';
import { ageOf, columns, type Printer } from './printer.ts';

type MetricSpec = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number];
type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler['status']['currentMetrics']>[number]>;

interface Target {
  readonly averageUtilization?: number;
  readonly averageValue?: string | number;
  readonly value?: string | number;
}

const shownMax = 2;

export const horizontalPodAutoscaler: Printer<HorizontalPodAutoscaler> = {
  columns: columns('Name Reference Targets MinPods MaxPods Replicas Age'),
  cells(object, now) {
    const { spec, status } = object;
    const reference = `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`;
    return [
      object.metadata.name,
      reference,
      metricsText(spec.metrics ?? [], status.currentMetrics ?? []),
      String(spec.minReplicas ?? '<unset>'),
      spec.maxReplicas,
      status.currentReplicas ?? 0,
      ageOf(object, now),
    ];
  },
};

function metricsText(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>';
  const list = specs.map((spec, index) => metricText(spec, statuses[index]));
  return list.length > shownMax ? `${list.slice(0, shownMax).join(', ')} + ${list.length - shownMax} more...` : list.join(', ');
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return spec.external?.target.averageValue === undefined
        ? pair(status?.external?.current.value, spec.external?.target.value)
        : `${pair(status?.external?.current.averageValue, spec.external.target.averageValue)} (avg)`;
    case 'Pods':
      return pair(status?.pods?.current.averageValue, spec.pods?.target.averageValue);
    case 'Object':
      return spec.object?.target.averageValue === undefined
        ? pair(status?.object?.current.value, spec.object?.target.value)
        : `${pair(status?.object?.current.averageValue, spec.object.target.averageValue)} (avg)`;
    case 'Resource':
      return utilization(status?.resource?.current, spec.resource?.target);
    case 'ContainerResource':
      return utilization(status?.containerResource?.current, spec.containerResource?.target);
    default:
      return '<unknown type>';
  }
}

function utilization(current: Target | undefined, target: Target | undefined): string {
  if (target?.averageValue !== undefined) return pair(current?.averageValue, target.averageValue);
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}%`;
  return `${now}/${target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

function pair(current: string | number | undefined, target: string | number | undefined): string {
  return `${current === undefined ? '<unknown>' : canonicalQuantity(current)}/${canonicalQuantity(target ?? 0)}`;
}
