/** Disruption budgets, autoscalers, quotas, limit ranges, namespaces. */
import type { HorizontalPodAutoscaler, LimitRange, Namespace, PodDisruptionBudget, ResourceQuota } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { writeEvents } from './events.ts';
import { longTime, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe } from './world.ts';

/** upstream: describePodDisruptionBudget */
export const describeBudget: Describe<PodDisruptionBudget> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  if (spec.minAvailable !== undefined) lines.write(0, `Min available:\t${spec.minAvailable}\n`);
  else if (spec.maxUnavailable !== undefined) lines.write(0, `Max unavailable:\t${spec.maxUnavailable}\n`);
  lines.write(0, `Selector:\t${spec.selector === undefined ? '<unset>' : formatLabelSelector(spec.selector)}\n`);
  lines.write(0, 'Status:\n');
  lines.write(2, `Allowed disruptions:\t${status.disruptionsAllowed}\n`);
  lines.write(2, `Current:\t${status.currentHealthy}\n`);
  lines.write(2, `Desired:\t${status.desiredHealthy}\n`);
  lines.write(2, `Total:\t${status.expectedPods}\n`);
  await writeEvents(lines, { ...object, apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }, world);
};

/** upstream: describeQuota */
export const describeQuota: Describe<ResourceQuota> = (lines, object) => {
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  lines.write(0, `Namespace:\t${object.metadata.namespace ?? ''}\n`);
  writeScopes(lines, 0, object);
  lines.write(0, 'Resource\tUsed\tHard\n');
  lines.write(0, '--------\t----\t----\n');
  writeUsage(lines, 0, object);
  return Promise.resolve();
};

const scopeTexts: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function writeScopes(lines: Lines, level: number, { spec }: ResourceQuota): void {
  const scopes = (spec.scopes ?? []).toSorted();
  if (scopes.length === 0) return;
  lines.write(level, `Scopes:\t${scopes.join(', ')}\n`);
  for (const scope of scopes.filter((one) => one in scopeTexts)) lines.write(level, `${level === 0 ? ' ' : ''}* ${scopeTexts[scope]}\n`);
}

function writeUsage(lines: Lines, level: number, { status }: ResourceQuota): void {
  for (const name of Object.keys(status.hard ?? {}).toSorted())
    lines.write(level, `${name}\t${canonicalQuantity(status.used?.[name] ?? 0)}\t${canonicalQuantity(status.hard?.[name] ?? 0)}\n`);
}

/** upstream: describeLimitRangeSpec */
export const describeLimitRange: Describe<LimitRange> = (lines, object) => {
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  lines.write(0, `Namespace:\t${object.metadata.namespace ?? ''}\n`);
  writeLimits(lines, '', [object]);
  return Promise.resolve();
};

function writeLimits(lines: Lines, indent: string, ranges: readonly LimitRange[]): void {
  lines.write(0, `${indent}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n`);
  lines.write(0, `${indent}----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n`);
  for (const limit of ranges.flatMap((range) => range.spec?.limits ?? [])) {
    const maps = [limit.min, limit.max, limit.defaultRequest, limit.default, limit.maxLimitRequestRatio];
    const names = new Set(maps.flatMap((map) => Object.keys(map ?? {})));
    for (const name of [...names].toSorted()) {
      const cells = maps.map((map) => (map?.[name] === undefined ? '-' : canonicalQuantity(map[name])));
      lines.write(0, `${indent}${limit.type}\t${name}\t${cells.join('\t')}\n`);
    }
  }
}

/** upstream: describeNamespace */
export const describeNamespace: Describe<Namespace> = async (lines, object, world) => {
  const { metadata, status } = object;
  const quotas = await world.list('ResourceQuota', metadata.name);
  const limits = await world.list('LimitRange', metadata.name);
  lines.write(0, `Name:\t${metadata.name}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Status:\t${status.phase ?? ''}\n`);
  if ((status.conditions ?? []).length > 0) {
    lines.write(0, 'Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
    lines.write(1, '----\t------\t------------------\t------\t-------\n');
    for (const one of status.conditions ?? [])
      lines.write(1, `${one.type}\t${one.status}\t${longTime(one.lastTransitionTime)}\t${one.reason ?? ''}\t${one.message ?? ''}\n`);
  }
  lines.write(0, quotas.length === 0 ? '\nNo resource quota.\n' : '\nResource Quotas\n');
  for (const quota of quotas) {
    lines.write(1, `Name:\t${quota.metadata.name}\n`);
    writeScopes(lines, 1, quota);
    lines.write(1, 'Resource\tUsed\tHard\n');
    lines.write(1, '--------\t---\t---\n');
    writeUsage(lines, 1, quota);
  }
  lines.write(0, limits.length === 0 ? '\nNo LimitRange resource.\n' : '\nResource Limits\n');
  if (limits.length > 0) writeLimits(lines, ' ', limits);
};

type Metric = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number];
type Current = NonNullable<HorizontalPodAutoscaler['status']['currentMetrics']>[number];

/** upstream: describeHorizontalPodAutoscalerV2 */
export const describeAutoscaler: Describe<HorizontalPodAutoscaler> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`);
  lines.write(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}\n`);
  lines.write(0, 'Metrics:\t( current / target )\n');
  (spec.metrics ?? []).forEach((metric, index) => lines.write(1, `${metricText(metric, status.currentMetrics?.[index])}\n`));
  lines.write(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}\n`);
  lines.write(0, `Max replicas:\t${spec.maxReplicas}\n`);
  writeBehavior(lines, spec.behavior);
  lines.write(0, `${spec.scaleTargetRef.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas} desired\n`);
  if ((status.conditions ?? []).length > 0) {
    lines.write(0, 'Conditions:\n');
    lines.write(1, 'Type\tStatus\tReason\tMessage\n');
    lines.write(1, '----\t------\t------\t-------\n');
    for (const one of status.conditions ?? []) lines.write(1, `${one.type}\t${one.status}\t${one.reason ?? ''}\t${one.message ?? ''}\n`);
  }
  await writeEvents(lines, { ...object, apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }, world);
};

function metricText(metric: Metric, current: Current | undefined): string {
  const quantity = (value: string | number | undefined): string => (value === undefined ? '<unknown>' : canonicalQuantity(value));
  switch (metric.type) {
    case 'Resource':
    case 'ContainerResource': {
      const source = metric.resource ?? metric.containerResource;
      const now = (current?.resource ?? current?.containerResource)?.current;
      const on =
        metric.containerResource === undefined ? 'on pods' : `of container ${JSON.stringify(metric.containerResource.container)} on pods`;
      const head = `resource ${source?.name ?? ''} ${on}`;
      if (source?.target.averageValue !== undefined)
        return `${head}:\t${quantity(now?.averageValue)} / ${quantity(source.target.averageValue)}`;
      const used = now?.averageUtilization === undefined ? '<unknown>' : `${now.averageUtilization}% (${quantity(now.averageValue)})`;
      return `${head}  (as a percentage of request):\t${used} / ${source?.target.averageUtilization === undefined ? '<auto>' : `${source.target.averageUtilization}%`}`;
    }
    case 'Pods':
      return `${JSON.stringify(metric.pods?.metric.name ?? '')} on pods:\t${quantity(current?.pods?.current.averageValue)} / ${quantity(metric.pods?.target.averageValue)}`;
    case 'Object': {
      const target = metric.object?.describedObject;
      const head = `${JSON.stringify(metric.object?.metric.name ?? '')} on ${target?.kind ?? ''}/${target?.name ?? ''}`;
      if (metric.object?.target.type === 'AverageValue')
        return `${head} (target average value):\t${quantity(current?.object?.current.averageValue)} / ${quantity(metric.object.target.averageValue)}`;
      return `${head} (target value):\t${quantity(current?.object?.current.value)} / ${quantity(metric.object?.target.value)}`;
    }
    default: {
      const head = JSON.stringify(metric.external?.metric.name ?? '');
      if (metric.external?.target.averageValue !== undefined)
        return `${head} (target average value):\t${quantity(current?.external?.current.averageValue)} / ${quantity(metric.external.target.averageValue)}`;
      return `${head} (target value):\t${quantity(current?.external?.current.value)} / ${quantity(metric.external?.target.value)}`;
    }
  }
}

function writeBehavior(lines: Lines, behavior: HorizontalPodAutoscaler['spec']['behavior']): void {
  if (behavior === undefined) return;
  lines.write(0, 'Behavior:\n');
  for (const [title, rules] of [
    ['Scale Up', behavior.scaleUp],
    ['Scale Down', behavior.scaleDown],
  ] as const) {
    if (rules === undefined) continue;
    lines.write(1, `${title}:\n`);
    if (rules.stabilizationWindowSeconds !== undefined)
      lines.write(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds\n`);
    if ((rules.policies ?? []).length === 0) continue;
    lines.write(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}\n`);
    lines.write(2, 'Policies:\n');
    for (const policy of rules.policies ?? [])
      lines.write(3, `- Type: ${policy.type}\tValue: ${policy.value}\tPeriod: ${policy.periodSeconds} seconds\n`);
  }
}
