/** upstream: pkg/kubelet/envvars, container, kuberuntime, prober, network/dns, images; pkg/util/parsers; pkg/api/v1/resource, pod */
import type { Container, Pod, PodSpec, Service } from '#api/kinds.ts';
import { formatQuantity, milliValueOf, valueOf } from '#api/machinery/quantity.ts';
import { isPodAvailable, isPodFinished } from '#engine/controllers/common/pods.ts';
import { parseResolvConf } from '#engine/cri/net/resolve.ts';
import { containerAmounts, podLimits, podRequests, type Amounts } from '#engine/helpers/podResources.ts';
import { resourceText } from '#engine/kubelet/env/fields.ts';
import { serviceVariables } from '#engine/kubelet/env/services.ts';
import { referenceProblem, withDefaultTag } from '#engine/kubelet/images/reference.ts';
import { podResolver } from '#engine/kubelet/network/dns.ts';
import { subPathOf, whyRoot } from '#engine/kubelet/pod/config.ts';
import { graceMs } from '#engine/kubelet/pod/kill.ts';
import { portOf } from '#engine/kubelet/probes/port.ts';
import { commandOf } from '#engine/kubelet/probes/worker.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, isFields, outputOf, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';

function service(name: string, clusterIP: string, ports: readonly (readonly [string, number, string])[]): Service {
  const spec = { clusterIP, ports: ports.map(([of, port, protocol]) => ({ name: of, port, protocol })) };
  return { metadata: { name, namespace: 'test' }, spec } as unknown as Service;
}

/** The services of the test, of which each row is one variable. */
const services = [
  service('foo-bar', '1.2.3.4', [['', 8080, 'TCP']]),
  service('abc-123', '5.6.7.8', [
    ['u-d-p', 8081, 'UDP'],
    ['t-c-p', 8081, 'TCP'],
  ]),
  service('q-u-u-x', '9.8.7.6', [
    ['', 8082, 'TCP'],
    ['8083', 8083, 'TCP'],
  ]),
  service('svrc-clusterip-none', 'None', [['', 8082, 'TCP']]),
  service('svrc-clusterip-empty', '', [['', 8082, 'TCP']]),
  service('super-ipv6', '2001:DB8::', [
    ['u-d-p', 8084, 'UDP'],
    ['t-c-p', 8084, 'TCP'],
  ]),
  service('sctp-1', '1.2.3.4', [['', 777, 'SCTP']]),
];

const variable: Adapter = (row) => ({ expected: row.in, got: serviceVariables(services)[Number(row.key)] });

export const kubeletVariables: Adapters = { TestFromServices: variable };

const subPaths: Adapter = (row) => {
  const {
    container,
    envs = [],
    expectedOk,
    expectedSubPath,
  } = rowAs<{
    container: Container;
    envs?: readonly { Name: string; Value: string }[];
    expectedOk: boolean;
    expectedSubPath: string;
  }>(row);
  const values = new Map(envs.map(({ Name, Value }) => [Name, Value]));
  const made = subPathOf(container.volumeMounts![0]!, (name) => values.get(name));
  const words = errorText(outputOf(row)['err']);
  return { expected: expectedOk ? expectedSubPath : words, got: made.ok ? made.value : made.message };
};

export const kubeletPaths: Adapters = { TestExpandVolumeMountsWithSubpath: subPaths };

const whys: Readonly<Record<string, 'liveness' | 'startup' | 'changed'>> = { LivenessProbe: 'liveness', StartupProbe: 'startup' };

const grace: Adapter = (row) => {
  const { pod, reason, expectedGracePeriod } = rowAs<{ pod: Pod; reason: string; expectedGracePeriod: number }>(row);
  const got = graceMs({ pod, ended: undefined }, pod.spec.containers[0], whys[reason] ?? 'changed');
  return { expected: expectedGracePeriod, got: got / 1000 };
};

const nonRoot: Adapter = (row) => {
  const { sc, uid, username } = rowAs<{ sc?: { runAsNonRoot?: boolean; runAsUser?: number }; uid?: number; username?: string }>(row);
  if ((username ?? '') !== '') return { leftOut: "an image's user is a number here" };
  const got = whyRoot({ mustNot: sc?.runAsNonRoot, runAsUser: sc?.runAsUser, imageUser: uid });
  return { expected: errorText(outputOf(row)['err'])?.replace(/ \(pod: .*$/, ''), got };
};

export const kubeletRuntime: Adapters = { TestKillContainerGracePeriod: grace, TestVerifyRunAsNonRoot: nonRoot };

const ported = { name: 'c', ports: [{ name: 'found', containerPort: 93 }] } as unknown as Container;

/** Whether the port of a probe can be told, and which it is. */
const probePort: Adapter = (row) => {
  const { ok, port, probe } = inputOf(row);
  const asked = isFields(probe) ? probe['port'] : undefined;
  const got = portOf(ported, asked as string | number);
  const isPort = got > 0 && got < 65_536;
  return { expected: [ok, ok === true ? port : -1], got: [isPort, isPort ? got : -1] };
};

/** What an exec probe runs; what comes of it is the fake prober's word in the other rows. */
const probeCommand: Adapter = (row) => {
  const { probe, env, expectCommand } = inputOf(row);
  if (!Array.isArray(expectCommand))
    return { leftOut: 'the row is about what a fake prober says, or a turn of the loop over the kinds of probes' };
  return { expected: expectCommand, got: commandOf(objectAs({ env: env ?? [] }), objectAs(probe)) };
};

export const kubeletProber: Adapters = { TestGetURLParts: probePort, TestGetTCPAddrParts: probePort, TestProbe: probeCommand };

const resolvFile: Adapter = (row) => {
  const { data, nameservers, searches, options, isErr } = inputOf(row);
  if (isErr === true) return { leftOut: 'a resolver reads what it can: a line without an address is no error here' };
  const got = parseResolvConf(String(data));
  return {
    expected: { nameservers, searches, options: strings(options).toSorted() },
    got: { ...got, options: got.options.toSorted() },
  };
};

const dnsSetting = { node: { nameservers: ['8.8.8.8'], searches: [], options: [] }, clusterIp: '10.0.0.10', clusterDomain: 'c' };

const dnsType: Adapter = (row) => {
  const { dnsPolicy, hostNetwork, expectedDNSType, expectedError } = inputOf(row);
  if (expectedError === true) return { leftOut: 'the API server lets no other policy in' };
  const pod = { metadata: { name: 'p', namespace: 'n' }, spec: { dnsPolicy, hostNetwork } } as unknown as Pod;
  const [first] = podResolver(pod, dnsSetting).resolver.nameservers;
  return { expected: expectedDNSType, got: first === undefined ? 2 : first === '8.8.8.8' ? 1 : 0 };
};

const dnsOptions: Adapter = (row) => {
  const it = rowAs<{ existingDNSConfigOptions?: string[]; dnsConfigOptions?: object[]; expectedOptions?: string[] }>(row);
  const node = { ...dnsSetting.node, options: it.existingDNSConfigOptions ?? [] };
  const spec = { dnsPolicy: 'Default', dnsConfig: { options: it.dnsConfigOptions ?? [] } };
  const pod = { metadata: { name: 'p', namespace: 'n' }, spec } as unknown as Pod;
  const { options } = podResolver(pod, { ...dnsSetting, node }).resolver;
  return { expected: (it.expectedOptions ?? []).toSorted(), got: options.toSorted() };
};

export const kubeletDnsFiles: Adapters = { TestParseResolvConf: resolvFile, TestGetPodDNSType: dnsType, TestMergeDNSOptions: dnsOptions };

const defaultTag: Adapter = (row) => ({ expected: inputOf(row)['Output'], got: withDefaultTag(String(inputOf(row)['Input'])) });

export const kubeletImages: Adapters = { TestApplyDefaultImageTag: defaultTag };

const imageName: Adapter = (row) => {
  const words = errorText(outputOf(row)['err']);
  const problem = referenceProblem(String(inputOf(row)['Input']));
  return { expected: words, got: problem === undefined ? undefined : problem.slice(problem.indexOf("couldn't")) };
};

export const imageNames: Adapters = { TestParseImageName: imageName };

function texts(amounts: Amounts): Fields {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatQuantity(amount)]));
}

/** The sum of a pod by options; what only a resize in place knows is not here. */
function sums(which: 'requests' | 'limits'): Adapter {
  return (row) => {
    const input = inputOf(row);
    const options = isFields(input['options']) ? input['options'] : {};
    const odd = ['ContainerFn', 'NonMissingContainerRequests', 'Reuse'].find((name) => (options[name] ?? null) !== null);
    if (odd !== undefined || options['InPlacePodVerticalScalingEnabled'] === true)
      return { leftOut: `nobody here sums with ${odd ?? 'the resources of a resize in place'}` };
    const spec = objectAs<PodSpec>({ ...plainSpec(input) });
    const got =
      options['ExcludeOverhead'] === true ? containerAmounts(spec, which) : which === 'requests' ? podRequests(spec) : podLimits(spec);
    return { expected: input[which === 'requests' ? 'expectedRequests' : 'expectedLimits'] ?? {}, got: texts(got) };
  };
}

function plainSpec({ containers, initContainers, overhead }: Fields): Fields {
  return { containers: containers ?? [], initContainers: initContainers ?? [], ...(overhead === null ? {} : { overhead }) };
}

const bothSums: Adapter = (row) => {
  const { pod, expectedRequests, expectedLimits } = inputOf(row);
  const { spec } = objectAs<Pod>(pod);
  return { expected: [expectedRequests ?? {}, expectedLimits ?? {}], got: [texts(podRequests(spec)), texts(podLimits(spec))] };
};

const oneRequest: Adapter = (row) => {
  const { pod, resourceName, expectedValue } = inputOf(row);
  const { spec } = objectAs<Pod>(pod);
  const amount = podRequests(spec)[String(resourceName)];
  if (spec.overhead !== undefined && spec.containers.every((it) => it.resources?.requests === undefined))
    return { leftOut: 'this function counts the overhead only of pods that ask for something; ours always do' };
  const got = amount === undefined ? 0 : resourceName === 'cpu' ? milliValueOf(amount) : valueOf(amount);
  return { expected: expectedValue, got };
};

const resourceValue: Adapter = (row) => {
  const { pod, cName, fs, expectedValue, expectedError } = inputOf(row);
  const asked = objectAs<Pod>(pod);
  const container = [...asked.spec.containers, ...(asked.spec.initContainers ?? [])].find(({ name }) => name === cName);
  const ref = fs as { readonly resource: string; readonly divisor?: string };
  if (container === undefined || expectedError !== null)
    return { leftOut: 'the server lets nothing in that names no container or no such resource' };
  return { expected: expectedValue, got: resourceText({ pod: asked, podIp: '', hostIp: '', allocatable: {} }, container, ref) };
};

export const podResourceHelpers: Adapters = {
  TestPodResourceRequests: sums('requests'),
  TestPodResourceLimits: sums('limits'),
  TestPodRequestsAndLimits: bothSums,
  TestGetResourceRequest: oneRequest,
  TestExtractResourceValue: resourceValue,
};

function availability(row: Row): Answer {
  const { pod, minReadySeconds, expected } = inputOf(row);
  return { expected, got: isPodAvailable(objectAs<Pod>(pod), Number(minReadySeconds), Date.parse('2026-11-21T19:55:52.500Z')) };
}

const terminal: Adapter = (row) => {
  const { podPhase, expected } = inputOf(row);
  return { expected, got: isPodFinished({ status: { phase: podPhase } } as unknown as Pod) };
};

export const podHelpers: Adapters = { TestIsPodAvailable: availability, TestIsPodTerminal: terminal };
