/**
 * Labels of a slice: the Service's own, and those that say whose it is and who made it.
 * upstream: staging/src/k8s.io/endpointslice/utils.go (setEndpointSliceLabels)
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { hasClusterIP } from '../common/endpoints/podEndpoint.ts';

export const serviceNameLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const headlessLabel = 'service.kubernetes.io/headless';
const managedBy = 'endpointslice-controller.k8s.io';

const reserved = new Set([serviceNameLabel, managedByLabel, headlessLabel]);

type Labels = Readonly<Record<string, string>>;

export function sliceLabels(service: Service): Labels {
  return {
    ...unreserved(service.metadata.labels),
    [managedByLabel]: managedBy,
    [serviceNameLabel]: service.metadata.name,
    ...(hasClusterIP(service) ? {} : { [headlessLabel]: '' }),
  };
}

/** Whether the slice does not carry the Service's labels as they are now. */
export function labelsDiffer(slice: EndpointSlice, service: Service): boolean {
  return (
    slice.metadata.labels !== service.metadata.labels && !equalJson(unreserved(slice.metadata.labels), unreserved(service.metadata.labels))
  );
}

function unreserved(labels: Labels | undefined): Labels {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !reserved.has(key)));
}

/** Whether a slice is of this Service and ours to keep. */
export function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[managedByLabel] === managedBy;
}
