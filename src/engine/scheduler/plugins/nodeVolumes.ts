/**
 * What a node has for a pod's claims: volumes that can be bound, room to make others, or why it has not.
 * upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go (FindPodVolumes)
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';
import { classOfClaim, findForNode, reachesNode, requestOf } from '#engine/helpers/volumeMatch.ts';
import type { Lister } from '../../client/informer.ts';
import type { NodeInfo } from '../framework.ts';

export const selectedNode = 'volume.kubernetes.io/selected-node';

export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Claims whose class waits for the first consumer: they are bound once the pod has a node. */
  readonly delayed: readonly PersistentVolumeClaim[];
}

export interface NodeVolumes {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims that their class's provisioner is to make a volume for. */
  readonly provisioned: readonly PersistentVolumeClaim[];
  readonly reasons: readonly string[];
}

const reasons = {
  binding: "node(s) didn't find available persistent volumes to bind",
  affinity: 'node(s) had volume node affinity conflict',
  space: 'node(s) did not have enough free storage',
  missing: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
} as const;

type Reason = keyof typeof reasons;

export function volumesOn({ bound, delayed }: PodClaims, node: NodeInfo, see: Lister): NodeVolumes {
  const wrong = new Set<Reason>();
  const unreachable = whyNotBound(bound, node, see);
  if (unreachable !== undefined) wrong.add(unreachable);
  const chosen = delayed.map((claim) => claim.metadata.annotations?.[selectedNode]).filter((name) => name !== undefined);
  if (chosen.some((name) => name !== node.name)) return told({ bindings: [], provisioned: [] }, new Set([...wrong, 'binding']));
  const { bindings, unmatched } = match(
    delayed.filter((claim) => claim.metadata.annotations?.[selectedNode] === undefined),
    node,
    see,
  );
  const provisioned = [...delayed.filter((claim) => claim.metadata.annotations?.[selectedNode] !== undefined), ...unmatched];
  const short = firstReason(provisioned, node, see);
  if (short !== undefined) wrong.add(short);
  return told({ bindings, provisioned: short === undefined ? provisioned : [] }, wrong);
}

/** The only nodes that all bound volumes name by their host name; undefined when none of them names any. */
export function nodesNamed(bound: readonly PersistentVolumeClaim[], see: Lister): ReadonlySet<string> | undefined {
  let only: ReadonlySet<string> | undefined;
  for (const claim of bound) {
    const volume = see.get('PersistentVolume', claim.spec.volumeName ?? '');
    if (volume === undefined) return undefined;
    const named = hostNames(volume);
    if (named.size > 0) only = only === undefined ? named : new Set([...only].filter((name) => named.has(name)));
  }
  return only;
}

/** Terms are alternatives; within one, all of its expressions about the host name hold. upstream: GetLocalPersistentVolumeNodeNames */
export function hostNames({ spec }: PersistentVolume): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { matchExpressions = [] } of spec.nodeAffinity?.required?.nodeSelectorTerms ?? []) {
    const lists = matchExpressions.filter((it) => it.key === 'kubernetes.io/hostname' && it.operator === 'In').map((it) => it.values ?? []);
    for (const name of lists[0] ?? []) if (lists.every((list) => list.includes(name))) names.add(name);
  }
  return names;
}

function told(found: Omit<NodeVolumes, 'reasons'>, wrong: ReadonlySet<Reason>): NodeVolumes {
  const order: readonly Reason[] = ['affinity', 'binding', 'space', 'missing'];
  return { ...found, reasons: order.filter((it) => wrong.has(it)).map((it) => reasons[it]) };
}

function whyNotBound(bound: readonly PersistentVolumeClaim[], node: NodeInfo, see: Lister): Reason | undefined {
  for (const claim of bound) {
    const volume = see.get('PersistentVolume', claim.spec.volumeName ?? '');
    if (volume === undefined) return 'missing';
    if (!reachesNode(volume, node.node)) return 'affinity';
  }
  return undefined;
}

/** Small claims choose first, so that they leave the large volumes to those that need them. */
function match(claims: readonly PersistentVolumeClaim[], node: NodeInfo, see: Lister) {
  const taken = new Set<string>();
  const bindings: NodeVolumes['bindings'][number][] = [];
  const unmatched: PersistentVolumeClaim[] = [];
  for (const claim of claims.toSorted((a, b) => compareQuantities(requestOf(a), requestOf(b)))) {
    const volume = findForNode(claim, see.list('PersistentVolume'), node.node, taken);
    if (volume === undefined) {
      unmatched.push(claim);
      continue;
    }
    taken.add(volume.metadata.name);
    bindings.push({ volume, claim });
  }
  return { bindings, unmatched };
}

function firstReason(claims: readonly PersistentVolumeClaim[], node: NodeInfo, see: Lister): Reason | undefined {
  for (const claim of claims) {
    const storageClass = see.get('StorageClass', classOfClaim(claim));
    if (storageClass === undefined || !canProvision(storageClass, node)) return 'binding';
    if (!hasRoom(storageClass, claim, node, see)) return 'space';
  }
  return undefined;
}

function canProvision({ provisioner, allowedTopologies = [] }: StorageClass, { node }: NodeInfo): boolean {
  if (provisioner === '' || provisioner === 'kubernetes.io/no-provisioner') return false;
  return suitsTopology(allowedTopologies, node.metadata.labels ?? {});
}

/** Labels suit one of the terms, or there are none; a term without expressions suits nothing. */
export function suitsTopology(terms: NonNullable<StorageClass['allowedTopologies']>, labels: Readonly<Record<string, string>>): boolean {
  if (terms.length === 0) return true;
  return terms.some(
    ({ matchLabelExpressions: all = [] }) =>
      all.length > 0 && all.every((it) => Object.hasOwn(labels, it.key) && it.values.includes(labels[it.key]!)),
  );
}

/** A driver that tells its capacity must have told enough for this node; others are taken at their word. */
function hasRoom(storageClass: StorageClass, claim: PersistentVolumeClaim, { node }: NodeInfo, see: Lister): boolean {
  const request = requestOf(claim);
  if (see.get('CSIDriver', storageClass.provisioner)?.spec.storageCapacity !== true || compareQuantities(request, quantityOf('0')) <= 0)
    return true;
  return see.list('CSIStorageCapacity').some(({ storageClassName, capacity, maximumVolumeSize, nodeTopology }) => {
    const most = maximumVolumeSize ?? capacity;
    if (storageClassName !== storageClass.metadata.name || most === undefined) return false;
    if (compareQuantities(quantityOf(most), request) < 0) return false;
    return nodeTopology !== undefined && matchesLabels(selectorOf(nodeTopology), node.metadata.labels);
  });
}
