/**
 * Binding of claims that waited for their first consumer: a matching volume is reserved for the claim, or the claim is
 * told the node, so that its provisioner makes a volume there. Then the pod waits until all is bound, or it is seen that it
 * will not be.
 * upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go (bindAPIUpdate, checkBindings)
 */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { keyOf } from '#api/meta.ts';
import type { ApiClient } from '../client/client.ts';
import type { Lister } from '../client/informer.ts';
import { reachesNode } from '../helpers/volumeMatch.ts';
import { assume, type Assumed } from './assumed.ts';
import type { NodeInfo } from './framework.ts';
import { selectedNode, volumesOn, type NodeVolumes } from './plugins/nodeVolumes.ts';
import { claimsOf, isBound } from './plugins/volumeBinding.ts';

/** A claim of a pod, the volume that was reserved for it if any, and the revision of what was written. */
export interface Awaited {
  readonly claim: string;
  readonly volume?: string;
  readonly revision: number;
}

interface Writes {
  readonly client: ApiClient;
  readonly assumed: Assumed;
}

export function bindVolumes(pod: Pod, node: NodeInfo, use: Writes & { readonly see: Lister }): Outcome<readonly Awaited[]> {
  const claims = claimsOf(pod, use.see);
  return 'delayed' in claims ? bindClaims(volumesOn(claims, node, use.see), node.name, use) : success([]);
}

/** The first write that is refused ends it. */
export function bindClaims(
  { bindings, provisioned }: Pick<NodeVolumes, 'bindings' | 'provisioned'>,
  node: string,
  { client, assumed }: Writes,
): Outcome<readonly Awaited[]> {
  const awaited: Awaited[] = [];
  for (const { volume, claim } of bindings) {
    const written = client.update('PersistentVolume', reserved(volume, claim));
    if (!written.ok) return failure(written.status.message ?? '');
    assume(assumed, 'PersistentVolume', written.value);
    awaited.push({ claim: keyOf(claim), volume: volume.metadata.name, revision: revisionOf(written.value) });
  }
  for (const claim of provisioned) {
    const annotations = { ...claim.metadata.annotations, [selectedNode]: node };
    const written = client.update('PersistentVolumeClaim', { ...claim, metadata: { ...claim.metadata, annotations } });
    if (!written.ok) return failure(written.status.message ?? '');
    assume(assumed, 'PersistentVolumeClaim', written.value);
    awaited.push({ claim: keyOf(claim), revision: revisionOf(written.value) });
  }
  return success(awaited);
}

/** Whether all that was awaited is bound, is not yet, or will not be: then the pod has to look for a place again. */
export function checkBindings(awaited: readonly Awaited[], node: Node, see: Lister): boolean | { readonly failed: string } {
  for (const it of awaited) {
    const state = it.volume === undefined ? checkProvisioned(it, node, see) : checkReserved(it, it.volume, { node, see });
    if (state !== true) return state;
  }
  return true;
}

function checkReserved({ claim: key, revision }: Awaited, name: string, { node, see }: { readonly node: Node; readonly see: Lister }) {
  const volume = see.get('PersistentVolume', name);
  const claim = see.get('PersistentVolumeClaim', key);
  if (volume === undefined) return { failed: `failed to check binding: could not find v1.PersistentVolume "${name}"` };
  if (claim === undefined) return { failed: `failed to check binding: could not find v1.PersistentVolumeClaim "${key}"` };
  if (revisionOf(volume) < revision) return false;
  if (!reachesNode(volume, node)) return { failed: outOfReach(name, node) };
  return (volume.spec.claimRef?.uid ?? '') === '' ? { failed: `ClaimRef got reset for pv "${name}"` } : isBound(claim);
}

/** A provisioner that gives up takes the node off the claim. */
function checkProvisioned({ claim: key, revision }: Awaited, node: Node, see: Lister): boolean | { readonly failed: string } {
  const claim = see.get('PersistentVolumeClaim', key);
  if (claim === undefined) return { failed: `failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${key}"` };
  const { name, annotations } = claim.metadata;
  if (revisionOf(claim) < revision) return false;
  if (annotations === undefined) return { failed: `selectedNode annotation reset for PVC "${name}"` };
  if (annotations[selectedNode] !== node.metadata.name) return { failed: `provisioning failed for PVC "${name}"` };
  if ((claim.spec.volumeName ?? '') === '') return false;
  const volume = see.get('PersistentVolume', claim.spec.volumeName ?? '');
  if (volume === undefined) return false;
  return reachesNode(volume, node) ? isBound(claim) : { failed: outOfReach(volume.metadata.name, node) };
}

function outOfReach(volume: string, { metadata }: Node): string {
  return `pv "${volume}" node affinity doesn't match node "${metadata.name}": no matching NodeSelectorTerms`;
}

function revisionOf({ metadata }: { readonly metadata: { readonly resourceVersion?: string } }): number {
  return Number(metadata.resourceVersion ?? 0);
}

function reserved(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: namespace!, name, uid, resourceVersion };
  const annotations = { ...volume.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' };
  return { ...volume, metadata: { ...volume.metadata, annotations }, spec: { ...volume.spec, claimRef } };
}
