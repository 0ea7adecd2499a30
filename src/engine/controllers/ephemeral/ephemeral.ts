/**
 * Makes the claims of pods' ephemeral volumes; they go with their pod.
 * Owns the claims it makes. Reads pods and claims.
 * Deliberately not: deleting them; the pod is their owner, and the garbage collector does that.
 * upstream: pkg/controller/volume/ephemeral/controller.go
 */
import type { PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { controllerReference, isControlledBy } from '#api/machinery/ownerReferences.ts';
import { objectKey, type KubeObject } from '#api/meta.ts';
import { isAlreadyExists } from '#engine/client/client.ts';
import { controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { ephemeralClaimName } from '#engine/helpers/podClaims.ts';
import { messageOf } from '../common/claim.ts';

type Volume = NonNullable<Pod['spec']['volumes']>[number];

export const ephemeralVolume = controller({
  name: 'ephemeral-volume',
  eventSource: 'ephemeral_volume',
  account: 'ephemeral-volume-controller',
  watches: [
    { kind: 'Pod', keys: ofPod },
    { kind: 'PersistentVolumeClaim', keys: ofClaim },
  ],
  memory: () => undefined,
  reconcile,
});

function ephemeral({ spec }: Pod): readonly Volume[] {
  return (spec.volumes ?? []).filter((volume) => volume.ephemeral !== undefined);
}

function ofPod({ type, object, old }: Delta): readonly string[] {
  const pod = object as unknown as Pod;
  if (type === 'DELETED' || old !== undefined || pod.metadata.deletionTimestamp !== undefined) return [];
  return ephemeral(pod).length === 0 ? [] : [objectKey(pod.metadata.namespace, pod.metadata.name)];
}

/** A claim that is gone too early is made again. */
function ofClaim({ type, object }: Delta, see: Lister): readonly string[] {
  if (type !== 'DELETED') return [];
  const owner = object.metadata.ownerReferences?.find((reference) => reference.kind === 'Pod');
  const key = objectKey(object.metadata.namespace, owner?.name ?? '');
  return owner !== undefined && see.get('Pod', key) !== undefined ? [key] : [];
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const pod = r.see.get('Pod', key);
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return undefined;
  for (const volume of ephemeral(pod)) {
    const error = ensureClaim(pod, volume, r);
    if (error !== undefined) return { error: `pod ${key}, ephemeral volume ${volume.name}: ${error}` };
  }
  return undefined;
}

/** Makes the claim of one volume if it is not there; answers with what is wrong. */
function ensureClaim(pod: Pod, volume: Volume, r: Reconcile): string | undefined {
  const { namespace, name: podName } = pod.metadata;
  const name = ephemeralClaimName(pod, volume);
  const known = r.see.get('PersistentVolumeClaim', objectKey(namespace, name));
  if (known !== undefined) {
    return isControlledBy(known, pod)
      ? undefined
      : `PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`;
  }
  const { metadata, spec } = volume.ephemeral!.volumeClaimTemplate!;
  const { labels, annotations } = metadata ?? {};
  const created = r.client.create('PersistentVolumeClaim', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace: namespace!,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(pod as unknown as KubeObject)],
    },
    spec: spec as PersistentVolumeClaim['spec'],
  });
  if (created.ok || isAlreadyExists(created.status)) return undefined;
  return `create PVC ${name}: ${messageOf(created.status)}`;
}
