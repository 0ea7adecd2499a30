/**
 * Recorded cases of the real proxier's tests, run against ours: operations in, rules or a packet's fate out.
 * Used by this room's tests and by the fidelity command.
 * upstream: pkg/proxy/iptables/proxier_test.go
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { createNetfilter, restore, type Netfilter } from './kernel.ts';
import { createProxier, noteService, noteSlice, sync, synced, type Proxier } from './proxier.ts';
import { jump } from './rule.ts';
import { protocolOf } from './servicePort.ts';
import type { ProxyConfig } from './serviceRules.ts';
import { restoreText, saveText } from './text.ts';
import { walk, type WalkResult } from './walk.ts';

export interface IptablesOp {
  readonly op: string;
  readonly object: unknown;
}

/** One `Test….json` of reference/iptables. */
export interface IptablesCase {
  readonly source: { readonly test: string; readonly assertLine: number };
  readonly proxier: {
    readonly ipv6: boolean;
    readonly hostname: string;
    readonly nodeIP: string;
    readonly tweaksInTest?: readonly string[];
  };
  readonly ops: readonly IptablesOp[];
  readonly expectedFile: string;
}

/** One group of packetflow.json, and one packet of it. */
export interface PacketGroup {
  readonly test: string;
  readonly nodeIP: string;
  readonly ops: readonly IptablesOp[];
}

export interface PacketCase {
  readonly sourceIP: string;
  readonly destIP: string;
  readonly destPort: number;
  readonly protocol?: string;
}

const clusterCidr = '10.0.0.0/8';
/** The recording has the tests' operations, but not the rule that one of them puts in by hand to make a sync fail. */
const sabotage = {
  before: 'TestSyncProxyRulesRepeated-9',
  chain: 'KUBE-SVC-X27LE4BHSL4DOUIK',
  to: 'KUBE-SEP-AYCN5HPXMIRJNJXU',
};

/** The text of the last restore, sorted as in the `.expected.rules` files. */
export function replayIptablesCase(record: IptablesCase): string {
  const name = record.expectedFile.replace('.expected.rules', '');
  const proxier = createProxier(configOf(record, name));
  const netfilter = createNetfilter();
  const first = syncsAfterEachOp(record) ? initialOps(record.ops) : record.ops.length;
  let text = '';
  for (let i = 0; i <= record.ops.length; i += 1) {
    if (i >= first) text = syncOnce(proxier, netfilter);
    const next = record.ops[i];
    if (next === undefined) continue;
    if (name === sabotage.before && i === record.ops.length - 1) {
      netfilter.nat.set(sabotage.chain, [...(netfilter.nat.get(sabotage.chain) ?? []), { target: jump(sabotage.to) }]);
    }
    applyOp(proxier, next);
  }
  // The eighth sync of this test is one without any change.
  return name === 'TestSyncProxyRulesRepeated-8' ? syncOnce(proxier, netfilter) : text;
}

/** Where the packet may end (`ip:port, …`, REJECT, DROP, ACCEPT, or nothing), and whether it is masqueraded. */
export function replayPacketCase(group: PacketGroup, packet: PacketCase): { readonly output: string; readonly masq: boolean } {
  const config = packetConfig(group);
  const proxier = createProxier(config);
  const netfilter = createNetfilter();
  // No kubelet has written its rules on the tests' node.
  netfilter.filter.set('KUBE-FIREWALL', []);
  for (const op of group.ops) applyOp(proxier, op);
  syncOnce(proxier, netfilter);
  const results = allWays(netfilter, packet, group);
  const ends = results.map((result) => {
    if (result.verdict !== 'ACCEPT') return result.verdict;
    if (result.translated !== undefined) return `${result.translated.ip}:${result.translated.port}`;
    return result.byRule ? 'ACCEPT' : '';
  });
  return {
    output: [...new Set(ends)].join(', '),
    masq: results.some(({ masquerade }) => masquerade),
  };
}

/** The rules (`-A` lines) of a real node's iptables-save for these objects, in our order of Services. */
export function replaySavedRules(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  config: Pick<ProxyConfig, 'node' | 'nodeIp'>,
): string[] {
  const proxier = createProxier({
    ...config,
    ipv6: false,
    clusterCidr: '10.244.0.0/16',
    localhostNodePorts: true,
    nodePortAddresses: [],
    randomFully: true,
  });
  for (const service of services) noteService(proxier, `${service.metadata.namespace ?? ''}/${service.metadata.name}`, service);
  for (const slice of slices) noteSlice(proxier, slice, false);
  const netfilter = createNetfilter();
  syncOnce(proxier, netfilter);
  return saveText(netfilter)
    .split('\n')
    .filter((line) => line.startsWith('-A'));
}

/** One walk for each outcome of the random draws: the first k miss, the next one hits. */
function allWays(netfilter: Netfilter, packet: PacketCase, group: PacketGroup): WalkResult[] {
  const results: WalkResult[] = [];
  for (let misses = 0; ; misses += 1) {
    let draws = 0;
    netfilter.recent.clear();
    const result = walk(
      netfilter,
      {
        source: packet.sourceIP,
        destination: packet.destIP,
        port: packet.destPort,
        protocol: protocolOf(packet.protocol ?? protocolIn(group, packet.destPort)),
        fromNode: packet.sourceIP === group.nodeIP || packet.sourceIP.startsWith('127.'),
      },
      { nodeIps: [group.nodeIP], now: 0, draw: () => ((draws += 1) <= misses ? 0x7fffffff : 0) },
    );
    results.push(result);
    if (draws <= misses) return results;
  }
}

function applyOp(proxier: Proxier, { op, object }: IptablesOp): void {
  const [kind, what] = op.split('-');
  const gone = what === 'delete';
  if (kind === 'service') {
    const service = object as Service;
    noteService(proxier, `${service.metadata.namespace ?? ''}/${service.metadata.name}`, gone ? undefined : service);
  } else {
    noteSlice(proxier, object as EndpointSlice, gone);
  }
}

/** A sync, and a second one when the kernel refused the first. */
function syncOnce(proxier: Proxier, netfilter: Netfilter): string {
  const input = sync(proxier);
  const ok = restore(netfilter, input);
  synced(proxier, ok);
  return ok ? restoreText(input) : syncOnce(proxier, netfilter);
}

/** The repeated-sync test syncs once everything it starts with is there, and then after each change. */
function syncsAfterEachOp({ source }: IptablesCase): boolean {
  return source.test.startsWith('TestSyncProxyRulesRepeated');
}

function initialOps(ops: readonly IptablesOp[]): number {
  const slice = ops.findIndex(({ op }) => op === 'endpointslice-add');
  const after = ops.findIndex(({ op }, i) => i > slice && op !== 'endpointslice-add');
  return after < 0 ? ops.length : after;
}

function configOf({ proxier, source }: IptablesCase, name: string): ProxyConfig {
  const tweaks = (proxier.tweaksInTest ?? []).join('\n');
  return {
    node: proxier.hostname,
    nodeIp: proxier.nodeIP,
    ipv6: proxier.ipv6,
    ...(tweaks.includes('NoOpLocalDetector') ? {} : { clusterCidr }),
    localhostNodePorts: !tweaks.includes('localhostNodePorts = false'),
    nodePortAddresses: [...tweaks.matchAll(/"([0-9a-f.:]+\/\d+)"/g)].map((match) => match[1]!),
    // The test runs twice, first with an iptables that does not know --random-fully, then with one that does.
    randomFully: source.test === 'TestMasqueradeRule' && name.endsWith('-2'),
  };
}

/** packetflow.json does not repeat how each test sets its proxier up; the test's name tells it. */
function packetConfig({ test, nodeIP }: PacketGroup): ProxyConfig {
  const blind = test.includes('NoClusterCIDR') || test.includes('no_LocalTrafficDetector') || /LocalhostNodePorts/.test(test);
  const onlyNodeIp = test.startsWith('TestOnlyLocalNodePorts');
  return {
    node: 'test-hostname',
    nodeIp: nodeIP,
    ipv6: test.includes('IPv6'),
    ...(blind ? {} : { clusterCidr }),
    localhostNodePorts: !onlyNodeIp && !test.startsWith('TestDisableLocalhostNodePorts'),
    nodePortAddresses: onlyNodeIp ? ['192.168.0.0/24'] : test === 'TestHealthCheckNodePort' ? ['127.0.0.0/8'] : [],
    randomFully: false,
  };
}

/** The recording leaves the packet's protocol out; it is that of the port it goes to. */
function protocolIn({ ops }: PacketGroup, port: number): string | undefined {
  for (const { op, object } of ops) {
    if (op !== 'service-add') continue;
    const found = (object as Service).spec.ports?.find((candidate) => candidate.port === port || candidate.nodePort === port);
    if (found !== undefined) return found.protocol;
  }
  return undefined;
}
