/**
 * Carries out what was planned for a Service's slices. A slice that is to go is re-used for one that is to come.
 * upstream: staging/src/k8s.io/endpointslice/reconciler.go (finalize)
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import { isNotFound, type Draft } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { triggerAnnotation } from '../common/endpoints/triggerTime.ts';
import { generateNamePrefix, isNamespaceTerminating } from '../common/podControl.ts';
import type { Family } from '../common/endpoints/podEndpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { sliceLabels } from './labels.ts';
import type { SlicePort } from './ports.ts';

/** What a slice is to hold. */
export interface Content {
  readonly family: Family;
  readonly ports: readonly SlicePort[];
  readonly endpoints: readonly Endpoint[];
}

export interface Plan {
  readonly create: Content[];
  readonly update: { readonly slice: EndpointSlice; readonly content: Content }[];
  readonly remove: EndpointSlice[];
}

/** Answers what went wrong. */
export function carryOut(service: Service, planned: Plan, trigger: string | undefined, r: Reconcile): string | undefined {
  const { create, update, remove } = reuse(service, planned);
  const where = `Service ${service.metadata.namespace}/${service.metadata.name}`;
  for (const content of service.metadata.deletionTimestamp === undefined ? create : []) {
    const created = r.client.create('EndpointSlice', draftOf(service, content, trigger));
    if (created.ok) continue;
    if (isNamespaceTerminating(created.status)) return undefined;
    return `failed to create EndpointSlice for ${where}: ${messageOf(created.status)}`;
  }
  for (const { slice, content } of update) {
    const written = r.client.update('EndpointSlice', updated(service, slice, { content, trigger }));
    if (!written.ok) return `failed to update ${slice.metadata.name} EndpointSlice for ${where}: ${messageOf(written.status)}`;
  }
  for (const { metadata } of remove) {
    const deleted = r.client.delete('EndpointSlice', { namespace: metadata.namespace, name: metadata.name });
    if (!deleted.ok && !isNotFound(deleted.status)) return `failed to delete ${metadata.name} EndpointSlice for ${where}: ${messageOf(deleted.status)}`;
  }
  return undefined;
}

/** Turns creations into updates of slices that would be deleted, if they are the Service's own and of the same family. */
function reuse(service: Service, { create, update, remove }: Plan): Plan {
  const left: Plan = { create: [...create], update: [...update], remove: [] };
  for (const slice of remove) {
    const content = left.create.at(-1);
    if (content !== undefined && content.family === slice.addressType && ownedBy(slice, service)) {
      left.create.pop();
      left.update.push({ slice, content });
    } else {
      left.remove.push(slice);
    }
  }
  return left;
}

export function ownedBy(slice: EndpointSlice, service: Service): boolean {
  return slice.metadata.ownerReferences?.some((owner) => owner.uid === service.metadata.uid && owner.kind === 'Service') ?? false;
}

function draftOf(service: Service, content: Content, trigger: string | undefined): Draft<'EndpointSlice'> {
  const { namespace, name } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: generateNamePrefix(name),
      ...(namespace === undefined ? {} : { namespace }),
      labels: sliceLabels(service),
      ...(trigger === undefined ? {} : { annotations: { [triggerAnnotation]: trigger } }),
      ownerReferences: [controllerReference(service)],
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

function updated(service: Service, slice: EndpointSlice, { content, trigger }: { readonly content: Content; readonly trigger: string | undefined }): EndpointSlice {
  const { annotations: before, ...metadata } = slice.metadata;
  const { [triggerAnnotation]: _old, ...others } = before ?? {};
  const annotations = trigger === undefined ? others : { ...others, [triggerAnnotation]: trigger };
  return {
    ...slice,
    metadata: { ...metadata, labels: sliceLabels(service), ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    ...stored(content),
  };
}
