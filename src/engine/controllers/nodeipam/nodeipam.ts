/**
 * Gives every node a range of the pods' addresses, and takes it back when the node is gone.
 * Owns `spec.podCIDR` and `spec.podCIDRs` of nodes. Reads nodes. Writes those fields, once a node, and events.
 * Deliberately not: making the runtime use it (the kubelet does), ranges that come from a cloud.
 * upstream: pkg/controller/nodeipam/ipam/range_allocator.go
 */
import type { Node } from '#api/kinds.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { allocateNext, createCidrSet, nothingLeft, occupy, parseRange, release, type CidrSet } from './cidrSet.ts';

/** Plain data. */
interface Memory {
  /** Absent until the nodes that were there first were looked at. */
  set?: CidrSet;
  /** Node -> its ranges. */
  readonly given: Map<string, readonly string[]>;
}

type Does = Reconcile<Memory>;

export interface NodeRanges {
  readonly clusterCidr: string;
  readonly nodeMask: number;
}

export function nodeIpam(ranges: NodeRanges): Controller {
  return controller<Memory>({
    name: 'nodeipam',
    eventSource: 'cidrAllocator',
    account: 'node-controller',
    watches: [
      { kind: 'Node', keys: ({ type, object, old }) => (isNews(type, object as never, old as never) ? [object.metadata.name] : []) },
    ],
    memory: () => ({ given: new Map() }),
    reconcile: (name, r: Does) => syncNode(name, setOf(ranges, r), r),
  });
}

function isNews(type: string, node: Node, before: Node | undefined): boolean {
  return type !== 'MODIFIED' || before?.spec.podCIDRs !== node.spec.podCIDRs;
}

/** What nodes have already is not given to others. */
function setOf({ clusterCidr, nodeMask }: NodeRanges, r: Does): CidrSet {
  if (r.memory.set !== undefined) return r.memory.set;
  const cluster = parseRange(clusterCidr);
  const set = cluster === undefined ? `invalid CIDR address: ${clusterCidr}` : createCidrSet(cluster, nodeMask);
  if (typeof set === 'string') throw new Error(set);
  r.memory.set = set;
  for (const node of r.see.list('Node')) keep(node, set, r);
  return set;
}

function keep({ metadata, spec }: Node, set: CidrSet, r: Does): Outcome | undefined {
  const ranges = spec.podCIDRs ?? [];
  if (ranges.length === 0) return undefined;
  r.memory.given.set(metadata.name, ranges);
  for (const range of ranges) {
    const problem = occupy(set, range);
    if (problem !== undefined) return { error: problem };
  }
  return undefined;
}

function syncNode(name: string, set: CidrSet, r: Does): Outcome | undefined {
  const node = r.see.get('Node', name);
  if (node === undefined) return takeBack(name, set, r);
  if ((node.spec.podCIDRs ?? []).length > 0) return keep(node, set, r);
  const range = r.memory.given.get(name)?.[0] ?? allocateNext(set);
  if (range === undefined) {
    tell(node, 'CIDRNotAvailable', r);
    return { error: `failed to allocate cidr from cluster cidr at idx:0: ${nothingLeft}` };
  }
  r.memory.given.set(name, [range]);
  const spec = { podCIDR: range, podCIDRs: [range] };
  const patched = r.client.patch('Node', { name }, { type: 'strategic', body: { spec } });
  if (patched.ok) return undefined;
  tell(node, 'CIDRAssignmentFailed', r);
  return isNotFound(patched.status) ? undefined : { error: messageOf(patched.status) };
}

function takeBack(name: string, set: CidrSet, { memory }: Does): undefined {
  for (const range of memory.given.get(name) ?? []) release(set, range);
  memory.given.delete(name);
}

function tell(node: Node, reason: string, r: Does): void {
  r.event({ object: node, type: 'Normal', reason, message: `Node ${node.metadata.name} status is now: ${reason}`, told: 'unversioned' });
}
