/** upstream: pkg/proxy: what the proxy reads of services and slices, and which endpoints a node may use. */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { categorize, mergeEndpoints, readSlice, serviceOfSlice, type Endpoint } from '#engine/proxy/iptables/endpoint.ts';
import { servicePorts, usesHints, type ServicePort } from '#engine/proxy/iptables/servicePort.ts';
import { inputOf, isFields, listOf, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { typed, typedList } from './worlds.ts';

/** `{"NamespacedName":{...},"Port":"p","Protocol":"TCP"}` -> `ns/name:p tcp`. */
function portOf(text: string): string {
  const { NamespacedName, Port, Protocol } = JSON.parse(text) as {
    NamespacedName: { Name: string; Namespace: string };
    Port: string;
    Protocol: string;
  };
  return `${NamespacedName.Namespace}/${NamespacedName.Name}${Port === '' ? '' : `:${Port}`} ${Protocol.toLowerCase()}`;
}

/** Each port of a service by its name; the test compares no node ports and no addresses in Go's bytes. */
const servicePortMap: Adapter = (row) => {
  const { service, ipFamily, expected } = inputOf(row);
  if (service === null) return { leftOut: 'nobody asks here without a service' };
  const got = servicePorts(typed(service, 'Service') as unknown as Service, ipFamily === 'IPv6');
  const wanted = Object.entries((expected ?? {}) as Record<string, Fields>).map(([name, it]) => [
    portOf(name),
    {
      port: it['port'],
      healthCheckNodePort: it['healthCheckNodePort'],
      ranges: strings(it['loadBalancerSourceRanges']),
      externalIps: strings(it['externalIPs']),
    },
  ]);
  return {
    expected: Object.fromEntries(wanted),
    got: Object.fromEntries(
      got.map((it) => [
        `${it.name} ${it.protocol}`,
        { port: it.port, healthCheckNodePort: it.healthCheckNodePort, ranges: it.sourceRanges, externalIps: it.externalIps },
      ]),
    ),
  };
};

/** The endpoints of one service in all of its slices. */
const endpointsMap: Adapter = (row) => {
  const { endpointSlices, expectedMap, hostname, namespacedName } = inputOf(row);
  const wanted = isFields(namespacedName) ? `${String(namespacedName['Namespace'])}/${String(namespacedName['Name'])}` : '';
  const lists = new Map<string, (readonly Endpoint[])[]>();
  for (const object of typedList(endpointSlices, 'EndpointSlice')) {
    const slice = object as unknown as EndpointSlice;
    if (serviceOfSlice(slice) !== wanted) continue;
    for (const [key, list] of readSlice(slice, wanted, { node: String(hostname), ipv6: false }))
      lists.set(key, [...(lists.get(key) ?? []), list]);
  }
  const brief = (it: { readonly address: unknown; readonly isLocal: unknown; readonly ready: unknown }) =>
    `${String(it.address)} ${String(it.isLocal)} ${String(it.ready)}`;
  const expected = Object.entries((expectedMap ?? {}) as Record<string, readonly Fields[]>).map(([name, list]) => [
    portOf(name),
    Object.values(list)
      .map(({ Endpoint: address, IsLocal: isLocal, Ready: ready }) => brief({ address, isLocal, ready }))
      .toSorted(),
  ]);
  return {
    expected: Object.fromEntries(expected),
    got: Object.fromEntries(
      [...lists].map(([key, all]) => [key.replace('/tcp', ' tcp').replace('/udp', ' udp'), mergeEndpoints(all).map(brief).toSorted()]),
    ),
  };
};

function annotated(value: string): Pick<Service, 'metadata'> {
  return { metadata: { annotations: { 'service.kubernetes.io/topology-mode': value } } } as unknown as Service;
}

const categories: Adapter = (row) => {
  const { endpoints, serviceInfo, nodeLabels, hintsEnabled, clusterEndpoints, localEndpoints, allEndpoints, onlyRemoteEndpoints } =
    inputOf(row);
  const service = isFields(serviceInfo) ? serviceInfo : {};
  const port = {
    nodePort: Number(service['nodePort']),
    loadBalancerIps: [],
    externalIps: strings(service['externalIPs']),
    externalLocal: service['externalPolicyLocal'] === true,
    internalLocal: service['internalPolicyLocal'] === true,
    usesHints: hintsEnabled === true && usesHints(annotated(String(service['hintsAnnotation'] ?? ''))),
  } as unknown as ServicePort;
  const list = (Array.isArray(endpoints) ? (endpoints as Fields[]) : []).map((it) => ({
    address: it['Endpoint'],
    isLocal: it['IsLocal'],
    ready: it['Ready'],
    serving: it['Serving'],
    terminating: it['Terminating'],
    zones: strings(it['ZoneHints']),
  })) as unknown as readonly Endpoint[];
  const zone = isFields(nodeLabels) ? String(nodeLabels['topology.kubernetes.io/zone'] ?? '') : '';
  const got = categorize(list, port, zone);
  const names = (of: readonly Endpoint[]) => of.map(({ address }) => address).toSorted();
  // Without a use for one side, Go has none; all of them are told only when they are neither.
  const wants = (value: unknown) => strings(value).toSorted();
  return {
    expected: {
      ...(clusterEndpoints === null ? {} : { cluster: wants(clusterEndpoints) }),
      ...(localEndpoints === null ? {} : { local: wants(localEndpoints) }),
      ...(allEndpoints === null ? {} : { all: wants(allEndpoints) }),
      onlyRemote: onlyRemoteEndpoints,
    },
    got: {
      ...(clusterEndpoints === null ? {} : { cluster: names(got.cluster) }),
      ...(localEndpoints === null ? {} : { local: names(got.local) }),
      ...(allEndpoints === null ? {} : { all: names(got.reachable) }),
      onlyRemote: got.any && got.local.length === 0 && localEndpoints !== null && onlyRemoteEndpoints === true,
    },
  };
};

/** All services' endpoints after a change of slices; the test's connections that are forgotten with an endpoint are not compared. */
const changedEndpoints: Adapter = (row) => {
  const { currentEndpoints, expectedResult, expectedLocalEndpoints } = inputOf(row);
  const lists = new Map<string, (readonly Endpoint[])[]>();
  for (const object of typedList(
    listOf(currentEndpoints).filter((it) => it !== null),
    'EndpointSlice',
  )) {
    const slice = object as unknown as EndpointSlice;
    const service = serviceOfSlice(slice);
    if (service === undefined) continue;
    for (const [key, list] of readSlice(slice, service, { node: 'test-hostname', ipv6: false }))
      lists.set(key, [...(lists.get(key) ?? []), list]);
  }
  const got = [...lists].map(([key, all]) => [key, mergeEndpoints(all)] as const).filter(([, all]) => all.length > 0);
  const brief = (it: Pick<Endpoint, 'address' | 'isLocal' | 'ready'>) => `${it.address} ${it.isLocal} ${it.ready}`;
  const wanted = Object.entries((expectedResult ?? {}) as Record<string, readonly Fields[]>).map(([name, list]) => [
    portOf(name),
    list.map((it) => brief({ address: String(it['Endpoint']), isLocal: it['IsLocal'] === true, ready: it['Ready'] === true })).toSorted(),
  ]);
  return {
    expected: [Object.fromEntries(wanted), localsOf(expectedLocalEndpoints)],
    got: [Object.fromEntries(got.map(([key, all]) => [key.replace(/\/(tcp|udp)$/, ' $1'), all.map(brief).toSorted()])), localIps(got)],
  };
};

function localsOf(value: unknown): Fields {
  const named = Object.entries((value ?? {}) as Fields).map(([text, count]) => {
    const { Name, Namespace } = JSON.parse(text) as { readonly Name: string; readonly Namespace: string };
    return [`${Namespace}/${Name}`, count] as const;
  });
  return Object.fromEntries(named.filter(([, count]) => count !== 0));
}

/** How many addresses of each service are of this node and ready. */
function localIps(ports: readonly (readonly [string, readonly Endpoint[]])[]): Fields {
  const ips = new Map<string, Set<string>>();
  for (const [key, all] of ports) {
    const service = key.replace(/(:.*|\/(tcp|udp))$/, '');
    for (const { address } of all.filter((it) => it.isLocal && it.ready))
      ips.set(service, (ips.get(service) ?? new Set()).add(address.replace(/:\d+$/, '')));
  }
  return Object.fromEntries([...ips].map(([service, all]) => [service, all.size]));
}

export const proxyParts: Adapters = {
  TestUpdateEndpointsMap: changedEndpoints,
  TestEndpointInfoByServicePort: endpointsMap,
  TestServiceToServiceMap: servicePortMap,
  TestEndpointsMapFromESC: endpointsMap,
  TestCategorizeEndpoints: categories,
};
