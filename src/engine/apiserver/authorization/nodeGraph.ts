/**
 * Which objects are of concern to which node: what its pods name, and the volumes behind their claims.
 * It can be worked out from the store at any moment; it is only kept so that nobody has to look through all pods.
 * upstream: plugin/pkg/auth/authorizer/node/graph.go, graph_populator.go
 */
import { isMirrorPod } from '#api/machinery/mirrorPod.ts';
import type { PersistentVolume, Pod } from '#api/kinds.ts';
import { get, list, type Change, type Store } from '#engine/etcd/store.ts';
import { referencesOf } from '#engine/helpers/podReferences.ts';

export interface NodeGraph {
  /** Node -> `namespace/secrets/name` -> by how many of its pods. */
  readonly byNode: Map<string, Map<string, number>>;
}

export function buildNodeGraph(store: Store): NodeGraph {
  const graph: NodeGraph = { byNode: new Map() };
  for (const pod of list(store, 'pods') as readonly unknown[] as readonly Pod[]) count(graph, pod, 1);
  return graph;
}

/** Takes a change of a pod in. */
export function noteInGraph(graph: NodeGraph, { type, object, old }: Change): void {
  const pod = object as unknown as Pod;
  const before = old as unknown as Pod | undefined;
  if (type === 'DELETED') return count(graph, before ?? pod, -1);
  if (before !== undefined && before.spec.nodeName === pod.spec.nodeName && before.metadata.uid === pod.metadata.uid) return;
  if (before !== undefined) count(graph, before, -1);
  count(graph, pod, 1);
}

function count(graph: NodeGraph, pod: Pod, by: 1 | -1): void {
  const node = pod.spec.nodeName ?? '';
  if (node === '' || isMirrorPod(pod)) return;
  let objects = graph.byNode.get(node);
  if (objects === undefined) graph.byNode.set(node, (objects = new Map()));
  for (const reference of referencesOf(pod)) {
    const key = `${pod.metadata.namespace}/${reference}`;
    const left = (objects.get(key) ?? 0) + by;
    if (left <= 0) objects.delete(key);
    else objects.set(key, left);
  }
}

export type Vertex = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'persistentvolumes' | 'serviceaccounts' | 'volumeattachments';

/** Whether an object is of concern to a node. */
export function hasPath(at: { readonly graph: NodeGraph; readonly store: Store }, node: string, what: ObjectRef): boolean {
  const { graph, store } = at;
  const objects = graph.byNode.get(node);
  if (what.resource === 'volumeattachments') return attachmentNode(store, what.name) === node;
  if (objects === undefined) return false;
  if (what.resource === 'persistentvolumes') return isClaimed(objects, volumeNamed(store, what.name));
  if (objects.has(`${what.namespace}/${what.resource}/${what.name}`)) return true;
  return what.resource === 'secrets' && isVolumeSecret(store, objects, what);
}

export interface ObjectRef {
  readonly resource: Vertex;
  readonly namespace: string;
  readonly name: string;
}

function attachmentNode(store: Store, name: string): unknown {
  const attachment = get(store, 'volumeattachments.storage.k8s.io', undefined, name) as
    | { readonly spec?: { readonly nodeName?: string } }
    | undefined;
  return attachment?.spec?.nodeName;
}

function volumeNamed(store: Store, name: string): PersistentVolume | undefined {
  return get(store, 'persistentvolumes', undefined, name) as unknown as PersistentVolume | undefined;
}

function isClaimed(objects: ReadonlyMap<string, number>, volume: PersistentVolume | undefined): boolean {
  const claim = volume?.spec?.claimRef;
  return claim !== undefined && objects.has(`${claim.namespace}/persistentvolumeclaims/${claim.name}`);
}

/** Secrets that a driver needs to mount a volume. upstream: pkg/api/v1/persistentvolume/util.go (VisitPVSecretNames) */
function isVolumeSecret(store: Store, objects: ReadonlyMap<string, number>, { namespace, name }: ObjectRef): boolean {
  for (const key of objects.keys()) {
    const [claimNamespace, resource, claimName] = key.split('/');
    if (resource !== 'persistentvolumeclaims') continue;
    const claim = get(store, 'persistentvolumeclaims', claimNamespace, claimName ?? '') as
      | { readonly spec?: { readonly volumeName?: string } }
      | undefined;
    const volume = volumeNamed(store, claim?.spec?.volumeName ?? '');
    if (volume === undefined || !isClaimed(objects, volume)) continue;
    if (volumeSecrets(volume).some((it) => it?.name === name && (it.namespace ?? claimNamespace) === namespace)) return true;
  }
  return false;
}

type SecretRef = { readonly name?: string; readonly namespace?: string } | undefined;

/** The Secrets that a volume names; without a namespace they are in its claim's. */
export function volumeSecrets({ spec = {} }: { readonly spec?: PersistentVolume['spec'] }): readonly SecretRef[] {
  const { azureFile, cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos, csi } = spec as Record<string, Record<string, SecretRef>>;
  const azure = azureFile as { readonly secretName?: string; readonly secretNamespace?: string } | undefined;
  return [
    azure === undefined
      ? undefined
      : { name: azure.secretName ?? '', ...(azure.secretNamespace === undefined ? {} : { namespace: azure.secretNamespace }) },
    cephfs?.['secretRef'],
    cinder?.['secretRef'],
    flexVolume?.['secretRef'],
    rbd?.['secretRef'],
    scaleIO?.['secretRef'],
    iscsi?.['secretRef'],
    storageos?.['secretRef'],
    csi?.['controllerPublishSecretRef'],
    csi?.['nodePublishSecretRef'],
    csi?.['nodeStageSecretRef'],
    csi?.['controllerExpandSecretRef'],
    csi?.['nodeExpandSecretRef'],
  ];
}
