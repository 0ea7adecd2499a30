/** upstream: pkg/kubelet, kubelet/status, kubelet/container, kubelet/network/dns */
import type { ConfigMap, Container, ContainerStatus, Pod, PodSpec, Secret, Service } from '#api/kinds.ts';
import { expand } from '#engine/kubelet/env/expand.ts';
import { environment, type EnvSource } from '#engine/kubelet/env/variables.ts';
import { limitResolver, podResolver } from '#engine/kubelet/network/dns.ts';
import { hostsFile, nodeHostsFile, truncateHostname } from '#engine/kubelet/network/hosts.ts';
import { containersReadyCondition, initializedCondition, readyCondition, type Made } from '#engine/kubelet/status/conditions.ts';
import { terminatedStatus } from '#engine/kubelet/status/merge.ts';
import { getPhase } from '#engine/kubelet/status/phase.ts';
import { logOf } from '#engine/kubelet/stream.ts';
import { inputOf, isFields, outputOf, plain, type Adapter, type Adapters, type Row } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';

const phase: Adapter = (row) => {
  const { pod, status, podIsTerminal, test: _name } = rowAs<{ pod?: Pod; status?: PodSpec; podIsTerminal?: boolean; test: string }>(row);
  const expected = outputOf(row)['status'] ?? outputOf(row)['phase'] ?? (typeof status === 'string' ? status : undefined);
  if (pod === undefined || typeof expected !== 'string') return { leftOut: 'the row has no phase that the function returned' };
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  return { expected, got: getPhase(pod.spec, [...initContainerStatuses, ...containerStatuses], podIsTerminal === true) };
};

interface ConditionRow {
  readonly spec?: PodSpec;
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly conditions?: readonly Made[];
  readonly podConditions?: readonly Made[];
  readonly podPhase: Pod['status']['phase'];
  readonly expectReady?: Made;
  readonly expected?: Made;
}

function condition(make: (it: ConditionRow & { readonly spec: PodSpec }) => Made): Adapter {
  return (row) => {
    const it = rowAs<ConditionRow>(row);
    const expected = it.expectReady ?? it.expected;
    if (expected === undefined) return { leftOut: 'the row has no condition to expect' };
    const spec = { containers: [], ...it.spec } as unknown as PodSpec;
    return { expected: untyped(expected), got: untyped(make({ ...it, ...knownStatuses(row, it), spec })) };
  };
}

/** Go's nil list of statuses says that they are not known. */
function knownStatuses(row: Row, it: ConditionRow): Pick<ConditionRow, 'containerStatuses'> {
  const given = inputOf(row)['containerStatuses'];
  return given === null || it.containerStatuses === undefined ? {} : { containerStatuses: it.containerStatuses };
}

/** Times are not these functions', and one upstream table leaves the type out. */
function untyped(made: Made): unknown {
  const { lastProbeTime: _probe, lastTransitionTime: _transition, type: _type, ...rest } = made as Made & Readonly<Record<string, unknown>>;
  return plain(rest);
}

function withoutMessage({ message: _message, ...made }: Made): Made {
  return made;
}

const terminated: Adapter = (row) => {
  const pod = objectAs<Pod>(inputOf(row)['pod']);
  const wanted = outputOf(row)['newStatus'] ?? outputOf(row)['status'];
  if (!isFields(wanted)) return { leftOut: 'the row has no status that the function returned' };
  return { expected: plain(wanted), got: plain(terminatedStatus(pod, pod.status)) };
};

const commands: Adapter = (row) => {
  const it = rowAs<{
    container: Container;
    envs?: readonly { Name: string; Value: string }[];
    expectedCommand?: string[];
    expectedArgs?: string[];
  }>(row);
  const values = new Map((it.envs ?? []).map(({ Name, Value }) => [Name, Value]));
  const fill = (text: string) => expand(text, (name) => values.get(name));
  return {
    expected: [it.expectedCommand ?? [], it.expectedArgs ?? []],
    got: [(it.container.command ?? []).map(fill), (it.container.args ?? []).map(fill)],
  };
};

const hosts: Adapter = (row) => {
  const it = rowAs<{
    hostAliases?: { ip: string; hostnames: string[] }[];
    hostDomainName: string;
    hostIPs: string[];
    hostName: string;
    expectedContent: string;
  }>(row);
  return {
    expected: it.expectedContent,
    got: hostsFile({ ips: it.hostIPs, hostname: it.hostName, domain: it.hostDomainName, aliases: it.hostAliases ?? [] }),
  };
};

const nodeHosts: Adapter = (row) => {
  const it = rowAs<{ rawHostsFileContent: string; hostAliases?: { ip: string; hostnames: string[] }[]; expectedHostsFileContent: string }>(
    row,
  );
  return { expected: it.expectedHostsFileContent, got: nodeHostsFile(it.rawHostsFileContent, it.hostAliases ?? []) };
};

const resolver: Adapter = (row) => {
  interface Resolv {
    readonly Servers?: readonly string[];
    readonly Searches?: readonly string[];
    readonly Options?: readonly string[];
  }
  const it = rowAs<{ dnsConfig?: object; dnsPolicy: string; expectedDNSConfig: Resolv }>(row);
  const pod = {
    metadata: { name: 'p', namespace: 'testNS' },
    spec: { dnsPolicy: it.dnsPolicy, ...(it.dnsConfig === undefined ? {} : { dnsConfig: it.dnsConfig }) },
  } as unknown as Pod;
  const node = { nameservers: ['8.8.8.8'], searches: ['host.domain'], options: [] };
  const made = podResolver(pod, { node, clusterIp: '10.0.0.10', clusterDomain: 'kubernetes.io' }).resolver;
  const { Servers = [], Searches = [], Options = [] } = it.expectedDNSConfig;
  return { expected: [Servers, Searches, Options.toSorted()], got: [made.nameservers, made.searches, [...made.options].toSorted()] };
};

const searches: Adapter = (row) => {
  const it = rowAs<{ hostNames?: string[]; resultSearch?: string[]; events?: string[] }>(row);
  const made = limitResolver({ nameservers: [], searches: it.hostNames ?? [], options: [] });
  return {
    expected: [it.resultSearch ?? [], it.events ?? []],
    got: [made.resolver.searches, made.problem === undefined ? [] : [made.problem]],
  };
};

const logs: Adapter = (row) => {
  const { statuses = [] } = rowAs<{ statuses?: ContainerStatus[] }>(row);
  const { $seq: recorded } = (outputOf(row)['err'] ?? {}) as { readonly $seq?: readonly ({ readonly $error: string } | null)[] };
  if (recorded === undefined) return { leftOut: 'the row has not the answers to all three questions' };
  const asked = [
    { pod: 'podName', name: 'x', previous: false },
    { pod: 'podName', name: 'x', previous: true },
    { pod: 'podName', name: 'blah', previous: false },
  ];
  const errors = asked.map((which) => logOf(statuses, which)).flatMap((found) => ('error' in found ? [found.error] : []));
  return { expected: recorded.flatMap((it) => (it === null ? [] : [it.$error])), got: errors };
};

/** The Services of the test's node. */
const services = [
  'kubernetes/default 1.2.3.1:8081',
  'test/test1 1.2.3.3:8083',
  'kubernetes/test2 1.2.3.4:8084',
  'test/test2 1.2.3.5:8085',
  'test/test2 None:8085',
  'test/test2 :8085',
  'not-special/kubernetes 1.2.3.8:8088',
].map((text) => {
  const [name, namespace, clusterIP, port] = text.split(/[/ :]/);
  return { metadata: { name, namespace }, spec: { clusterIP, ports: [{ protocol: 'TCP', port: Number(port) }] } } as unknown as Service;
});

const variables: Adapter = (row) => {
  interface EnvRow {
    readonly name: string;
    readonly configMap?: ConfigMap;
    readonly secret?: Secret;
    readonly container: Container;
    readonly enableServiceLinks?: boolean;
    readonly ns: string;
    readonly podIPs?: readonly string[];
    readonly expectedError: boolean;
    readonly nilLister: boolean;
    readonly expectedEnvs?: readonly { readonly Name: string; readonly Value: string }[];
  }
  const it = rowAs<EnvRow>(row);
  if (it.enableServiceLinks === undefined) return { leftOut: 'defaulting sets enableServiceLinks, so nothing arrives here without' };
  if ((it.podIPs ?? []).length > 1 || /host ips/.test(it.name))
    return { leftOut: 'pods of this model have one address each, and nodes always have one' };
  const metadata = { namespace: it.ns, name: 'dapi-test-pod-name', annotations: {}, labels: {} };
  const source: EnvSource = {
    pod: {
      metadata,
      spec: { serviceAccountName: 'special', nodeName: 'node-name', enableServiceLinks: it.enableServiceLinks, containers: [] },
    } as unknown as Pod,
    podIp: it.podIPs?.[0] ?? '',
    hostIp: '127.0.0.1',
    allocatable: {},
    services: () => (it.nilLister ? [] : services),
    configMap: (name) => it.configMap ?? `configmap "${name}" not found`,
    secret: (name) => (it.secret === undefined ? `secret "${name}" not found` : { ...it.secret, kind: 'Secret' }),
  };
  const made = environment(it.container, source);
  const single = (list: readonly (readonly [string, string])[]) =>
    list
      .filter(([name]) => !name.endsWith('_IPS'))
      .map((pair) => pair.join('='))
      .toSorted();
  const expected = { error: it.expectedError, envs: single((it.expectedEnvs ?? []).map(({ Name, Value }) => [Name, Value])) };
  return { expected, got: { error: made.error !== undefined, envs: single(made.variables.map(({ name, value }) => [name, value])) } };
};

export const kubelet: Adapters = {
  TestMakeEnvironmentVariables: variables,
  TestManagedHostsFileContent: hosts,
  TestNodeHostsFileContent: nodeHosts,
  TestPodPhaseWithRestartAlways: phase,
  TestPodPhaseWithRestartAlwaysInitContainers: phase,
  TestPodPhaseWithRestartAlwaysRestartableInitContainers: phase,
  TestPodPhaseWithRestartNever: phase,
  TestPodPhaseWithRestartNeverInitContainers: phase,
  TestPodPhaseWithRestartNeverRestartableInitContainers: phase,
  TestPodPhaseWithRestartOnFailure: phase,
  TestTruncatePodHostname: (row) => ({ expected: inputOf(row)['output'], got: truncateHostname(String(inputOf(row)['input'])) }),
  TestValidateContainerLogStatus: logs,
};

export const kubeletStatus: Adapters = {
  TestGenerateContainersReadyCondition: condition((it) => containersReadyCondition(it.spec, it.containerStatuses, it.podPhase)),
  // The upstream table says nothing of the message.
  TestGeneratePodInitializedCondition: condition((it) => withoutMessage(initializedCondition(it.spec, it.containerStatuses, it.podPhase))),
  TestGeneratePodReadyCondition: condition((it) =>
    readyCondition(it.spec, it.conditions ?? it.podConditions ?? [], containersReadyCondition(it.spec, it.containerStatuses, it.podPhase)),
  ),
  TestTerminatePod_DefaultUnknownStatus: terminated,
  TestTerminatePod_EnsurePodPhaseIsTerminal: terminated,
};

export const kubeletContainer: Adapters = { TestExpandCommandAndArgs: commands };

export const kubeletDns: Adapters = { TestFormDNSSearchFitsLimits: searches, TestGetPodDNSCustom: resolver };
