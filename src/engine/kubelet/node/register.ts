/**
 * The node makes itself known and keeps saying that it lives: its Node, its Lease every 10 s, its status every 5 min.
 * upstream: pkg/kubelet/kubelet_node_status.go, staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go
 */
import type { Node } from '#api/kinds.ts';
import { formatMicroTime, formatTime } from '#api/machinery/time.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { nextUint32 } from '#sim/random.ts';
import { kubeletAddress, kubeletPort } from '../../helpers/contracts/cri.ts';
import { nodeEvent } from '../events.ts';
import { tellNetwork, tellRuntime } from '../send.ts';
import { later, wallMs, type Kubelet } from '../state.ts';
import { volumesInUse } from '../volumes/inUse.ts';
import { nodeConditions, nodeObject, nodeStatus, withExtended, type Machine } from './object.ts';

const leaseSeconds = 40;
const leaseEveryMs = 10_000;
export const statusEveryMs = 300_000;
const leaseNamespace = 'kube-node-lease';

/** Creates the Node, or leaves the one that is there as it is until the runtime answers, and puts the node's address on the network; its runtime answers there. */
export function registerNode(k: Kubelet): void {
  k.context.because({ key: k.node, timer: 'the kubelet has started' });
  const conditions = nodeConditions(false, formatTime(wallMs(k)), []);
  const machine: Machine = {
    id: k.spec.machine?.machineId ?? hex(k, 32),
    bootId: hex(k, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  };
  const created = k.client.create('Node', nodeObject(k.spec, machine, conditions));
  if (created.ok) announce(k, created.value);
  renewLease(k);
  tellNetwork(k, {
    type: 'net/attach',
    ip: k.spec.nodeIp,
    owner: k.runtime,
    node: k.node,
    processes: [{ port: kubeletPort, address: kubeletAddress(k.node) }],
  });
}

/** The runtime answers: the node is ready, which is news unless it was so before this kubelet started. */
export function becomeReady(k: Kubelet): void {
  k.state.nodeReady = true;
  const before = k.client.get('Node', undefined, k.node);
  if (before.ok) takeRange(k, before.value);
  const wasReady = before.ok && before.value.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  const node = writeNodeStatus(k, 'the container runtime is up');
  if (node !== undefined && !wasReady)
    nodeEvent(k, node, { type: 'Normal', reason: 'NodeReady', message: `Node ${k.node} status is now: NodeReady` });
}

export function writeNodeStatus(k: Kubelet, why: string): Node | undefined {
  k.context.because({ key: k.node, timer: why });
  const stored = k.client.get('Node', undefined, k.node);
  if (!stored.ok) return undefined;
  const { status } = stored.value;
  const { machineID = '', bootID = '' } = status.nodeInfo ?? {};
  const conditions = nodeConditions(k.state.nodeReady, formatTime(wallMs(k)), status.conditions ?? []);
  const types = new Set(conditions.map(({ type }) => type));
  const others = (status.conditions ?? []).filter(({ type }) => !types.has(type));
  const own = nodeStatus(k.spec, { id: machineID, bootId: bootID }, [...others, ...conditions]);
  const { volumesInUse: before = [], ...rest } = status;
  const { nodeImages } = k.state;
  const inUse = volumesInUse(k) ?? before;
  const made = {
    ...rest,
    ...own,
    ...withExtended(own, status),
    ...(nodeImages.length === 0 ? {} : { images: nodeImages }),
    ...(inUse.length === 0 ? {} : { volumesInUse: inUse }),
  };
  const written = equalJson(status, made) ? stored : k.client.updateStatus('Node', { ...stored.value, status: made });
  if (!written.ok) return undefined;
  k.state.inUse = inUse;
  return written.value;
}

/** What was made of the node's resources by others, and which volumes it uses, is looked at every 10 s; the rest of the status is told at its time. */
export function compareResources(k: Kubelet): void {
  if (!k.state.nodeReady) return;
  const stored = k.client.get('Node', undefined, k.node);
  if (!stored.ok) return;
  const { capacity, allocatable, conditions = [], images = [], volumesInUse: before = [] } = stored.value.status;
  const wanted = withExtended(nodeStatus(k.spec, { id: '', bootId: '' }, conditions), stored.value.status);
  const inUse = volumesInUse(k);
  if (inUse === undefined || equalJson(before, inUse)) k.state.inUse = before;
  else writeNodeStatus(k, 'the volumes in use have changed');
  if (!equalJson(wanted, { capacity, allocatable })) writeNodeStatus(k, "the node's resources have changed");
  else if (!equalJson(images, k.state.nodeImages)) writeNodeStatus(k, "the node's images have changed");
  takeRange(k, stored.value);
  tellSchedulable(k, stored.value);
}

/** The runtime gives its pods addresses of the range that the node was given. upstream: kubelet_network.go (updatePodCIDR) */
function takeRange(k: Kubelet, { spec }: Node): void {
  const range = spec.podCIDR ?? '';
  if (range === '' || range === k.state.podCidr) return;
  k.state.podCidr = range;
  tellRuntime(k, { type: 'cri/update-runtime-config', podCidr: range });
}

/** Whether pods may come is told when it has changed. upstream: recordNodeSchedulableEvent */
function tellSchedulable(k: Kubelet, node: Node): void {
  const schedulable = node.spec.unschedulable !== true;
  if (schedulable === k.state.schedulable) return;
  k.state.schedulable = schedulable;
  const reason = schedulable ? 'NodeSchedulable' : 'NodeNotSchedulable';
  nodeEvent(k, node, { type: 'Normal', reason, message: `Node ${k.node} status is now: ${reason}` });
}

export function renewLease(k: Kubelet): void {
  k.context.because({ key: k.node, timer: 'the lease is to be renewed' });
  const renewTime = formatMicroTime(wallMs(k));
  const { lease } = k.state;
  if (lease !== undefined) {
    const written = k.client.update('Lease', { ...lease, spec: { ...lease.spec, renewTime } });
    if (written.ok) {
      k.state.lease = written.value;
      return;
    }
  }
  const wasLost = lease === undefined && k.state.nodeReady;
  k.state.lease = findOrCreateLease(k, renewTime);
  // Upstream compares its status with the server's every 10 s; what differs by then differs since the server was out of reach.
  if (wasLost && k.state.lease !== undefined) writeNodeStatus(k, 'the API server answers again');
}

function findOrCreateLease(k: Kubelet, renewTime: string) {
  const found = k.client.get('Lease', leaseNamespace, k.node);
  if (found.ok) {
    const written = k.client.update('Lease', { ...found.value, spec: { ...found.value.spec, renewTime } });
    return written.ok ? written.value : undefined;
  }
  const node = k.client.get('Node', undefined, k.node);
  const owners = node.ok ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: k.node, uid: node.value.metadata.uid }] } : {};
  const created = k.client.create('Lease', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: k.node, namespace: leaseNamespace, ...owners },
    spec: { holderIdentity: k.node, leaseDurationSeconds: leaseSeconds, renewTime },
  });
  return created.ok ? created.value : undefined;
}

/** Leases and statuses of many nodes are spread over their periods. */
export function planHeartbeats(k: Kubelet): void {
  planLease(k);
  later(k, statusEveryMs, { type: 'kubelet/status' });
}

export function planLease(k: Kubelet): void {
  k.state.reportAtMs = k.context.now + leaseEveryMs;
  later(k, leaseEveryMs, { type: 'kubelet/lease' });
}

function announce(k: Kubelet, node: Node): void {
  nodeEvent(k, node, { type: 'Normal', reason: 'Starting', message: 'Starting kubelet.' });
  // The Node is made up twice: for the API server, and for those inside who ask before it is known.
  for (let i = 0; i < 2; i += 1)
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'])
      nodeEvent(k, node, { type: 'Normal', reason, message: `Node ${k.node} status is now: ${reason}` });
}

function hex(k: Kubelet, digits: number): string {
  let text = '';
  while (text.length < digits) text += nextUint32(k.context.random).toString(16).padStart(8, '0');
  return text.slice(0, digits);
}
