/**
 * Installs a driver when something of it first comes into the cluster: a class, or a volume that somebody wrote by hand.
 * Owns no more than the making of CSIDrivers: who deletes one takes the driver away. Reads classes, volumes, CSIDrivers.
 * Deliberately not: the drivers' own pods. Their kubelets' part is in kubelet/node/csiNode.ts.
 * upstream: each driver's own manifests
 */
import type { PersistentVolume, StorageClass } from '#api/kinds.ts';
import { isAlreadyExists } from '../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../client/controller.ts';
import type { Delta } from '../client/informer.ts';
import { drivers, provisioners } from '../helpers/csiDrivers.ts';

export const driverInstaller = controller({
  name: 'csi-drivers',
  eventSource: 'csi-drivers',
  watches: [
    { kind: 'StorageClass', keys: ofClass },
    { kind: 'PersistentVolume', keys: ofVolume },
    { kind: 'CSIDriver', keys: () => [] },
  ],
  memory: () => undefined,
  reconcile: install,
});

function ofClass({ type, object }: Delta): readonly string[] {
  const found = provisioners.get((object as unknown as StorageClass).provisioner);
  return type === 'ADDED' && found !== undefined && 'driver' in found ? [found.driver] : [];
}

function ofVolume({ type, object }: Delta): readonly string[] {
  const driver = (object as unknown as PersistentVolume).spec.csi?.driver;
  return type === 'ADDED' && driver !== undefined && drivers.has(driver) ? [driver] : [];
}

function install(name: string, r: Reconcile): Outcome | undefined {
  const driver = drivers.get(name);
  if (driver === undefined || r.see.get('CSIDriver', name) !== undefined) return undefined;
  const made = r.client.create('CSIDriver', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name },
    spec: { attachRequired: driver.attach, fsGroupPolicy: 'File' },
  });
  return made.ok || isAlreadyExists(made.status) ? undefined : { error: made.status.message ?? 'create failed' };
}
