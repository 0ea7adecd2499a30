/**
 * For tests: one node's runtime on a clock of its own, with a network that knows the attached addresses and a DNS server
 * that knows a table. Every answer to the kubelet and every chunk of a stream is kept.
 */
import type { StreamChunk } from '#api/frame.ts';
import type { Trace } from '#api/trace.ts';
import { copyState } from '#sim/copy.ts';
import { createKernel, schedule, take, type Kernel } from '#sim/kernel.ts';
import { seedRandom } from '#sim/random.ts';
import type { Component, Context, Message } from '../client/component.ts';
import type { CriAnswer, OpenStream, RunSandbox, StartContainer } from '../helpers/contracts/cri.ts';
import { dnsAnswerText, parseDnsQuery } from '../helpers/contracts/dns.ts';
import type { NetworkMessage } from '../helpers/contracts/network.ts';
import type { Disks } from '../helpers/disks.ts';
import { containerd } from './containerd.ts';
import type { Image } from './images/image.ts';
import type { CriState } from './state.ts';

export interface TestNode {
  readonly kernel: Kernel<Message>;
  readonly component: Component;
  state: CriState;
  readonly disks: Disks;
  readonly heard: CriAnswer[];
  readonly network: NetworkMessage[];
  readonly chunks: StreamChunk[];
  readonly traces: Trace[];
  /** Full name -> addresses. */
  readonly names: Map<string, readonly string[]>;
  readonly context: Context;
  /** Copies the state before every message, as a checkpoint would. */
  checkpoints: boolean;
  count: number;
}

const server = 'containerd/node-1';

export function createTestNode(podCidr = '10.244.1.0/24', images: Readonly<Record<string, Image>> = {}): TestNode {
  const component = containerd({ node: 'node-1', podCidr, nodeIp: '192.168.1.11', images });
  const kernel = createKernel<Message>();
  const node = {
    kernel,
    component,
    state: component.start() as CriState,
    disks: new Map() as Disks,
    heard: [] as CriAnswer[],
    network: [] as NetworkMessage[],
    chunks: [] as StreamChunk[],
    traces: [] as Trace[],
    names: new Map<string, readonly string[]>(),
    checkpoints: false,
    count: 0,
  };
  const context: Context = {
    get now() {
      return kernel.now as Context['now'];
    },
    epochMs: 1_795_291_200_000,
    random: seedRandom(7, server),
    api: undefined as unknown as Context['api'],
    disks: node.disks,
    after: (delay, message) => schedule(kernel, delay, server, message),
    send(to, message, delay) {
      if (to === 'network') route(node, message as NetworkMessage);
      else schedule(kernel, delay, to, message);
    },
    trace: (trace) => node.traces.push(trace),
    stream: (chunk) => node.chunks.push(chunk),
    because: () => undefined,
  };
  const result: TestNode = Object.assign(node, { context });
  tell(result, { type: 'start' });
  return result;
}

const attached = new WeakMap<object, Set<string>>();
const resolvers = new WeakMap<object, Set<string>>();

function route(node: Pick<TestNode, 'kernel' | 'network' | 'names'>, message: NetworkMessage): void {
  node.network.push(message);
  const ips = attached.get(node) ?? new Set<string>();
  const flows = resolvers.get(node) ?? new Set<string>();
  attached.set(node, ips);
  resolvers.set(node, flows);
  const tell_ = (back: Message): void => schedule(node.kernel, 1, server, back);
  const dial = (type: string, flow: string, more: Record<string, unknown>): void => tell_({ type, flow, ...more } as Message);
  if (message.type === 'net/attach') ips.add(message.ip);
  else if (message.type === 'net/detach') ips.delete(message.ip);
  else if (message.type === 'net/dial') {
    if (message.to.ip === '10.96.0.10' && message.to.port === 53) {
      flows.add(message.flow);
      dial('net/dialled', message.flow, { result: 'connected' });
    } else if (ips.has(message.to.ip)) {
      dial('net/incoming', message.flow, {
        ip: message.to.ip,
        port: message.to.port,
        protocol: message.protocol,
        sourceIp: message.from.ip,
      });
    } else dial('net/dialled', message.flow, { result: 'unreachable' });
  } else if (message.type === 'net/answer') dial('net/dialled', message.flow, { result: message.accepted ? 'connected' : 'refused' });
  else if (message.type === 'net/data' && flows.has(message.flow))
    dial('net/data', message.flow, { side: 'server', data: answerDns(node, message.data) });
  else if (message.type === 'net/data' || message.type === 'net/close')
    dial(message.type, message.flow, {
      side: message.side,
      ...(message.type === 'net/data' ? { data: message.data } : {}),
    });
}

function answerDns(node: Pick<TestNode, 'names'>, text: string): string {
  const query = parseDnsQuery(text);
  const addresses = node.names.get(query?.name ?? '');
  const answers = query?.type === 'A' ? (addresses ?? []) : [];
  return dnsAnswerText({
    rcode: addresses === undefined ? 'NXDOMAIN' : 'NOERROR',
    answers: answers.map((data) => ({ name: `${query?.name}.`, type: 'A', data, ttl: 5 })),
  });
}

export function tell(node: TestNode, message: Message): void {
  schedule(node.kernel, 0, server, Object.freeze(message));
}

/** Runs until a moment from now. */
export function run(node: TestNode, ms: number): void {
  const until = node.kernel.now + ms;
  for (let event = take(node.kernel, until); event !== undefined; event = take(node.kernel, until)) {
    if (event.to !== server) {
      node.heard.push(event.message as CriAnswer);
      continue;
    }
    node.count += 1;
    if (node.checkpoints) node.state = copyState(node.state);
    node.component.step(node.state, event.message, node.context);
  }
}

const resolv = 'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';

/** A sandbox and a running container; returns the container's id. */
export function startPod(node: TestNode, name: string, image: string, more: Partial<StartContainer> = {}): string {
  const hosts = `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{{ip}}\t${name}\n`;
  const sandbox: RunSandbox = {
    type: 'cri/run-sandbox',
    id: `s-${name}`,
    sandbox: `sandbox-${name}`,
    pod: { namespace: 'default', name, uid: name },
    hostname: name,
    resolvConf: resolv,
    hosts,
    hostNetwork: false,
  };
  tell(node, sandbox);
  tell(node, { type: 'cri/pull', id: `p-${name}`, image } as Message);
  run(node, 30_000);
  const container = name.padEnd(8, '0');
  startContainer(node, container, { sandbox: sandbox.sandbox, image, ...more });
  run(node, 500);
  return container;
}

export function startContainer(node: TestNode, container: string, more: Partial<StartContainer>): void {
  const start: StartContainer = {
    type: 'cri/start',
    id: `c-${container}`,
    sandbox: '',
    container,
    name: 'main',
    attempt: 0,
    image: 'busybox',
    command: [],
    args: [],
    env: [],
    workingDir: '',
    mounts: [],
    tty: false,
    stdin: false,
    terminationMessagePath: '/dev/termination-log',
    ...more,
  };
  tell(node, start);
}

/** Opens an exec and returns what it printed, with `exit N` when that is not 0. */
export function exec(
  node: TestNode,
  container: string,
  command: readonly string[],
  options: { readonly stdin?: string; readonly ms?: number } = {},
): string {
  const stream = `x${(node.count += 1)}`;
  open(node, { stream, container, what: 'exec', command, stdin: options.stdin !== undefined, tty: false });
  if (options.stdin !== undefined) {
    tell(node, { type: 'stream/stdin', stream, data: options.stdin } as Message);
    tell(node, { type: 'stream/stdin', stream } as Message);
  }
  run(node, options.ms ?? 20_000);
  return printed(node, stream);
}

export function open(node: TestNode, about: Omit<OpenStream, 'type'>): void {
  tell(node, { type: 'cri/stream', ...about } as Message);
}

/** What a stream has printed so far. */
export function printed(node: TestNode, stream: string): string {
  return node.chunks
    .filter((chunk) => chunk.stream === stream)
    .map((chunk) =>
      chunk.type !== 'exit'
        ? chunk.data
        : chunk.code === 0
          ? ''
          : `exit ${chunk.code}${chunk.message === undefined ? '' : `: ${chunk.message}`}\n`,
    )
    .join('');
}

/** The lines of a container's log. */
export function logOf(node: TestNode, container: string): string {
  return (node.state.containers.get(container)?.log ?? []).map((line) => `${line.text}\n`).join('');
}
