/** upstream: pkg/registry/core/namespace/strategy.go */
import { withMeta, type AnyObject } from '../object.ts';

/** A namespace is held by the finalizer that its controller takes away, and carries its name as a label, also a generated one. */
export function prepareNamespace(object: AnyObject): AnyObject {
  const finalizers = (object.spec?.['finalizers'] as readonly string[] | undefined) ?? [];
  const { name, labels } = object.metadata;
  return {
    ...withMeta(object, { labels: { ...labels, 'kubernetes.io/metadata.name': name } }),
    spec: { ...object.spec, finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] },
    status: { phase: 'Active' },
  };
}

export function prepareNamespaceStatus(object: AnyObject, old: AnyObject): AnyObject {
  const phase = old.metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating';
  return { ...object, status: { ...object.status, phase } };
}
