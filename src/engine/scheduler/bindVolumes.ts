/**
 * Binding of claims that waited for their first consumer: a matching volume is reserved for the claim, or the claim is
 * told the node, so that its provisioner makes a volume there.
 * upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go (BindPodVolumes)
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import type { ApiClient } from '../client/client.ts';
import type { Lister } from '../client/informer.ts';
import type { NodeInfo } from './framework.ts';
import { claimNames } from '../helpers/podClaims.ts';
import { selectedNode, volumesOn } from './plugins/nodeVolumes.ts';
import { claimsOf, isBound } from './plugins/volumeBinding.ts';

export function bindVolumes(pod: Pod, node: NodeInfo, use: { readonly see: Lister; readonly client: ApiClient }): void {
  const claims = claimsOf(pod, use.see);
  if (!('delayed' in claims)) return;
  const { bindings, provisioned } = volumesOn(claims, node, use.see);
  for (const { volume, claim } of bindings) reserve(volume, claim, use.client);
  for (const claim of provisioned) selectNode(claim, node.name, use.client);
}

/** Whether every claim the pod mounts has its volume. */
export function volumesAreBound(pod: Pod, see: Lister): boolean {
  return claimNames(pod).every((name) => {
    const claim = see.get('PersistentVolumeClaim', `${pod.metadata.namespace}/${name}`);
    return claim !== undefined && isBound(claim);
  });
}

function selectNode(claim: PersistentVolumeClaim, node: string, client: ApiClient): void {
  const annotations = { ...claim.metadata.annotations, [selectedNode]: node };
  client.update('PersistentVolumeClaim', { ...claim, metadata: { ...claim.metadata, annotations } });
}

function reserve(volume: PersistentVolume, claim: PersistentVolumeClaim, client: ApiClient): void {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: namespace!, name, uid, resourceVersion };
  const annotations = { ...volume.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' };
  client.update('PersistentVolume', {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...volume.spec, claimRef },
  });
}
