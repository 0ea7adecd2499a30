/** The smaller differences between old versions and those of today. */
import type { YAMLMap } from 'yaml';
import { itemsAt, mapAt, object, put, rename, take, textAt, type Doc } from './nodes.ts';

/** v1alpha1 named a subject's group by apiVersion, and `*` meant everybody. */
export function convertSubjects(root: YAMLMap, _doc: Doc, from: string): void {
  if (!from.endsWith('v1alpha1')) return;
  for (const subject of itemsAt(root, 'subjects')) {
    const kind = textAt(subject, 'kind');
    take(subject, 'apiVersion');
    if (kind !== 'ServiceAccount') put(subject, 'apiGroup', 'rbac.authorization.k8s.io');
    if (kind !== 'User' || textAt(subject, 'name') !== '*') continue;
    put(subject, 'kind', 'Group');
    put(subject, 'name', 'system:authenticated');
  }
}

export function convertRuntimeClass(root: YAMLMap): void {
  const spec = mapAt(root, 'spec');
  const handler = take(spec, 'runtimeHandler');
  if (spec === undefined) return;
  if (handler !== undefined) put(root, 'handler', handler);
  for (const field of ['overhead', 'scheduling']) {
    const value = take(spec, field);
    if (value !== undefined) put(root, field, value);
  }
  take(root, 'spec');
}

/** Where an endpoint is stood among free labels. */
export function convertSlice(root: YAMLMap): void {
  for (const endpoint of itemsAt(root, 'endpoints')) {
    const topology = mapAt(endpoint, 'topology');
    const node = take(topology, 'kubernetes.io/hostname');
    const zone = take(topology, 'topology.kubernetes.io/zone');
    take(topology, 'topology.kubernetes.io/region');
    if (node !== undefined) put(endpoint, 'nodeName', node);
    if (zone !== undefined) put(endpoint, 'zone', zone);
    if (topology?.items.length === 0) take(endpoint, 'topology');
    else rename(endpoint, 'topology', 'deprecatedTopology');
  }
}

/** The signer and the usages were optional. */
export function convertRequest(root: YAMLMap, doc: Doc): void {
  const spec = mapAt(root, 'spec');
  if (spec === undefined) return;
  const signer = textAt(spec, 'signerName');
  if (signer === undefined || signer === 'kubernetes.io/legacy-unknown') put(spec, 'signerName', 'kubernetes.io/kube-apiserver-client');
  if (!spec.has('usages')) put(spec, 'usages', doc.createNode(['client auth']));
}

/** What v1 asks for, with the defaults that v1beta1 had. */
export function convertWebhooks(root: YAMLMap, doc: Doc): void {
  for (const webhook of itemsAt(root, 'webhooks')) {
    if (!webhook.has('admissionReviewVersions')) put(webhook, 'admissionReviewVersions', doc.createNode(['v1beta1']));
    if (!['None', 'NoneOnDryRun'].includes(textAt(webhook, 'sideEffects') ?? '')) put(webhook, 'sideEffects', 'None');
    if (!webhook.has('failurePolicy')) put(webhook, 'failurePolicy', 'Ignore');
    if (!webhook.has('matchPolicy')) put(webhook, 'matchPolicy', 'Exact');
    if (!webhook.has('timeoutSeconds')) put(webhook, 'timeoutSeconds', 30);
  }
}

export function convertReview(root: YAMLMap): void {
  rename(mapAt(root, 'spec'), 'group', 'groups');
}

export function renameShares(root: YAMLMap, doc: Doc): void {
  const limited = mapAt(root, 'spec', 'limited');
  if (limited !== undefined) rename(limited, 'assuredConcurrencyShares', 'nominalConcurrencyShares');
  if (limited !== undefined && limited.items.length === 0) put(mapAt(root, 'spec')!, 'limited', object(doc, {}));
}
