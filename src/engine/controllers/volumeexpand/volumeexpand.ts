/**
 * Looks after claims that ask for more storage than they have. All volumes whose plugins the controller manager could grow are grown
 * by drivers of their own by now, so that it only says who is waited for.
 * Reads claims and volumes; writes events.
 * upstream: pkg/controller/volume/expand/expand_controller.go
 */
import type { PersistentVolumeClaim } from '#api/kinds.ts';
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta } from '#engine/client/informer.ts';

export const volumeExpand = controller({
  name: 'volumeexpand',
  eventSource: 'volume_expand',
  account: 'expand-controller',
  watches: [
    { kind: 'PersistentVolumeClaim', keys: grown },
    { kind: 'PersistentVolume', keys: () => [] },
  ],
  memory: () => undefined,
  reconcile,
});

/** A claim that is new, or asks for more than before, or has got more. */
function grown({ type, object, old }: Delta): readonly string[] {
  if (type === 'DELETED') return [];
  const claim = object as unknown as PersistentVolumeClaim;
  const before = old as unknown as PersistentVolumeClaim | undefined;
  const isMore = (now: string | undefined, then: string | undefined) => compareQuantities(quantityOf(now), quantityOf(then)) > 0;
  const concerns = before === undefined || isMore(asked(claim), asked(before)) || isMore(had(claim), had(before));
  return concerns ? [keyOf(object)] : [];
}

function asked({ spec }: PersistentVolumeClaim): string | undefined {
  return spec.resources?.requests?.['storage'] as string | undefined;
}

function had({ status }: PersistentVolumeClaim): string | undefined {
  return status.capacity?.['storage'] as string | undefined;
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const claim = r.see.get('PersistentVolumeClaim', key);
  if (claim === undefined || (claim.spec.volumeName ?? '') === '') return undefined;
  const volume = r.see.get('PersistentVolume', claim.spec.volumeName!);
  if (volume === undefined) return undefined;
  if (volume.spec.claimRef?.uid !== claim.metadata.uid) return { error: 'persistent Volume is not bound to PVC being updated' };
  if (had(claim) === undefined || compareQuantities(quantityOf(asked(claim)), quantityOf(had(claim))) <= 0) return undefined;
  const message = 'waiting for an external controller to expand this PVC';
  r.event({ object: claim as unknown as KubeObject, type: 'Warning', reason: 'ExternalExpanding', message });
  return undefined;
}
