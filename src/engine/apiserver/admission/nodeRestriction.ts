/**
 * NodeRestriction: a kubelet changes its own node, and pods bound to it, and nothing else.
 * upstream: plugin/pkg/admission/noderestriction/admission.go
 */
import { isMirrorPod, mirrorAnnotation } from '#api/machinery/mirrorPod.ts';
import type { Node, Pod } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { nodeOf } from '../authorization/nodeAuthorizer.ts';
import { referencesOf } from '#engine/helpers/podReferences.ts';
import { goDiff } from '../goPrint/goDiff.ts';
import { nameToBe, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden } from '../status.ts';
import { forbiddenLabels } from './nodeLabels.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** What is done, to which object, and what it was before. */
export interface Attempt {
  readonly operation: Operation;
  readonly object: AnyObject;
  readonly old?: AnyObject;
}

type Rule = (call: Call, node: string, attempt: Attempt) => string | undefined;

const rules: { readonly [resource: string]: Rule } = {
  pods: (call, node, attempt) => (call.request.subresource === 'status' ? podStatus(node, attempt) : pod(call, node, attempt)),
  nodes: (_call, node, attempt) => ownNode(node, attempt),
  persistentvolumeclaims: (call, node, attempt) =>
    call.request.subresource === 'status' ? claimStatus(node, attempt) : 'may only update PVC status',
  'leases.coordination.k8s.io': (_call, node, { object }) => ownLease(node, object),
  'csinodes.storage.k8s.io': (_call, node, { object }) =>
    object.metadata.name === node ? undefined : 'can only access CSINode with the same name as the requesting node',
};

/** A refusal of what a kubelet attempts; undefined for everybody else. */
export function restrictNode(call: Call, attempt: Attempt): Status | undefined {
  if (!call.user.name.startsWith('system:node:')) return undefined;
  const node = nodeOf(call.user);
  if (node === undefined) return undefined;
  const name = nameToBe(attempt.object.metadata);
  if (node === '') return forbidden(call.row, name, `could not determine node from user ${goQuote(call.user.name)}`);
  const why = rules[call.resource]?.(call, node, attempt);
  return why === undefined ? undefined : forbidden(call.row, name, why);
}

/** A kubelet asks for tokens for its own pods only. */
export function restrictNodeToken(
  call: Call,
  ref: { readonly kind?: string; readonly name?: string; readonly uid?: string } | undefined,
): Status | undefined {
  const node = nodeOf(call.user);
  if (node === undefined) return undefined;
  const why = tokenRefusal(call, node, ref);
  return why === undefined ? undefined : forbidden(call.row, call.request.name ?? '', why);
}

function tokenRefusal(
  call: Call,
  node: string,
  ref: { readonly kind?: string; readonly name?: string; readonly uid?: string } | undefined,
): string | undefined {
  if (ref?.kind !== 'Pod' || (ref.name ?? '') === '') return 'node requested token not bound to a pod';
  if ((ref.uid ?? '') === '') return 'node requested token with a pod binding without a uid';
  const found = get(call.server.store, 'pods', call.request.namespace, ref.name ?? '') as unknown as Pod | undefined;
  if (found === undefined || found.metadata.uid !== ref.uid) return undefined;
  return found.spec.nodeName === node ? undefined : 'node requested token bound to a pod scheduled on a different node';
}

/** A kubelet evicts its own pods only. */
export function restrictNodeEviction(call: Call, evicted: Pod): Status | undefined {
  const node = nodeOf(call.user);
  if (node === undefined || evicted.spec.nodeName === node) return undefined;
  return forbidden(call.row, evicted.metadata.name, `node ${node} can only evict pods with spec.nodeName set to itself`);
}

function pod(call: Call, node: string, { operation, object }: Attempt): string | undefined {
  const it = object as unknown as Pod;
  if (operation === 'CREATE') return mirrorPod(call, node, it);
  if (operation === 'DELETE')
    return it.spec.nodeName === node ? undefined : `node ${goQuote(node)} can only delete pods with spec.nodeName set to itself`;
  return `unexpected operation "UPDATE", node ${goQuote(node)} can only create and delete mirror pods`;
}

function mirrorPod(call: Call, node: string, it: Pod): string | undefined {
  const who = `node ${goQuote(node)}`;
  if (!isMirrorPod(it)) return `pod does not have ${goQuote(mirrorAnnotation)} annotation, ${who} can only create mirror pods`;
  if (it.spec.nodeName !== node) return `${who} can only create pods with spec.nodeName set to itself`;
  return ownerRefusal(call, node, it) ?? referenceRefusal(who, it);
}

function ownerRefusal(call: Call, node: string, { metadata }: Pod): string | undefined {
  const who = `node ${goQuote(node)}`;
  const owners = metadata.ownerReferences ?? [];
  const [owner] = owners;
  if (owners.length > 1) return `${who} can only create pods with a single owner reference set to itself`;
  if (owner === undefined || owner.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return `${who} can only create pods with an owner reference set to itself`;
  if (owner.controller !== true) return `${who} can only create pods with a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion === true) return `${who} must not set blockOwnerDeletion on an owner reference`;
  const uid = get(call.server.store, 'nodes', undefined, node)?.metadata.uid;
  return uid === owner.uid ? undefined : `node ${node} UID mismatch: expected ${owner.uid} got ${uid ?? ''}`;
}

function referenceRefusal(who: string, it: Pod): string | undefined {
  if ((it.spec.serviceAccountName ?? '') !== '') return `${who} can not create pods that reference a service account`;
  const has = (what: string) => referencesOf(it).some((reference) => reference.startsWith(`${what}/`));
  const what = ['secrets', 'configmaps', 'persistentvolumeclaims'].find(has);
  return what === undefined ? undefined : `${who} can not create pods that reference ${what}`;
}

function podStatus(node: string, { operation, object, old }: Attempt): string | undefined {
  const who = `node ${goQuote(node)}`;
  if (operation !== 'UPDATE') return `unexpected operation ${goQuote(operation)}, ${who} can only update pod status`;
  const before = (old ?? object) as unknown as Pod;
  if (before.spec.nodeName !== node) return `${who} can only update pod status for pods with spec.nodeName set to itself`;
  return equalJson(before.metadata.labels ?? {}, object.metadata.labels ?? {})
    ? undefined
    : `${who} cannot update labels through pod status`;
}

const leases = 'kube-node-lease';

function ownLease(node: string, { metadata }: AnyObject): string | undefined {
  if (metadata.namespace !== leases) return `can only access leases in the ${goQuote(leases)} system namespace`;
  return metadata.name === node ? undefined : 'can only access node lease with the same name as the requesting node';
}

/** Of a claim, a kubelet tells how large the volume is and what is done to it. */
function claimStatus(node: string, { operation, object, old }: Attempt): string | undefined {
  if (operation !== 'UPDATE') return `unexpected operation ${goQuote(operation)}`;
  const [before, now] = [old ?? object, object].map(withoutSize) as [object, object];
  if (equalJson(before, now)) return undefined;
  const changed = goDiff('core.PersistentVolumeClaim', before, now);
  return `node ${goQuote(node)} is not allowed to update fields other than status.capacity and status.conditions: ${changed}`;
}

function withoutSize(claim: AnyObject): object {
  const { resourceVersion: _any, ...metadata } = claim.metadata;
  const { capacity: _capacity, conditions: _conditions, ...status } = claim.status ?? {};
  return { ...claim, metadata, status };
}

function ownNode(node: string, { operation, object, old }: Attempt): string | undefined {
  const it = object as unknown as Node;
  const who = `node ${goQuote(node)}`;
  const { name } = it.metadata;
  const source = it.spec?.configSource;
  if (operation === 'CREATE') {
    if (source !== undefined) return `${who} is not allowed to create pods with a non-nil configSource`;
    const labels = forbiddenLabels(it.metadata.labels, {});
    if (labels.length > 0) return `${who} is not allowed to set the following labels: ${labels.join(', ')}`;
  }
  if (operation === 'UPDATE' && old !== undefined) {
    const before = old as unknown as Node;
    if (source !== undefined && !equalJson(source, before.spec?.configSource))
      return `${who} is not allowed to update configSource to a new non-nil configSource`;
    if (!equalJson(it.spec?.taints ?? [], before.spec?.taints ?? [])) return `${who} is not allowed to modify taints`;
    const labels = forbiddenLabels(it.metadata.labels, before.metadata.labels);
    if (labels.length > 0) return `is not allowed to modify labels: ${labels.join(', ')}`;
  }
  return name === node ? undefined : `${who} is not allowed to modify node ${goQuote(name)}`;
}
