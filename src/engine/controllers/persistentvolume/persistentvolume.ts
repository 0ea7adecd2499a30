/**
 * The binder: marries claims and volumes.
 * Reads claims, volumes, classes, and pods (to say whom a claim waits for). Writes the references, phases and annotations
 * of claims and volumes, and pods that wipe a volume. Does not make volumes: it asks the class's provisioner. Does not choose nodes: the scheduler does.
 * upstream: pkg/controller/volume/persistentvolume
 */
import type { PersistentVolume } from '#api/kinds.ts';
import { keyOf, objectKey } from '#api/meta.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import type { Delta, Lister } from '../../client/informer.ts';
import { syncClaim } from './claims.ts';
import type { Failures } from './operations.ts';
import { wipedBy } from './recycle.ts';
import { syncVolume } from './volumes.ts';

const resyncMs = 15_000;

/** Keys are `claim:namespace/name` and `volume:name`. */
export const persistentVolume = controller({
  name: 'persistentvolume',
  eventSource: 'persistentvolume-controller',
  account: 'persistent-volume-binder',
  watches: [
    { kind: 'PersistentVolumeClaim', keys: ofClaim },
    { kind: 'PersistentVolume', keys: ofVolume },
    { kind: 'StorageClass', keys: () => [] },
    { kind: 'Pod', keys: ofPod },
  ],
  memory: (): Failures => new Map(),
  resync: { everyMs: resyncMs, keys: unsettled },
  reconcile(item: string, r: Reconcile<Failures>): Outcome | undefined {
    const key = item.slice(item.indexOf(':') + 1);
    if (item.startsWith('claim:')) {
      const claim = r.see.get('PersistentVolumeClaim', key);
      return claim === undefined ? undefined : syncClaim(claim, r);
    }
    const volume = r.see.get('PersistentVolume', key);
    return volume === undefined ? undefined : syncVolume(volume, r);
  },
});

function ofClaim(delta: Delta, see: Lister): readonly string[] {
  if (delta.type !== 'DELETED') return [`claim:${keyOf(delta.object)}`];
  const name = (delta.object as unknown as { spec: { volumeName?: string } }).spec.volumeName;
  return name !== undefined && see.get('PersistentVolume', name) !== undefined ? [`volume:${name}`] : [];
}

function ofVolume(delta: Delta): readonly string[] {
  const volume = delta.object as unknown as PersistentVolume;
  const reference = volume.spec.claimRef;
  const claim = reference === undefined ? [] : [`claim:${objectKey(reference.namespace, reference.name ?? '')}`];
  return delta.type === 'DELETED' ? claim : [`volume:${volume.metadata.name}`, ...claim];
}

/** Of pods only those matter that wipe a volume. */
function ofPod({ object }: Delta): readonly string[] {
  const volume = wipedBy(object);
  return volume === undefined ? [] : [`volume:${volume}`];
}

/** What may have to wait for something that sends no news: everything that is not Bound. */
function unsettled(see: Lister): readonly string[] {
  return [
    ...see
      .list('PersistentVolume')
      .filter((volume) => volume.status.phase !== 'Bound')
      .map((volume) => `volume:${keyOf(volume)}`),
    ...see
      .list('PersistentVolumeClaim')
      .filter((claim) => claim.status.phase !== 'Bound')
      .map((claim) => `claim:${keyOf(claim)}`),
  ];
}
