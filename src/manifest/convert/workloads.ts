/** Deployments, DaemonSets, ReplicaSets, StatefulSets and Jobs of the versions before apps/v1 and batch/v1. */
import { isMap, isSeq, type YAMLMap } from 'yaml';
import { mapAt, object, put, take, textAt, type Doc } from './nodes.ts';

/** The selector was the template's labels when it was left out; now it has to be said. */
export function convertWorkload(root: YAMLMap, doc: Doc): void {
  const spec = mapAt(root, 'spec');
  if (spec === undefined) return;
  take(spec, 'rollbackTo');
  take(spec, 'templateGeneration');
  select(root, spec, doc);
  convertTemplate(mapAt(spec, 'template'), doc);
}

function select(root: YAMLMap, spec: YAMLMap, doc: Doc): void {
  const selector = spec.get('selector', true);
  if (isMap(selector) && selector.items.length > 0) {
    if (!selector.has('matchLabels') && !selector.has('matchExpressions')) put(spec, 'selector', object(doc, { matchLabels: selector }));
    return;
  }
  const labels = labelsOf(root, spec, doc);
  if (labels !== undefined) put(spec, 'selector', object(doc, { matchLabels: doc.createNode(labels.toJSON()) }), 'template');
}

/** The template's labels; a template without any gets one. */
function labelsOf(root: YAMLMap, spec: YAMLMap, doc: Doc): YAMLMap | undefined {
  const template = mapAt(spec, 'template');
  if (template === undefined) return undefined;
  const known = mapAt(template, 'metadata', 'labels');
  if (known !== undefined && known.items.length > 0) return known;
  const labels = object(doc, { app: textAt(mapAt(root, 'metadata'), 'name') ?? 'app' });
  const metadata = mapAt(template, 'metadata');
  if (metadata === undefined) put(template, 'metadata', object(doc, { labels }), 'spec');
  else put(metadata, 'labels', labels);
  return labels;
}

/** Fields that began as annotations with JSON in them. */
const annotations: readonly (readonly [string, string])[] = [
  ['pod.beta.kubernetes.io/init-containers', 'initContainers'],
  ['pod.alpha.kubernetes.io/init-containers', 'initContainers'],
  ['scheduler.alpha.kubernetes.io/affinity', 'affinity'],
  ['scheduler.alpha.kubernetes.io/tolerations', 'tolerations'],
];

export function convertTemplate(template: YAMLMap | undefined, doc: Doc): void {
  const spec = mapAt(template, 'spec');
  const metadata = mapAt(template, 'metadata');
  const noted = mapAt(metadata, 'annotations');
  if (spec === undefined || metadata === undefined || noted === undefined) return;
  for (const [annotation, field] of annotations) {
    const value = readJson(textAt(noted, annotation));
    if (value === undefined) continue;
    take(noted, annotation);
    if (!spec.has(field)) put(spec, field, doc.createNode(value), 'containers');
  }
  if (noted.items.length === 0) take(metadata, 'annotations');
}

function readJson(text: string | undefined): unknown {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A selector was the author's own unless autoSelector was set; now it is the controller's unless manualSelector is. */
export function convertJob(root: YAMLMap, doc: Doc): void {
  const spec = mapAt(root, 'spec');
  if (spec === undefined) return;
  const isAutomatic = take(spec, 'autoSelector')?.toJSON() === true;
  if (isAutomatic) take(spec, 'selector');
  else if (spec.has('selector')) put(spec, 'manualSelector', true, 'selector');
  convertTemplate(mapAt(spec, 'template'), doc);
}

/** A PetSet's pets waited for a human with an annotation that nobody reads any more. */
export function convertPetSet(root: YAMLMap, doc: Doc): void {
  convertWorkload(root, doc);
  const template = mapAt(root, 'spec', 'template');
  const metadata = mapAt(template, 'metadata');
  const noted = mapAt(metadata, 'annotations');
  take(noted, 'pod.alpha.kubernetes.io/initialized');
  if (noted?.items.length === 0) take(metadata, 'annotations');
  const claims = mapAt(root, 'spec')?.get('volumeClaimTemplates', true);
  if (isSeq(claims)) for (const claim of claims.items) if (isMap(claim)) convertClaim(claim as YAMLMap);
}

/** Any value meant the default class. */
function convertClaim(claim: YAMLMap): void {
  const metadata = mapAt(claim, 'metadata');
  const noted = mapAt(metadata, 'annotations');
  take(noted, 'volume.alpha.kubernetes.io/storage-class');
  if (noted?.items.length === 0) take(metadata, 'annotations');
}
