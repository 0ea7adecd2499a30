/**
 * HorizontalPodAutoscaler in autoscaling/v1: it has a field for one metric only, the processor; everything else travels in
 * annotations.
 * upstream: pkg/apis/autoscaling/v1/conversion.go, pkg/apis/autoscaling/annotations.go
 */
import { isRecord, type Fields } from '../object.ts';
import { behaviorFromJson, behaviorToJson, metricFromV1, metricToV1, metricValueToV1 } from './autoscalerMetrics.ts';

const prefix = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${prefix}metrics`;
const CURRENT = `${prefix}current-metrics`;
const CONDITIONS = `${prefix}conditions`;
const BEHAVIOR = `${prefix}behavior`;

function recordAt(object: unknown, key: string): Fields {
  const value = isRecord(object) ? object[key] : undefined;
  return isRecord(value) ? value : {};
}

function listAt(object: unknown, key: string): readonly Fields[] {
  const value = isRecord(object) ? object[key] : undefined;
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Without the entries that are undefined. */
function tidy(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function autoscalerToV2(object: Fields): Fields {
  const { targetCPUUtilizationPercentage: percentage, ...spec } = recordAt(object, 'spec');
  const { currentCPUUtilizationPercentage: current, ...status } = recordAt(object, 'status');
  const { annotations, [METRICS]: metrics, [CURRENT]: _current, [CONDITIONS]: conditions, [BEHAVIOR]: behavior } = splitAnnotations(object);
  const others = parsed(metrics);
  const all = [
    ...(Array.isArray(others) ? others.filter(isRecord).map(metricFromV1) : []),
    ...(percentage === undefined ? [] : [cpu({ target: { type: 'Utilization', averageUtilization: percentage } })]),
  ];
  const told = parsed(conditions);
  return {
    ...object,
    metadata: tidy({ ...recordAt(object, 'metadata'), annotations }),
    spec: tidy({ ...spec, metrics: all.length === 0 ? undefined : all, behavior: behaviorFromJson(parsed(behavior)) }),
    status: tidy({
      ...status,
      currentMetrics: current === undefined ? null : [cpu({ current: { averageUtilization: current } })],
      conditions: Array.isArray(told) ? (told as unknown) : undefined,
    }),
  };
}

function cpu(rest: Fields): Fields {
  return { type: 'Resource', resource: { name: 'cpu', ...rest } };
}

interface Split {
  readonly annotations: Fields | undefined;
  readonly [name: string]: unknown;
}

/** The annotations that stand for fields, and the rest of them. */
function splitAnnotations(object: Fields): Split {
  const {
    [METRICS]: metrics,
    [CURRENT]: current,
    [CONDITIONS]: conditions,
    [BEHAVIOR]: behavior,
    ...rest
  } = recordAt(object['metadata'], 'annotations');
  const annotations = Object.keys(rest).length === 0 ? undefined : rest;
  return { annotations, [METRICS]: metrics, [CURRENT]: current, [CONDITIONS]: conditions, [BEHAVIOR]: behavior };
}

function isCpu(metric: Fields, part: 'target' | 'current'): boolean {
  const resource = recordAt(metric, 'resource');
  return metric['type'] === 'Resource' && resource['name'] === 'cpu' && recordAt(resource, part)['averageUtilization'] !== undefined;
}

function utilization(metrics: readonly Fields[], part: 'target' | 'current'): unknown {
  const found = metrics.findLast((metric) => isCpu(metric, part));
  return found === undefined ? undefined : recordAt(recordAt(found, 'resource'), part)['averageUtilization'];
}

export function autoscalerFromV2(object: Fields): Fields {
  const { metrics: _metrics, behavior, ...spec } = recordAt(object, 'spec');
  const { currentMetrics: _current, conditions, ...status } = recordAt(object, 'status');
  const metrics = listAt(object['spec'], 'metrics');
  const current = listAt(object['status'], 'currentMetrics');
  const others = metrics.filter((metric) => !isCpu(metric, 'target'));
  const annotations = tidy({
    ...recordAt(object['metadata'], 'annotations'),
    [METRICS]: others.length === 0 ? undefined : JSON.stringify(others.map(metricToV1)),
    [CURRENT]: current.length === 0 ? undefined : JSON.stringify(current.map(metricValueToV1)),
    [BEHAVIOR]: behavior === undefined ? undefined : JSON.stringify(behaviorToJson(behavior as Fields)),
    [CONDITIONS]: Array.isArray(conditions) && conditions.length > 0 ? JSON.stringify(conditions.map(conditionInOrder)) : undefined,
  });
  return {
    ...object,
    metadata: tidy({ ...recordAt(object, 'metadata'), annotations: Object.keys(annotations).length === 0 ? undefined : annotations }),
    spec: tidy({ ...spec, targetCPUUtilizationPercentage: utilization(metrics, 'target') }),
    status: tidy({ currentReplicas: 0, ...status, currentCPUUtilizationPercentage: utilization(current, 'current') }),
  };
}

function conditionInOrder({ type, status, lastTransitionTime, reason, message }: Fields): Fields {
  return tidy({ type, status, lastTransitionTime, reason, message });
}
