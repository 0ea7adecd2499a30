/**
 * Metrics and behaviour of an autoscaler as autoscaling/v1 writes them into annotations: flat metrics, and a behaviour with
 * the field names of Go.
 * upstream: staging/src/k8s.io/api/autoscaling/v1/types.go, pkg/apis/autoscaling/v1/conversion.go
 */
import { isRecord, type Fields } from '../object.ts';

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function tidy(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The field of a metric that is described by its type. */
function fieldOfType(type: unknown): string {
  const text = typeof type === 'string' ? type : '';
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

export function metricToV1(metric: Fields): Fields {
  const source = recordOf(metric[fieldOfType(metric['type'])]);
  return flat(metric, source, { part: recordOf(source['target']), word: 'target' });
}

export function metricValueToV1(metric: Fields): Fields {
  const source = recordOf(metric[fieldOfType(metric['type'])]);
  return flat(metric, source, { part: recordOf(source['current']), word: 'current' });
}

interface Values {
  readonly part: Fields;
  readonly word: 'target' | 'current';
}

function flat({ type }: Fields, source: Fields, { part, word }: Values): Fields {
  const { value, averageValue, averageUtilization } = part;
  const { name: metricName, selector } = recordOf(source['metric']);
  const field = fieldOfType(type);
  switch (type) {
    case 'Object':
      return {
        type,
        [field]: tidy({ target: source['describedObject'], metricName, [`${word}Value`]: value ?? '0', selector, averageValue }),
      };
    case 'Pods':
      return { type, [field]: tidy({ metricName, [`${word}AverageValue`]: averageValue ?? '0', selector }) };
    case 'External':
      return {
        type,
        [field]: tidy({ metricName, metricSelector: selector, [`${word}Value`]: value, [`${word}AverageValue`]: averageValue }),
      };
    default:
      return {
        type,
        [field]: tidy({
          name: source['name'],
          [`${word}AverageUtilization`]: averageUtilization,
          [`${word}AverageValue`]: averageValue,
          container: source['container'],
        }),
      };
  }
}

export function metricFromV1(metric: Fields): Fields {
  const { type } = metric;
  const field = fieldOfType(type);
  const source = recordOf(metric[field]);
  const { metricName: name, targetValue, targetAverageValue, targetAverageUtilization, container } = source;
  const named = tidy({ name, selector: source['selector'] ?? source['metricSelector'] });
  switch (type) {
    case 'Object': {
      const { target: describedObject, averageValue } = source;
      const target = averageValue === undefined ? { type: 'Value', value: targetValue } : { type: 'AverageValue', averageValue };
      return { type, [field]: { describedObject, target, metric: named } };
    }
    case 'Pods':
      return { type, [field]: { metric: named, target: { type: 'AverageValue', averageValue: targetAverageValue } } };
    case 'External': {
      const target =
        targetValue === undefined ? { type: 'AverageValue', averageValue: targetAverageValue } : { type: 'Value', value: targetValue };
      return { type, [field]: { metric: named, target } };
    }
    default: {
      const target =
        targetAverageUtilization === undefined
          ? { type: 'AverageValue', averageValue: targetAverageValue }
          : { type: 'Utilization', averageUtilization: targetAverageUtilization };
      return { type, [field]: tidy({ name: source['name'], container, target }) };
    }
  }
}

export function behaviorToJson({ scaleUp, scaleDown }: Fields): Fields {
  return { ScaleUp: rulesToJson(scaleUp), ScaleDown: rulesToJson(scaleDown) };
}

function rulesToJson(rules: unknown): Fields | null {
  if (!isRecord(rules)) return null;
  const { stabilizationWindowSeconds = null, selectPolicy = null, policies } = rules;
  const listed = Array.isArray(policies) ? (policies as readonly Fields[]) : undefined;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds,
    SelectPolicy: selectPolicy,
    Policies: listed?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ?? null,
  };
}

/** Undefined for what is no behaviour. */
export function behaviorFromJson(value: unknown): Fields | undefined {
  if (!isRecord(value)) return undefined;
  return tidy({ scaleUp: rulesFromJson(value['ScaleUp']), scaleDown: rulesFromJson(value['ScaleDown']) });
}

function rulesFromJson(rules: unknown): Fields | undefined {
  if (!isRecord(rules)) return undefined;
  const policies = Array.isArray(rules['Policies']) ? (rules['Policies'] as readonly Fields[]) : undefined;
  return tidy({
    stabilizationWindowSeconds: rules['StabilizationWindowSeconds'] ?? undefined,
    selectPolicy: rules['SelectPolicy'] ?? undefined,
    policies: policies?.map(({ Type: type, Value: amount, PeriodSeconds: periodSeconds }) => ({ type, value: amount, periodSeconds })),
  });
}
