/**
 * Carries out what was planned for the slices of one owner. A slice that is to go is re-used for one that is to come.
 * upstream: staging/src/k8s.io/endpointslice/reconciler.go (finalize)
 */
import type { EndpointSlice } from '#api/kinds.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import type { KubeObject } from '#api/meta.ts';
import { isNotFound, type Draft } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../claim.ts';
import { generateNamePrefix, isNamespaceTerminating } from '../podControl.ts';
import type { Family } from './podEndpoint.ts';
import type { Endpoint } from './sliceEndpoint.ts';
import type { SlicePort } from './slicePorts.ts';
import { triggerAnnotation } from './triggerTime.ts';

/** What a slice is to hold. */
interface Content {
  readonly family: Family;
  readonly ports: readonly SlicePort[];
  readonly endpoints: readonly Endpoint[];
}

export interface Plan {
  readonly create: Content[];
  readonly update: { readonly slice: EndpointSlice; readonly content: Content }[];
  readonly remove: EndpointSlice[];
}

/** Whose slices they are and what all of them carry. */
export interface SliceOwner {
  readonly owner: KubeObject;
  /** How error messages call it: `Service default/web`. */
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly trigger: string | undefined;
  /** Which of those that are to come takes the place of one that goes; absent: the last. */
  readonly reuses?: 'first';
}

/** Answers what went wrong. */
export function carryOut(whose: SliceOwner, planned: Plan, r: Pick<Reconcile, 'client'>): string | undefined {
  const { owner, title } = whose;
  const { create, update, remove } = reuse(whose, planned);
  for (const content of owner.metadata.deletionTimestamp === undefined ? create : []) {
    const created = r.client.create('EndpointSlice', draftOf(whose, content));
    if (created.ok) continue;
    if (isNamespaceTerminating(created.status)) return undefined;
    return `failed to create EndpointSlice for ${title}: ${messageOf(created.status)}`;
  }
  for (const { slice, content } of update) {
    const written = r.client.update('EndpointSlice', updated(whose, slice, content));
    if (!written.ok) return `failed to update ${slice.metadata.name} EndpointSlice for ${title}: ${messageOf(written.status)}`;
  }
  for (const { metadata } of remove) {
    const deleted = r.client.delete('EndpointSlice', { namespace: metadata.namespace, name: metadata.name });
    if (!deleted.ok && !isNotFound(deleted.status))
      return `failed to delete ${metadata.name} EndpointSlice for ${title}: ${messageOf(deleted.status)}`;
  }
  return undefined;
}

/** Turns creations into updates of slices that would be deleted, if they are the owner's own and of the same family. */
export function reuse({ owner, reuses }: Pick<SliceOwner, 'owner' | 'reuses'>, { create, update, remove }: Plan): Plan {
  const left: Plan = { create: [...create], update: [...update], remove: [] };
  for (const slice of remove) {
    const at = reuses === 'first' ? 0 : left.create.length - 1;
    const content = left.create[at];
    if (content !== undefined && content.family === slice.addressType && ownedBy(slice, owner)) {
      left.create.splice(at, 1);
      left.update.push({ slice, content });
    } else {
      left.remove.push(slice);
    }
  }
  return left;
}

export function ownedBy(slice: EndpointSlice, owner: KubeObject): boolean {
  return (
    slice.metadata.ownerReferences?.some((reference) => reference.uid === owner.metadata.uid && reference.kind === owner.kind) ?? false
  );
}

function draftOf(whose: SliceOwner, content: Content): Draft<'EndpointSlice'> {
  const { namespace, name } = whose.owner.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: generateNamePrefix(name),
      ...(namespace === undefined ? {} : { namespace }),
      labels: whose.labels,
      ...annotated(whose, {}),
      ownerReferences: [controllerReference(whose.owner)],
    },
    addressType: content.family,
    ...stored(content),
  };
}

/** An empty list of a slice is stored, and shown, as null. */
function stored({ endpoints, ports }: Content): Pick<EndpointSlice, 'endpoints' | 'ports'> {
  const lists = { endpoints: endpoints.length === 0 ? null : endpoints, ports: ports.length === 0 ? null : ports };
  return lists as unknown as Pick<EndpointSlice, 'endpoints' | 'ports'>;
}

function updated(whose: SliceOwner, slice: EndpointSlice, content: Content): EndpointSlice {
  const { annotations, ...metadata } = slice.metadata;
  return { ...slice, metadata: { ...metadata, labels: whose.labels, ...annotated(whose, annotations ?? {}) }, ...stored(content) };
}

function annotated(
  { annotations, trigger }: SliceOwner,
  before: Readonly<Record<string, string>>,
): { readonly annotations?: Readonly<Record<string, string>> } {
  // An owner that has annotations to give gives all that there are to be.
  const { [triggerAnnotation]: _old, ...others } = annotations ?? before;
  const after = trigger === undefined ? others : { ...others, [triggerAnnotation]: trigger };
  return Object.keys(after).length === 0 ? {} : { annotations: after };
}
