/**
 * The node's CSINode: which storage drivers are installed here, and how many volumes of each the node takes. A driver is on a node as long
 * as the cluster has its CSIDriver and knows how to run it.
 * upstream: pkg/volume/csi/nodeinfomanager/nodeinfomanager.go
 */
import type { CSINode } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isAlreadyExists, isNotFound } from '../../client/client.ts';
import { listerOf } from '../../client/informer.ts';
import { drivers } from '../../helpers/csiDrivers.ts';
import type { Kubelet } from '../state.ts';

const migratedPlugins = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'vsphere-volume'].map(
  (name) => `kubernetes.io/${name}`,
);

/** Whether a driver's part on this node answers. */
export function isRegistered({ state }: Kubelet, driver: string): boolean {
  return drivers.has(driver) && state.informers !== undefined && listerOf(state.informers).get('CSIDriver', driver) !== undefined;
}

/** Writes what has changed; one that could not be written is written when the node next looks after itself. */
export function keepCsiNode(k: Kubelet): void {
  if (k.state.informers === undefined) return;
  k.context.because({ key: k.node, timer: 'storage drivers have come or gone' });
  const found = k.client.get('CSINode', undefined, k.node);
  if (!found.ok && !isNotFound(found.status)) return void (k.state.csiNodeIsOld = true);
  const wanted = driversHere(k);
  const written = found.ok ? change(k, found.value, wanted) : create(k, wanted);
  k.state.csiNodeIsOld = !written;
}

type Drivers = CSINode['spec']['drivers'];

function driversHere(k: Kubelet): Drivers {
  return listerOf(k.state.informers!)
    .list('CSIDriver')
    .map(({ metadata }) => metadata.name)
    .filter((name) => drivers.has(name))
    .toSorted()
    .map((name) => {
      const { limit } = drivers.get(name)!;
      return { name, nodeID: k.node, ...(limit === undefined ? {} : { allocatable: { count: limit } }) };
    });
}

function create(k: Kubelet, wanted: Drivers): boolean {
  const node = k.client.get('Node', undefined, k.node);
  if (!node.ok) return false;
  const owner = { apiVersion: 'v1', kind: 'Node', name: k.node, uid: node.value.metadata.uid };
  const created = k.client.create('CSINode', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: {
      name: k.node,
      annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': migratedPlugins.join(',') },
      ownerReferences: [owner],
    },
    spec: { drivers: wanted },
  });
  return created.ok || isAlreadyExists(created.status);
}

function change(k: Kubelet, stored: CSINode, wanted: Drivers): boolean {
  if (equalJson(stored.spec.drivers ?? [], wanted)) return true;
  return k.client.update('CSINode', { ...stored, spec: { ...stored.spec, drivers: wanted } }).ok;
}
