/** Which claims a pod mounts. upstream: staging/src/k8s.io/component-helpers/storage/ephemeral */
import type { Pod, Volume } from '#api/kinds.ts';

/** The claim that is made for an ephemeral volume. */
export function ephemeralClaimName({ metadata }: Pod, { name }: Volume): string {
  return `${metadata.name}-${name}`;
}

/** The claim that a volume mounts: the one it names, or the one that is made for it. Undefined when it mounts none. */
export function claimNameOf(pod: Pod, volume: Volume): string | undefined {
  return volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral === undefined ? undefined : ephemeralClaimName(pod, volume));
}

const namesBySpec = new WeakMap<object, readonly string[]>();

/** Names of the claims a pod mounts, generated (ephemeral) ones included. Remembered, as specs are immutable. */
export function claimNames(pod: Pod): readonly string[] {
  const known = namesBySpec.get(pod.spec);
  if (known !== undefined) return known;
  const names = (pod.spec.volumes ?? []).flatMap((volume) => claimNameOf(pod, volume) ?? []);
  namesBySpec.set(pod.spec, names);
  return names;
}
