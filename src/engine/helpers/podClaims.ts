/** Which claims a pod mounts. upstream: staging/src/k8s.io/component-helpers/storage/ephemeral */
import type { Pod } from '#api/kinds.ts';

const namesBySpec = new WeakMap<object, readonly string[]>();

/** Names of the claims a pod mounts, generated (ephemeral) ones included. Remembered, as specs are immutable. */
export function claimNames(pod: Pod): readonly string[] {
  const known = namesBySpec.get(pod.spec);
  if (known !== undefined) return known;
  const names = (pod.spec.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim !== undefined) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral === undefined ? [] : [`${pod.metadata.name}-${volume.name}`];
  });
  namesBySpec.set(pod.spec, names);
  return names;
}
