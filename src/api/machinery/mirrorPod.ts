/** A mirror pod stands at the API server for one that a kubelet has from elsewhere. upstream: pkg/apis/core/annotation_key_constants.go */
import type { ObjectMeta } from '../meta.ts';

export const mirrorAnnotation = 'kubernetes.io/config.mirror';

export function isMirrorPod({ metadata }: { readonly metadata: Pick<ObjectMeta, 'annotations'> }): boolean {
  return metadata.annotations?.[mirrorAnnotation] !== undefined;
}
