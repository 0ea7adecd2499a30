/** The annotation in which apply keeps what it applied. upstream: kubectl/pkg/util/apply.go */
import { toCompactJson } from '#manifest/toJson.ts';
import type { KubeObject } from '#api/meta.ts';

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object with its own text in an annotation, as the next apply will want to know it. */
export function withLastApplied(object: KubeObject): KubeObject {
  const { [lastApplied]: _, ...annotations } = object.metadata.annotations ?? {};
  const bare = { ...object, metadata: { ...object.metadata, annotations } };
  return { ...bare, metadata: { ...bare.metadata, annotations: { ...annotations, [lastApplied]: `${toCompactJson(bare)}\n` } } };
}
