/**
 * The container runtime of one node, at `containerd/<node>`.
 * Owns: sandboxes and their addresses, the node's images, containers, their processes, files, logs and terminals.
 * Reads: the kubelet's messages (contracts/cri.ts), the network's (contracts/network.ts), the contents of volumes.
 * Writes: answers to the kubelet, flows to the network, streams to people, files on volumes, `lookup` traces.
 * Does not: talk to the API server, know pods' specifications, decide restarts, or route packets.
 * upstream: github.com/containerd/containerd pkg/cri
 */
import { component, type Component, type Context, type Message } from '../client/component.ts';
import { containerdAddress, kubeletAddress, type CriRequest } from '../helpers/contracts/cri.ts';
import { networkAddress, type Dialled, type FlowClose, type FlowData, type Incoming } from '../helpers/contracts/network.ts';
import {
  containerEnded,
  execEnded,
  killContainer,
  removeContainer,
  runContainer,
  signalContainer,
  startContainer,
  stopContainer,
  type KillContainer,
  type RunContainer,
} from './lifecycle.ts';
import { listRuntime } from './list.ts';
import { onFlow, onIncoming } from './net/sockets.ts';
import { runReady } from './process/run.ts';
import { wake, type Hooks, type Kernel, type Work } from './process/task.ts';
import type { Image } from './images/image.ts';
import { parseReference } from './images/reference.ts';
import { programs } from './programs/programs.ts';
import { imageStatus, pullDone, pullImage, type PullDone } from './pull.ts';
import { parseRange, removeSandbox, runSandbox } from './sandbox.ts';
import { createState, type CriState } from './state.ts';
import { execSync, execTimeout, type ExecTimeout } from './streams/execSync.ts';
import { openStream, streamInput } from './streams/open.ts';
import { workDone, type WorkDone } from './work.ts';

export interface ContainerdSpec {
  readonly node: string;
  readonly podCidr: string;
  /** The node's own address, which pods on the host's network share. */
  readonly nodeIp?: string;
  /** Images loaded onto the node by hand, by the name that pods use. */
  readonly images?: Readonly<Record<string, Image>>;
  /** What a slow machine needs to make a sandbox and to start a container. */
  readonly work?: Work;
  /** Signs the drafts of tokens in the volumes that containers read. */
  readonly signToken?: (draft: string) => string;
}

/** What every sandbox is made of; nobody pulls it for a pod. */
const sandboxImage = 'registry.k8s.io/pause:3.9';

const noWork: Work = { cores: 1, sandboxMs: 0, containerMs: 0, exitMs: 0, teardownMs: 0 };

function unsigned(draft: string): string {
  return draft;
}

interface TimerFired {
  readonly type: 'cri/timer';
  readonly container: string;
  readonly pid: number;
  readonly timer: number;
}

type Heard =
  | CriRequest
  | Incoming
  | Dialled
  | FlowData
  | FlowClose
  | RunContainer
  | KillContainer
  | PullDone
  | WorkDone
  | ExecTimeout
  | TimerFired
  | { readonly type: 'start' };

const hooks: Hooks = { containerEnded, execEnded };

export function containerd(spec: ContainerdSpec): Component {
  const address = containerdAddress(spec.node);
  const loaded = loadedImages(spec.images ?? {});
  return component<CriState>({
    address,
    user: { name: `system:node:${spec.node}`, groups: ['system:nodes', 'system:authenticated'] },
    userAgent: 'containerd/1.7.2',
    start: () => ({ ...createState(), images: new Set([sandboxImage, ...loaded.keys()]) }),
    step(state, message, context) {
      const { node, work = noWork, signToken = unsigned } = spec;
      const kernel: Kernel = { state, context, node, kubelet: kubeletAddress(node), programs, hooks, work, loaded, signToken, ready: [] };
      hear(kernel, message as Heard, spec);
    },
  });
}

function loadedImages(images: Readonly<Record<string, Image>>): ReadonlyMap<string, Image> {
  const loaded = new Map<string, Image>();
  for (const [name, image] of Object.entries(images)) {
    const reference = parseReference(name);
    if (typeof reference !== 'string') loaded.set(reference.full, image);
  }
  return loaded;
}

function hear(kernel: Kernel, message: Heard, { podCidr, nodeIp = '' }: ContainerdSpec): void {
  switch (message.type) {
    case 'start':
      if (nodeIp !== '') attachNode(kernel.context, kernel.node, nodeIp);
      return;
    case 'cri/list':
      return listRuntime(kernel, message);
    case 'cri/run-sandbox':
      return runSandbox(kernel, message, parseRange(kernel.state.podCidr ?? podCidr), nodeIp);
    case 'cri/update-runtime-config':
      kernel.state.podCidr = message.podCidr;
      return;
    case 'cri/remove-sandbox':
      return removeSandbox(kernel, message);
    case 'cri/image-status?':
      return imageStatus(kernel, message);
    case 'cri/pull':
      return pullImage(kernel, message);
    case 'cri/pull-done':
      return pullDone(kernel, message);
    case 'cri/start':
      return startContainer(kernel, message);
    case 'cri/run':
      return runContainer(kernel, message);
    case 'cri/work-done':
      return workDone(kernel, message);
    case 'cri/stop':
      return stopContainer(kernel, message);
    case 'cri/signal':
      return signalContainer(kernel, message);
    case 'cri/kill':
      return killContainer(kernel, message);
    case 'cri/remove':
      removeContainer(kernel, message.container);
      return runReady(kernel);
    case 'cri/exec-sync':
      return execSync(kernel, message);
    case 'cri/exec-timeout':
      return execTimeout(kernel, message);
    case 'cri/stream':
      return openStream(kernel, message);
    case 'stream/stdin':
    case 'stream/resize':
    case 'stream/hangup':
      return streamInput(kernel, message);
    case 'cri/timer':
      return onTimer(kernel, message);
    case 'net/incoming':
      onIncoming(kernel, message);
      return runReady(kernel);
    case 'net/dialled':
    case 'net/data':
    case 'net/close':
      onFlow(kernel, message);
      return runReady(kernel);
  }
}

function attachNode(context: Context, node: string, ip: string): void {
  const attach: Message & Record<string, unknown> = { type: 'net/attach', ip, owner: containerdAddress(node), node };
  context.send(networkAddress, Object.freeze(attach), 0);
}

function onTimer(kernel: Kernel, message: TimerFired): void {
  const container = kernel.state.containers.get(message.container);
  const proc = container?.procs.get(message.pid);
  if (container === undefined || proc === undefined || proc.timer !== message.timer) return;
  proc.timer = 0;
  wake(kernel, container, proc);
  runReady(kernel);
}
