/** The kubelet's pure functions against the answers of the real ones. */
import { expect, test } from 'vitest';
import type { Container, ContainerStatus, Pod, PodSpec } from '#api/kinds.ts';
import { expand } from './env/expand.ts';
import { limitResolver, podResolver, type Resolver } from './network/dns.ts';
import { hostsFile, nodeHostsFile, truncateHostname } from './network/hosts.ts';
import { containersReadyCondition, initializedCondition, readyCondition, type Made } from './status/conditions.ts';
import { terminatedStatus } from './status/merge.ts';
import { getPhase } from './status/phase.ts';
import { logOf } from './stream.ts';
import raw from './fixtures/functions.json' with { type: 'json' };

interface Case {
  readonly spec: PodSpec | null;
  readonly statuses: readonly ContainerStatus[] | null;
  readonly conditions?: readonly Made[] | null;
  readonly phase: Pod['status']['phase'];
  readonly want: Made;
}

const vectors = raw as unknown as {
  phase: { name: string; spec: PodSpec; statuses: ContainerStatus[]; terminal: boolean; want: string }[];
  containersReady: Case[];
  initialized: Case[];
  ready: Case[];
  terminate: { name: string; pod: Pod; want: Pod['status'] }[];
  expand: {
    name: string;
    container: Container;
    envs: { Name: string; Value: string }[];
    command: string[] | null;
    args: string[] | null;
  }[];
  hosts: {
    hostAliases: { ip: string; hostnames: string[] }[];
    hostDomainName: string;
    hostIPs: string[];
    hostName: string;
    want: string;
  }[];
  nodeHosts: { in: { rawHostsFileContent: string; hostAliases: { ip: string; hostnames: string[] }[] }; out: { actualContent: string } }[];
  hostname: { input: string; output: string }[];
  searches: { hostNames: string[]; resultSearch: string[]; events: string[] | null }[];
  custom: {
    desc: string;
    dnsConfig: Pod['spec']['dnsConfig'] | null;
    dnsPolicy: NonNullable<PodSpec['dnsPolicy']>;
    expectedDNSConfig: { Options: string[] | null; Searches: string[] | null; Servers: string[] | null };
  }[];
  logs: { in: { statuses: ContainerStatus[] }; out: { err: { $seq: (null | { $error: string })[] } } }[];
};

test.each(vectors.phase)('phase: $name', ({ spec, statuses, terminal, want }) => {
  expect(getPhase(spec, statuses, terminal)).toBe(want);
});

/** Times are not this function's, and one upstream table leaves the type out. */
function plain(made: Made): Record<string, unknown> {
  const { lastProbeTime: _probe, lastTransitionTime: _transition, type: _type, ...rest } = made as Made & Record<string, unknown>;
  return rest;
}

const known = (statuses: readonly ContainerStatus[] | null) => statuses ?? undefined;
const specOf = (spec: PodSpec | null) => ({ ...spec, containers: spec?.containers ?? [] }) as PodSpec;

test.each(vectors.containersReady)('ContainersReady %#', ({ spec, statuses, phase, want }) => {
  expect(plain(containersReadyCondition(specOf(spec), known(statuses), phase))).toEqual(plain(want));
});

test.each(vectors.initialized)('Initialized %#', ({ spec, statuses, phase, want }) => {
  const { status, reason } = initializedCondition(specOf(spec), known(statuses), phase);
  expect({ status, reason }).toEqual({ status: want.status, reason: want.reason });
});

test.each(vectors.ready)('Ready %#', ({ spec, statuses, conditions, phase, want }) => {
  const containersReady = containersReadyCondition(specOf(spec), known(statuses), phase);
  expect(plain(readyCondition(specOf(spec), conditions ?? [], containersReady))).toEqual(plain(want));
});

/** Readiness of what is lost is not part of the table. */
test.each(vectors.terminate)('the last status: $name', ({ pod, want }) => {
  expect(terminatedStatus(pod, pod.status)).toEqual(want);
});

test.each(vectors.expand)('expansion: $name', ({ container, envs, command, args }) => {
  const values = new Map(envs.map(({ Name, Value }) => [Name, Value]));
  const fill = (text: string) => expand(text, (name) => values.get(name));
  expect([(container.command ?? []).map(fill), (container.args ?? []).map(fill)]).toEqual([command ?? [], args ?? []]);
});

test.each(vectors.hosts)('hosts file %#', ({ hostAliases, hostDomainName, hostIPs, hostName, want }) => {
  expect(hostsFile({ ips: hostIPs, hostname: hostName, domain: hostDomainName, aliases: hostAliases })).toBe(want);
});

test.each(vectors.nodeHosts)('hosts file of the node %#', ({ in: { rawHostsFileContent, hostAliases }, out }) => {
  expect(nodeHostsFile(rawHostsFileContent, hostAliases)).toBe(out.actualContent);
});

test.each(vectors.hostname)('hostname $input', ({ input, output }) => {
  expect(truncateHostname(input)).toBe(output);
});

function podWith(spec: Partial<Pod['spec']>): Pod {
  return { metadata: { name: 'p', namespace: 'testNS' }, spec } as unknown as Pod;
}

const node: Resolver = { nameservers: ['8.8.8.8'], searches: ['host.domain'], options: [] };

test.each(vectors.custom)('resolver: $desc', ({ dnsConfig, dnsPolicy, expectedDNSConfig: { Options, Searches, Servers } }) => {
  const pod = podWith({ dnsPolicy, ...(dnsConfig === null || dnsConfig === undefined ? {} : { dnsConfig }) });
  const { resolver } = podResolver(pod, { node, clusterIp: '10.0.0.10', clusterDomain: 'kubernetes.io' });
  expect({ ...resolver, options: [...resolver.options].sort() }).toEqual({
    nameservers: Servers ?? [],
    searches: Searches ?? [],
    options: [...(Options ?? [])].sort(),
  });
});

test.each(vectors.searches)('search path limits %#', ({ hostNames, resultSearch, events }) => {
  const made = limitResolver({ nameservers: [], searches: hostNames, options: [] });
  expect([made.resolver.searches, made.problem === undefined ? [] : [made.problem]]).toEqual([resultSearch, events ?? []]);
});

test.each(vectors.logs)('which log %#', ({ in: { statuses }, out }) => {
  const asked = [
    { pod: 'podName', name: 'x', previous: false },
    { pod: 'podName', name: 'x', previous: true },
    { pod: 'podName', name: 'blah', previous: false },
  ].map((which) => logOf(statuses, which));
  const errors = asked.map((found) => ('error' in found ? found.error : null));
  const wanted = out.err.$seq.map((it) => it?.$error ?? null);
  expect(errors.filter((it) => it !== null)).toEqual(wanted.filter((it) => it !== null));
});
