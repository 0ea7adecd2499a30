/** HorizontalPodAutoscalers of autoscaling/v2beta1: the metric's name and the target were fields of each source. */
import type { YAMLMap } from 'yaml';
import { itemsAt, mapAt, object, put, rename, take, type Doc } from './nodes.ts';

export function convertAutoscaler(root: YAMLMap, doc: Doc, from: string): void {
  take(root, 'status');
  if (from !== 'autoscaling/v2beta1') return;
  for (const metric of itemsAt(mapAt(root, 'spec'), 'metrics')) {
    convertResource(mapAt(metric, 'resource'), doc);
    convertResource(mapAt(metric, 'containerResource'), doc);
    convertPods(mapAt(metric, 'pods'), doc);
    convertObject(mapAt(metric, 'object'), doc);
    convertExternal(mapAt(metric, 'external'), doc);
  }
}

function convertResource(source: YAMLMap | undefined, doc: Doc): void {
  if (source === undefined || source.has('target')) return;
  const averageUtilization = take(source, 'targetAverageUtilization');
  const averageValue = take(source, 'targetAverageValue');
  const type = averageUtilization === undefined ? 'AverageValue' : 'Utilization';
  put(source, 'target', object(doc, { type, averageUtilization, averageValue }));
}

function metricOf(source: YAMLMap, doc: Doc, selector: string): YAMLMap {
  return object(doc, { name: take(source, 'metricName'), selector: take(source, selector) });
}

function convertPods(source: YAMLMap | undefined, doc: Doc): void {
  if (source === undefined || source.has('metric')) return;
  const target = object(doc, { type: 'AverageValue', averageValue: take(source, 'targetAverageValue') });
  put(source, 'metric', metricOf(source, doc, 'selector'));
  put(source, 'target', target);
}

function convertObject(source: YAMLMap | undefined, doc: Doc): void {
  if (source === undefined || source.has('metric')) return;
  const describedObject = take(source, 'target');
  const averageValue = take(source, 'averageValue');
  const value = take(source, 'targetValue');
  put(source, 'metric', metricOf(source, doc, 'selector'));
  if (describedObject !== undefined) put(source, 'describedObject', describedObject);
  put(
    source,
    'target',
    averageValue === undefined ? object(doc, { type: 'Value', value }) : object(doc, { type: 'AverageValue', averageValue }),
  );
}

function convertExternal(source: YAMLMap | undefined, doc: Doc): void {
  if (source === undefined || source.has('metric')) return;
  const averageValue = take(source, 'targetAverageValue');
  const value = take(source, 'targetValue');
  put(source, 'metric', metricOf(source, doc, 'metricSelector'));
  put(
    source,
    'target',
    averageValue === undefined ? object(doc, { type: 'Value', value }) : object(doc, { type: 'AverageValue', averageValue }),
  );
}

/** extensions/v1beta1 knew the processor alone. */
export function convertFirstAutoscaler(root: YAMLMap): void {
  take(root, 'status');
  const spec = mapAt(root, 'spec');
  if (spec === undefined) return;
  rename(spec, 'scaleRef', 'scaleTargetRef');
  take(mapAt(spec, 'scaleTargetRef'), 'subresource');
  take(mapAt(spec, 'scaleTargetRef'), 'namespace');
  const percentage = take(mapAt(spec, 'cpuUtilization'), 'targetPercentage');
  take(spec, 'cpuUtilization');
  if (percentage !== undefined) put(spec, 'targetCPUUtilizationPercentage', percentage);
}
