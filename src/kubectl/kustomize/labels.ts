/**
 * Labels, annotations, images, replicas and namespace: what a kustomization says of all its objects.
 * upstream: kustomize/api/internal/konfig/builtinpluginconsts/commonlabels.go
 */
import { rowOfKind } from '#api/scheme.ts';
import { changedAt, isFields, nameOf, textAt, type Fields } from './fields.ts';

const templated: readonly string[] = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];

interface Place {
  readonly path: string;
  readonly create: boolean;
}

function selectorPlaces(kind: string): readonly Place[] {
  if (kind === 'Service') return [{ path: 'spec.selector', create: true }];
  if (kind === 'ReplicationController') return [{ path: 'spec.selector', create: true }];
  if (kind === 'Job') return [{ path: 'spec.selector.matchLabels', create: false }];
  if (kind === 'CronJob') return [{ path: 'spec.jobTemplate.spec.selector.matchLabels', create: false }];
  if (templated.includes(kind)) return [{ path: 'spec.selector.matchLabels', create: true }];
  if (kind === 'PodDisruptionBudget') return [{ path: 'spec.selector.matchLabels', create: false }];
  return kind === 'NetworkPolicy' ? [{ path: 'spec.podSelector.matchLabels', create: false }] : [];
}

function templatePlaces(kind: string, field: string): readonly Place[] {
  if (templated.includes(kind) || kind === 'ReplicationController') return [{ path: `spec.template.metadata.${field}`, create: true }];
  return kind === 'CronJob'
    ? [`spec.jobTemplate.metadata.${field}`, `spec.jobTemplate.spec.template.metadata.${field}`].map((path) => ({ path, create: true }))
    : [];
}

export interface LabelScope {
  readonly selectors: boolean;
  readonly templates: boolean;
}

export function withLabels(object: Fields, labels: Fields, { selectors, templates }: LabelScope): Fields {
  const kind = textAt(object, 'kind');
  const places = [...(selectors ? selectorPlaces(kind) : []), ...(templates || selectors ? templatePlaces(kind, 'labels') : [])];
  return merged(object, [{ path: 'metadata.labels', create: true }, ...places], labels);
}

export function withAnnotations(object: Fields, annotations: Fields): Fields {
  return merged(
    object,
    [{ path: 'metadata.annotations', create: true }, ...templatePlaces(textAt(object, 'kind'), 'annotations')],
    annotations,
  );
}

function merged(object: Fields, places: readonly Place[], added: Fields): Fields {
  return places.reduce(
    (result, { path, create }) => changedAt(result, path.split('.'), (old) => ({ ...(isFields(old) ? old : {}), ...added }), create),
    object,
  );
}

/** Objects that live in no namespace stay as they are. */
export function withNamespace(object: Fields, namespace: string): Fields {
  if (rowOfKind(textAt(object, 'kind'))?.namespaced === false)
    return changedAt(object, ['subjects', '*', 'namespace'], () => namespace, false);
  return changedAt(
    changedAt(object, ['metadata', 'namespace'], () => namespace, true),
    ['subjects', '*', 'namespace'],
    () => namespace,
    false,
  );
}

export function withReplicas(object: Fields, list: readonly unknown[]): Fields {
  const wanted = list.filter(isFields).find((entry) => entry['name'] === nameOf(object));
  return wanted === undefined || !['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(textAt(object, 'kind'))
    ? object
    : changedAt(object, ['spec', 'replicas'], () => wanted['count'], true);
}

/** New names, tags and digests for the images of containers, wherever containers stand. */
export function withImages(value: unknown, images: readonly unknown[], key = ''): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown) =>
      /^(initC|c)ontainers$/.test(key) && isFields(item) && typeof item['image'] === 'string'
        ? { ...item, image: imageOf(item['image'], images) }
        : withImages(item, images),
    );
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([each, part]) => [each, withImages(part, images, each)])) : value;
}

function imageOf(image: string, images: readonly unknown[]): string {
  const [, name = image, end = ''] = /^(.+?)((?:@[^@]+|:[^:/@]+))?$/.exec(image) ?? [];
  const rule = images.filter(isFields).find((entry) => entry['name'] === name);
  if (rule === undefined) return image;
  const [newName, tag, digest] = [textAt(rule, 'newName') || name, rule['newTag'], textAt(rule, 'digest')];
  return newName + (digest !== '' ? `@${digest}` : tag !== undefined && tag !== '' ? `:${String(tag)}` : end);
}
