/** Services, Endpoints, EndpointSlices, IngressClasses. */
import type { Endpoints, EndpointSlice, IngressClass, Service } from '#api/kinds.ts';
import { endpointsText } from '#api/printers/endpoints.ts';
import { labelsText } from '#api/printers/printer.ts';
import { writeEvents } from './events.ts';
import { orNone, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe } from './world.ts';

function writeHead(lines: Lines, metadata: Service['metadata'], withNamespace: boolean): void {
  lines.write(0, `Name:\t${metadata.name}\n`);
  if (withNamespace) lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
}

/** upstream: describeService */
export const describeService: Describe<Service> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const endpoints = await world.find('Endpoints', metadata.namespace, metadata.name);
  writeHead(lines, metadata, true);
  lines.write(0, `Selector:\t${labelsText(spec.selector)}\n`);
  lines.write(0, `Type:\t${spec.type ?? ''}\n`);
  if (spec.ipFamilyPolicy !== undefined) lines.write(0, `IP Family Policy:\t${spec.ipFamilyPolicy}\n`);
  lines.write(0, `IP Families:\t${orNone((spec.ipFamilies ?? []).join(', '))}\n`);
  lines.write(0, `IP:\t${spec.clusterIP ?? ''}\n`);
  lines.write(0, `IPs:\t${orNone((spec.clusterIPs ?? []).join(','))}\n`);
  if ((spec.externalIPs ?? []).length > 0) lines.write(0, `External IPs:\t${(spec.externalIPs ?? []).join(',')}\n`);
  if ((spec.loadBalancerIP ?? '') !== '') lines.write(0, `IP:\t${spec.loadBalancerIP}\n`);
  if ((spec.externalName ?? '') !== '') lines.write(0, `External Name:\t${spec.externalName}\n`);
  const ingress = status.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) lines.write(0, `LoadBalancer Ingress:\t${ingress.map((entry) => entry.ip || entry.hostname || '').join(', ')}\n`);
  for (const port of spec.ports ?? []) writePort(lines, port, endpoints);
  lines.write(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}\n`);
  if ((spec.externalTrafficPolicy ?? '') !== '') lines.write(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}\n`);
  if ((spec.healthCheckNodePort ?? 0) !== 0) lines.write(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}\n`);
  if ((spec.loadBalancerSourceRanges ?? []).length > 0)
    lines.write(0, `LoadBalancer Source Ranges:\t${(spec.loadBalancerSourceRanges ?? []).join(',')}\n`);
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'Service' }, world);
};

function writePort(lines: Lines, port: NonNullable<Service['spec']['ports']>[number], endpoints: Endpoints | undefined): void {
  const name = orUnset(port.name);
  const protocol = port.protocol ?? '';
  lines.write(0, `Port:\t${name}\t${port.port}/${protocol}\n`);
  lines.write(0, `TargetPort:\t${port.targetPort ?? 0}/${protocol}\n`);
  if ((port.nodePort ?? 0) !== 0) lines.write(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}\n`);
  lines.write(0, `Endpoints:\t${endpointsText(endpoints ?? {}, new Set([port.name ?? '']))}\n`);
}

function orUnset(text: string | undefined): string {
  return text === undefined || text === '' ? '<unset>' : text;
}

/** upstream: describeEndpoints */
export const describeEndpoints: Describe<Endpoints> = async (lines, object, world) => {
  writeHead(lines, object.metadata, true);
  lines.write(0, 'Subsets:\n');
  for (const subset of object.subsets ?? []) {
    lines.write(1, `Addresses:\t${orNone((subset.addresses ?? []).map((address) => address.ip).join(','))}\n`);
    lines.write(1, `NotReadyAddresses:\t${orNone((subset.notReadyAddresses ?? []).map((address) => address.ip).join(','))}\n`);
    if ((subset.ports ?? []).length > 0) {
      lines.write(1, 'Ports:\n');
      lines.write(2, 'Name\tPort\tProtocol\n');
      lines.write(2, '----\t----\t--------\n');
      for (const port of subset.ports ?? []) lines.write(2, `${orUnset(port.name)}\t${port.port}\t${port.protocol ?? ''}\n`);
    }
    lines.write(0, '\n');
  }
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'Endpoints' }, world);
};

/** upstream: describeEndpointSliceV1 */
export const describeEndpointSlice: Describe<EndpointSlice> = async (lines, object, world) => {
  writeHead(lines, object.metadata, true);
  lines.write(0, `AddressType:\t${object.addressType}\n`);
  const ports = object.ports ?? [];
  lines.write(0, ports.length === 0 ? 'Ports: <unset>\n' : 'Ports:\n');
  if (ports.length > 0) {
    lines.write(1, 'Name\tPort\tProtocol\n');
    lines.write(1, '----\t----\t--------\n');
    for (const port of ports) lines.write(1, `${orUnset(port.name)}\t${port.port ?? '<unset>'}\t${port.protocol ?? ''}\n`);
  }
  const endpoints = object.endpoints ?? [];
  lines.write(0, endpoints.length === 0 ? 'Endpoints: <none>\n' : 'Endpoints:\n');
  for (const endpoint of endpoints) {
    lines.write(1, `- Addresses:\t${orNone(endpoint.addresses.join(', '))}\n`);
    lines.write(2, 'Conditions:\n');
    lines.write(3, `Ready:\t${endpoint.conditions?.ready ?? '<unset>'}\n`);
    lines.write(2, `Hostname:\t${orUnset(endpoint.hostname)}\n`);
    if (endpoint.targetRef !== undefined) lines.write(2, `TargetRef:\t${endpoint.targetRef.kind ?? ''}/${endpoint.targetRef.name ?? ''}\n`);
    lines.write(2, `NodeName:\t${orUnset(endpoint.nodeName)}\n`);
    lines.write(2, `Zone:\t${orUnset(endpoint.zone)}\n`);
  }
  await writeEvents(lines, { ...object, apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, world);
};

/** upstream: describeIngressClassV1 */
export const describeIngressClass: Describe<IngressClass> = async (lines, object, world) => {
  const { controller, parameters } = object.spec;
  writeHead(lines, object.metadata, false);
  lines.write(0, `Controller:\t${controller ?? ''}\n`);
  if (parameters !== undefined) {
    lines.write(0, 'Parameters:\n');
    if (parameters.apiGroup !== undefined) lines.write(1, `APIGroup:\t${parameters.apiGroup}\n`);
    lines.write(1, `Kind:\t${parameters.kind}\n`);
    lines.write(1, `Name:\t${parameters.name}\n`);
  }
  await writeEvents(lines, { ...object, apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' }, world);
};
