/**
 * Fields that a request through an endpoint does not change, and so does not take: the status through the object itself,
 * everything else through the status; and the metadata that nobody manages.
 * upstream: GetResetFields of pkg/registry/<group>/<kind>/strategy.go, apimachinery/pkg/util/managedfields/internal/stripmeta.go
 */
import { emptySet, setOf, type FieldSet } from '#api/machinery/fieldpath/fieldSet.ts';

const status = setOf([['f:status']]);
const spec = setOf([['f:spec']]);

/** Status endpoints that put back more than the spec. */
const ofStatus: Readonly<Record<string, FieldSet>> = {
  Deployment: setOf([['f:spec'], ['f:metadata', 'f:labels']]),
  Pod: setOf([['f:spec'], ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']]),
  VolumeAttachment: setOf([['f:spec'], ['f:metadata']]),
  CustomResourceDefinition: setOf([['f:spec'], ['f:metadata']]),
};

/** Other endpoints that change a part of the status. */
const ofOthers: Readonly<Record<string, FieldSet>> = {
  approval: setOf([['f:spec'], ['f:status', 'f:certificate']]),
};

interface Endpoint {
  readonly kind: string;
  readonly subresources: readonly string[];
}

export function resetFields({ kind, subresources }: Endpoint, subresource: string): FieldSet {
  if (subresource === 'status') return ofStatus[kind] ?? spec;
  return ofOthers[subresource] ?? (subresources.includes('status') ? status : emptySet);
}

/** What no manager is noted for. */
export const unmanagedFields = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ['f:metadata', 'f:name'],
  ['f:metadata', 'f:namespace'],
  ['f:metadata', 'f:creationTimestamp'],
  ['f:metadata', 'f:selfLink'],
  ['f:metadata', 'f:uid'],
  ['f:metadata', 'f:clusterName'],
  ['f:metadata', 'f:generation'],
  ['f:metadata', 'f:managedFields'],
  ['f:metadata', 'f:resourceVersion'],
]);
