/**
 * The way of a flow's first packet: out of its pod, through its node's rules, over the wire, to whoever has the IP.
 * upstream: Linux routing between nodes, as a bridge on each node and one route for each node's pods give it
 */
import type { RuleHit } from '#api/trace.ts';
import { nextBelow, nextUint32, type RandomState } from '#sim/random.ts';
import type { Dial } from '../helpers/contracts/network.ts';
import type { NetfilterPort } from './netfilterPort.ts';
import type { Attachment, NetworkState, Route } from './state.ts';

export interface RouteClock {
  readonly now: number;
  readonly random: RandomState;
}

/** Rules in one trace; of a longer walk only the matched ones are kept beyond it. */
const rulesMax = 200;
const nodesOnTheWayMax = 4;

interface Journey {
  source: string;
  ip: string;
  port: number;
  translated: boolean;
  readonly stops: string[];
  readonly hopMs: number[];
  readonly rules: RuleHit[];
}

/** Decides the way; the rules' own memory (session affinity) is updated by it. */
export function route<Tables, Met extends { readonly matched: boolean }>(
  state: NetworkState<Tables>,
  netfilter: NetfilterPort<Tables, Met>,
  dial: Dial,
  clock: RouteClock,
): Route {
  const { from, to } = dial;
  const sender = state.attachments.get(from.ip);
  const start = sender === undefined ? 'external' : stopOf(sender);
  const journey: Journey = {
    source: to.ip.startsWith('127.') && sender?.pod === undefined ? '127.0.0.1' : from.ip,
    ip: to.ip,
    port: to.port,
    translated: false,
    stops: [start],
    hopMs: [],
    rules: [],
  };
  const outcome = isWithinPod(sender, to.ip) ? comeBack(journey, from.ip) : travel(state, netfilter, { dial, journey, clock });
  return {
    protocol: dial.protocol,
    source: { ip: from.ip, node: from.node, ...(from.pod === undefined ? {} : { pod: from.pod }) },
    destination: to,
    target: { ip: journey.ip, port: journey.port },
    translated: journey.translated,
    sourceSeen: journey.source,
    outcome,
    stops: journey.stops,
    hopMs: journey.hopMs,
    rules: journey.rules,
  };
}

/** The tables of a node's kernel, which is there as soon as anybody speaks of the node. */
export function kernelOf<Tables>(state: NetworkState<Tables>, netfilter: { create(): Tables }, node: string): Tables {
  let tables = state.kernels.get(node);
  if (tables === undefined) state.kernels.set(node, (tables = netfilter.create()));
  return tables;
}

/** A pod that speaks to itself does not leave its own network namespace. */
function isWithinPod(sender: Attachment | undefined, ip: string): boolean {
  return sender?.pod !== undefined && (ip === sender.ip || ip.startsWith('127.'));
}

function comeBack(journey: Journey, ip: string): Route['outcome'] {
  journey.ip = ip;
  return 'delivered';
}

interface Trip {
  readonly dial: Dial;
  readonly journey: Journey;
  readonly clock: RouteClock;
}

function travel<Tables, Met extends { readonly matched: boolean }>(
  state: NetworkState<Tables>,
  netfilter: NetfilterPort<Tables, Met>,
  trip: Trip,
): Route['outcome'] {
  const { dial, journey, clock } = trip;
  let node = firstNode(state, dial, clock.random);
  for (let passed = 0; node !== undefined && passed < nodesOnTheWayMax; passed += 1) {
    arrive(journey, `node/${node}`, clock.random);
    passHostPorts(state, node, trip);
    // On later nodes no rule captures a pod's own IP.
    if (passed === 0 || state.attachments.get(journey.ip)?.pod === undefined) {
      const verdict = passRules(state, netfilter, node, trip);
      if (verdict !== 'ACCEPT') return verdict;
    }
    const receiver = receiverOf(state, journey.ip, node);
    if (receiver === undefined) return 'nobody';
    if (receiver.node === node) {
      arrive(journey, stopOf(receiver), clock.random);
      journey.ip = receiver.ip;
      return 'delivered';
    }
    node = receiver.node;
  }
  return 'nobody';
}

function passRules<Tables, Met extends { readonly matched: boolean }>(
  state: NetworkState<Tables>,
  netfilter: NetfilterPort<Tables, Met>,
  node: string,
  { dial, journey, clock }: Trip,
): 'ACCEPT' | 'REJECT' | 'DROP' {
  const nodeIps = state.nodeIps.get(node) ?? [];
  const { source, ip, port } = journey;
  const fate = netfilter.walk(
    kernelOf(state, netfilter, node),
    {
      source,
      destination: ip,
      port,
      protocol: dial.protocol === 'UDP' ? 'udp' : 'tcp',
      fromNode: nodeIps.includes(source) || source.startsWith('127.'),
    },
    { nodeIps, now: clock.now, draw: () => nextUint32(clock.random) >>> 1 },
  );
  const kept = fate.met.length <= rulesMax ? fate.met : fate.met.filter(({ matched }, i) => matched || i < rulesMax);
  journey.rules.push(...netfilter.hits(kept));
  if (fate.translated !== undefined) {
    journey.ip = fate.translated.ip;
    journey.port = fate.translated.port;
    journey.translated = true;
  }
  if (fate.masquerade) journey.source = nodeIps[0] ?? source;
  return fate.verdict;
}

/** A port of the node that was mapped to a pod: the packet is on its way there before any filter sees it. */
function passHostPorts(state: NetworkState<unknown>, node: string, { dial, journey }: Trip): void {
  const mapped = state.hostPorts.get(node);
  if (mapped === undefined || mapped.length === 0 || journey.translated) return;
  const nodeIps = state.nodeIps.get(node) ?? [];
  const isLoopback = journey.ip.startsWith('127.');
  if (!isLoopback && !nodeIps.includes(journey.ip)) return;
  const found = mapped.find(
    ({ protocol, hostIp, hostPort }) =>
      protocol === dial.protocol && hostPort === journey.port && (hostIp === '' || hostIp === '0.0.0.0' || hostIp === journey.ip),
  );
  if (found === undefined) return;
  // What comes from the node's loopback address or from the pod itself must find its way back over the node.
  if (isLoopback || journey.source === found.ip) journey.source = nodeIps[0] ?? journey.source;
  journey.ip = found.ip;
  journey.port = found.port;
  journey.translated = true;
}

/** Who gets packets for an IP that are on this node; loopback addresses stay on it. */
function receiverOf(state: NetworkState<unknown>, ip: string, node: string): Attachment | undefined {
  return state.attachments.get(ip.startsWith('127.') ? (state.nodeIps.get(node)?.[0] ?? '') : ip);
}

/** The node on which the packet meets rules first: the sender's, or the one at which an outsider knocks. */
function firstNode(state: NetworkState<unknown>, { from, to }: Dial, random: RandomState): string | undefined {
  const sender = state.attachments.get(from.ip)?.node;
  if (sender !== undefined) return sender;
  if (state.nodeIps.has(from.node)) return from.node;
  const knockedAt = state.attachments.get(to.ip)?.node;
  if (knockedAt !== undefined) return knockedAt;
  const nodes = [...state.nodeIps.keys()];
  return nodes.length === 0 ? undefined : nodes[nextBelow(random, nodes.length)];
}

function stopOf({ pod, node }: Attachment): string {
  return pod === undefined ? `node/${node}` : `pod/${pod}`;
}

/** Moves on to the next stop: 0.05 to 0.15 ms inside a node, 0.2 to 0.6 ms between nodes. */
function arrive({ stops, hopMs }: Journey, stop: string, random: RandomState): void {
  const last = stops.at(-1) ?? '';
  if (last === stop) return;
  const onWire = last.startsWith('node/') && stop.startsWith('node/');
  stops.push(stop);
  hopMs.push((onWire ? 200 + nextBelow(random, 400) : 50 + nextBelow(random, 100)) / 1000);
}
