/** upstream: pkg/kubelet/kubelet_node_status.go (initialNode), pkg/kubelet/nodestatus/setters.go */
import type { Node, NodeCondition } from '#api/kinds.ts';
import { canonicalQuantity, formatQuantity, makeQuantity, quantityOf, valueOf } from '#api/machinery/quantity.ts';
import type { NodeSpec } from '#api/tape.ts';
import type { Draft } from '../../client/client.ts';
import type { KubeletSpec } from '../state.ts';

type Taint = NonNullable<Node['spec']['taints']>[number];
type Resources = Readonly<Record<string, string>>;

/** Of what a node's machine is, beyond what its specification says. */
export interface Hardware {
  readonly diskKi: number;
  /** What the kubelet keeps back: memory below which it would evict, and a tenth of the disk. */
  readonly keptMemoryKi: number;
  readonly keptDiskKi: number;
  readonly kernelVersion: string;
  /** Absent: made up when the node is registered. */
  readonly machineId?: string;
  /** What somebody had put onto its disk; a path that ends with a slash is a directory. */
  readonly files?: Readonly<Record<string, string>>;
}

const usual: Hardware = { diskKi: 101_430_960, keptMemoryKi: 102_400, keptDiskKi: 10_143_096, kernelVersion: '6.1.0-13-amd64' };

/** Capacity of a machine as its kubelet reports it. */
function capacityOf({ cpu = '4', memory = '8Gi', pods = 110 }: NodeSpec, { diskKi }: Hardware): Resources {
  return {
    cpu: canonicalQuantity(cpu),
    'ephemeral-storage': `${diskKi}Ki`,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: inKi(valueOf(quantityOf(memory))),
    pods: String(pods),
  };
}

const remembered = new WeakMap<NodeSpec, Resources>();

export function allocatableOf(spec: NodeSpec, hardware: Hardware = usual): Resources {
  let allocatable = remembered.get(spec);
  if (allocatable === undefined) {
    const { diskKi, keptDiskKi, keptMemoryKi } = hardware;
    const memory = inKi(Math.max(0, valueOf(quantityOf(spec.memory ?? '8Gi')) - keptMemoryKi * 1024));
    const disk = keptDiskKi === 0 ? `${diskKi}Ki` : String((diskKi - keptDiskKi) * 1024);
    allocatable = { ...capacityOf(spec, hardware), 'ephemeral-storage': disk, memory };
    remembered.set(spec, allocatable);
  }
  return allocatable;
}

/** As the API server keeps it, so that what is compared with it is alike. */
function inKi(bytes: number): string {
  return bytes % 1024 === 0 ? canonicalQuantity(`${bytes / 1024}Ki`) : formatQuantity(makeQuantity(bytes));
}

export interface Machine {
  readonly id: string;
  readonly bootId: string;
}

export function nodeObject({ node, ...rest }: KubeletSpec, machine: Machine, conditions: readonly NodeCondition[]): Draft<'Node'> {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...node.labels,
      },
    },
    spec: node.taints === undefined ? {} : { taints: node.taints as readonly Taint[] },
    status: nodeStatus({ node, ...rest }, machine, conditions),
  };
}

/**
 * The machine's resources, and what others have put into the capacity beside them: all of that can be had.
 * upstream: pkg/kubelet/nodestatus/setters.go (MachineInfo)
 */
export function withExtended(own: Node['status'], before: Node['status']): Required<Pick<Node['status'], 'capacity' | 'allocatable'>> {
  const extended = Object.entries(before.capacity ?? {}).filter(([name]) => !Object.hasOwn(own.capacity ?? {}, name));
  const others = Object.fromEntries(extended);
  return { capacity: { ...own.capacity, ...others }, allocatable: { ...own.allocatable, ...others } };
}

export function nodeStatus(
  { node, nodeIp, machine: hardware = usual }: KubeletSpec,
  machine: Machine,
  conditions: readonly NodeCondition[],
): Node['status'] {
  return {
    addresses: [
      { address: nodeIp, type: 'InternalIP' },
      { address: node.name, type: 'Hostname' },
    ],
    allocatable: allocatableOf(node, hardware),
    capacity: capacityOf(node, hardware),
    conditions,
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: machine.bootId,
      containerRuntimeVersion: 'containerd://1.6.20',
      kernelVersion: hardware.kernelVersion,
      kubeProxyVersion: 'v1.28.4',
      kubeletVersion: 'v1.28.4',
      machineID: machine.id,
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: machine.id,
    },
  };
}

const healthy = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const;

/** The node's conditions; one whose status did not change keeps the time of its last change. */
export function nodeConditions(ready: boolean, nowText: string, before: readonly NodeCondition[]): NodeCondition[] {
  const timed = (condition: Omit<NodeCondition, 'lastHeartbeatTime' | 'lastTransitionTime'>): NodeCondition => {
    const old = before.find(({ type }) => type === condition.type);
    const lastTransitionTime = old !== undefined && old.status === condition.status ? (old.lastTransitionTime ?? nowText) : nowText;
    return { lastHeartbeatTime: nowText, lastTransitionTime, ...condition };
  };
  const pressures = healthy.map(([type, reason, message]) => timed({ message, reason, status: 'False', type }));
  const notReady = '[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]';
  const last = ready
    ? timed({ message: 'kubelet is posting ready status', reason: 'KubeletReady', status: 'True', type: 'Ready' })
    : timed({ message: notReady, reason: 'KubeletNotReady', status: 'False', type: 'Ready' });
  return [...pressures, last];
}
