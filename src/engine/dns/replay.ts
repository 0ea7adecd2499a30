/**
 * Recorded cases of CoreDNS' own tests, run against our answers. Used by this room's tests and by the fidelity command.
 * upstream: coredns/plugin/kubernetes/handler_test.go and its neighbours
 */
import type { DnsRecord } from '../helpers/contracts/dns.ts';
import { answer, sameAddress } from './answer.ts';
import type { DnsOptions } from './find.ts';
import type { DnsEndpoints, DnsPort, DnsService, DnsSnapshot } from './snapshot.ts';

export interface DnsCase {
  readonly Qname: string;
  readonly Qtype?: string;
  readonly Rcode?: string;
  readonly Answer?: readonly string[];
  readonly Ns?: readonly string[];
  readonly Extra?: readonly string[];
  readonly Truncated?: boolean;
}

export type DnsReplay = { readonly leftOut: string } | { readonly expected: readonly string[]; readonly got: readonly string[] };

interface Port {
  readonly Name?: string;
  readonly Port: number;
  readonly Protocol?: string;
}
interface FixtureService {
  readonly Name: string;
  readonly Namespace: string;
  readonly Type?: string;
  readonly ClusterIPs?: readonly string[];
  readonly ExternalName?: string;
  readonly Ports?: readonly Port[];
}
interface FixtureEndpoints {
  readonly Name: string;
  readonly Namespace: string;
  readonly Subsets: readonly {
    readonly Addresses: readonly { readonly IP: string; readonly Hostname?: string }[] | null;
    readonly Ports?: readonly Port[];
  }[];
}

/** Groups that are not about names of Services and pods in the cluster's zone. */
const leftOut: readonly (readonly [group: string, reason: string])[] = [
  ['external_test.go', 'the k8s_external plugin serves other zones than the cluster’s'],
  ['multiclusterDnsTestCases', 'ServiceImports of other clusters are not among the modelled kinds'],
  ['metadata_test.go', 'metadata for other plugins is no part of an answer'],
  ['zonalTestCases', 'zone-aware names came after the CoreDNS of Kubernetes 1.28, and the recording has no endpoints for them'],
];

/** One case of a group of coredns_cases.json. `fixtures` is that file's member of the same name. */
export function replayDnsCase(group: string, record: DnsCase, fixtures: Readonly<Record<string, unknown>>): DnsReplay {
  const reason = leftOut.find(([part]) => group.includes(part))?.[1];
  if (reason !== undefined) return { leftOut: reason };
  if (record.Truncated === true)
    return {
      leftOut: 'an upstream server’s cut-off answer: nobody outside the cluster can be asked',
    };
  const isReverse = group.startsWith('reverse_test.go');
  const full = answer(
    { name: record.Qname, type: record.Qtype ?? 'A' },
    isReverse ? reverseSnapshot(fixtures) : snapshot(group, fixtures),
    optionsOf(group),
  );
  if (full === undefined) return { expected: expectedLines(record), got: ['not of these zones'] };
  const rcode = {
    NOERROR: 'Success',
    NXDOMAIN: 'NameError',
    SERVFAIL: 'ServerFailure',
    REFUSED: 'Refused',
    FORMERR: 'FormatError',
  }[full.rcode];
  return {
    expected: expectedLines(record),
    got: lines(rcode, full.answers.map(line), full.authority.map(line), full.extra.map(line)),
  };
}

function optionsOf(group: string): DnsOptions {
  const pods = group.includes('Insecure') ? 'insecure' : group.includes('Verified') ? 'verified' : 'disabled';
  return {
    zone: 'cluster.local',
    reverseZones: group.startsWith('reverse_test.go') ? ['0.10.in-addr.arpa', '168.192.in-addr.arpa', 'ip6.arpa'] : [],
    ttl: 5,
    pods,
    ignoreEmptyServices: group.includes('ignore_emptyservice'),
    nameserver: { name: 'ns.dns', ips: ['127.0.0.1'] },
  };
}

function snapshot(group: string, fixtures: Readonly<Record<string, unknown>>): DnsSnapshot {
  const services = Object.values(fixtures['handler_test.go:PodIndex.svcIndex'] as Record<string, FixtureService[]>)
    .flat()
    .map(serviceOf);
  const slices = Object.values(fixtures['handler_test.go:ServiceList.epsIndex'] as Record<string, FixtureEndpoints[]>)
    .flat()
    .flatMap(endpointsOf);
  const pods = fixtures['handler_test.go:PodIndex.a'] as {
    readonly Namespace: string;
    readonly PodIP: string;
  }[];
  return {
    ...snapshotOf(services, slices),
    synced: !group.includes('notSynced'),
    hasNamespace: (name) => ['testns', 'podns', 'svcns'].includes(name),
    hasPod: (namespace, ip) => pods.some((pod) => pod.Namespace === namespace && pod.PodIP === ip),
  };
}

function reverseSnapshot(fixtures: Readonly<Record<string, unknown>>): DnsSnapshot {
  const services = (fixtures['reverse_test.go:SvcIndex.svcs'] as FixtureService[]).map(serviceOf);
  const slices = ['ep1s1', 'ep1s2', 'ep1s3', 'ep2'].map((name) => fixtures[`reverse_test.go:EpIndexReverse.${name}`] as FixtureEndpoints);
  return snapshotOf(services, slices.flatMap(endpointsOf));
}

function snapshotOf(services: readonly DnsService[], slices: readonly DnsEndpoints[]): DnsSnapshot {
  return {
    synced: true,
    hasNamespace: () => true,
    service: (namespace, name) => services.find((service) => service.namespace === namespace && service.name === name),
    endpoints: (namespace, service) => slices.filter((slice) => slice.namespace === namespace && slice.service === service),
    serviceByIp: (ip) => services.find(({ clusterIps }) => clusterIps.some((own) => sameAddress(own, ip))),
    endpointsByIp: (ip) => slices.filter(({ addresses }) => addresses.some((address) => sameAddress(address.ip, ip))),
    hasPod: () => false,
  };
}

function serviceOf(service: FixtureService): DnsService {
  const ips = service.ClusterIPs ?? [];
  const isHeadless = ips.includes('$api.ClusterIPNone');
  return {
    namespace: service.Namespace,
    name: service.Name,
    clusterIps: isHeadless ? [] : ips,
    isHeadless,
    ...(service.ExternalName === undefined ? {} : { externalName: service.ExternalName }),
    ports: portsOf(service.Ports),
  };
}

/** The slices are named after their Services: `hdls1-slice1`, `kubedns`. */
function endpointsOf({ Name, Namespace, Subsets }: FixtureEndpoints): DnsEndpoints[] {
  return Subsets.map(({ Addresses, Ports }) => ({
    namespace: Namespace,
    service: Name.replace(/-(slice\d+|ccccc)$/, ''),
    addresses: (Addresses ?? []).map(({ IP, Hostname }) => ({
      ip: IP,
      ...(Hostname === undefined ? {} : { hostname: Hostname }),
    })),
    ports: portsOf(Ports),
  }));
}

function portsOf(ports: readonly Port[] | undefined): DnsPort[] {
  return (ports ?? [{ Port: -1 }]).map(({ Name, Port: port, Protocol }) => ({
    name: Name ?? '',
    port,
    protocol: Protocol ?? '',
  }));
}

function expectedLines({ Rcode, Answer = [], Ns = [], Extra = [] }: DnsCase): string[] {
  return lines(Rcode ?? 'Success', Answer.map(normal), Ns.map(normal), Extra.map(normal));
}

/** Sections are sets: the order of records means nothing. */
function lines(rcode: string, answers: readonly string[], authority: readonly string[], extra: readonly string[]): string[] {
  return [rcode, ...answers.toSorted(), '--', ...authority.toSorted(), '--', ...extra.toSorted()];
}

function line({ name, ttl, type, data }: DnsRecord): string {
  return normal(`${name} ${ttl} IN ${type} ${data}`);
}

/** White space is one blank, names end in a dot; an SOA's numbers differ from test to test and are left out. */
function normal(text: string): string {
  const [name = '', ttl = '', , type = '', ...data] = text.split(/\s+/);
  const full = name.endsWith('.') ? name : `${name}.`;
  return type === 'SOA' ? [full, type, ...data.slice(0, 2)].join(' ') : [full, ttl, type, ...data].join(' ');
}
