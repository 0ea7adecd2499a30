/**
 * The look at all nodes that is taken every five seconds: who is silent, whose pods are not ready because of it, and
 * which nodes are to be emptied now.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (monitorNodeHealth, doNoExecuteTaintingPass), pkg/controller/util/node (MarkPodsNotReady)
 */
import type { Node } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { isNotFound } from '#engine/client/client.ts';
import type { Outcome, Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { declaredUnknown, hear, isSilent, readyOf, type Heard } from './health.ts';
import { notReady, setNoExecute, unreachable } from './taints.ts';
import { zoneOf } from '../../helpers/nodeZone.ts';
import { allDown, paceMs, zonesOf, type Zone } from './zones.ts';

export const monitorKey = '*monitor';

/** Plain data. */
export interface NodeMemory {
  readonly heard: Map<string, Heard>;
  /** Nodes that wait for a NoExecute taint, by zone, first come first. */
  readonly waiting: Map<string, Set<string>>;
  /** When the next node of a zone may be tainted. */
  readonly nextMs: Map<string, number>;
  /** Nodes whose pods are still to be marked as not ready, because that failed. */
  readonly unmarked: Set<string>;
  wereAllDown: boolean;
}

type Does = Reconcile<NodeMemory>;

export function monitor(r: Does): Outcome | undefined {
  const nodes = r.see.list('Node');
  forget(nodes, r);
  const looked = nodes.map((node) => ({ before: node, now: lookAt(node, r) }));
  const zones = zonesOf(looked.map(({ now }) => now));
  const down = allDown(zones);
  const errors = looked.map(({ before, now }) => react(before, now, r));
  if (down) errors.push(...trustNobody(nodes, r));
  else if (r.memory.wereAllDown) for (const [name, heard] of r.memory.heard) r.memory.heard.set(name, { ...heard, atMs: r.now });
  r.memory.wereAllDown = down;
  const passed = down ? {} : taintWaiting(zones, r);
  const error = errors.find((it) => it !== undefined) ?? passed.error;
  if (error !== undefined) return { error };
  return passed.waitMs === undefined ? undefined : { requeueAfterMs: passed.waitMs, why: 'nodes are emptied one after the other' };
}

function tell(node: Node, reason: string, what: string, r: Does): void {
  r.event({ object: node, type: 'Normal', reason, message: `Node ${node.metadata.name} ${what}`, told: 'unversioned' });
}

function forget(nodes: readonly Node[], r: Does): void {
  const { memory } = r;
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  for (const [name, heard] of memory.heard) {
    if (names.has(name)) continue;
    const gone = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: heard.uid } } as Node;
    tell(gone, 'RemovingNode', `event: Removing Node ${name} from Controller`, r);
    memory.heard.delete(name);
    memory.unmarked.delete(name);
    for (const waiting of memory.waiting.values()) waiting.delete(name);
  }
}

/** The node as it is after this look. */
function lookAt(node: Node, r: Does): Node {
  const { name } = node.metadata;
  const lease = r.see.get('Lease', `kube-node-lease/${name}`);
  const before = r.memory.heard.get(name);
  const heard = hear(node, lease?.spec?.renewTime === undefined ? undefined : String(lease.spec.renewTime), before, r);
  if (heard !== before) r.memory.heard.set(name, heard);
  if (before === undefined) {
    tell(node, 'RegisteredNode', `event: Registered Node ${name} in Controller`, r);
  }
  if (!isSilent(node, heard, r.now)) return node;
  const unknown = declaredUnknown(node, r);
  if (unknown === node) return node;
  const written = r.client.updateStatus('Node', unknown);
  return written.ok ? written.value : node;
}

/** A taint follows what was known before this look, so it comes one look after the condition. */
function react(before: Node, now: Node, r: Does): string | undefined {
  const { name } = before.metadata;
  const observed = readyOf(before)?.status;
  if (readyOf(now) === undefined) return undefined;
  const error = observed === undefined ? undefined : wantTaint(before, observed, r);
  const fell = observed === 'True' && readyOf(now)!.status !== 'True';
  if (fell) tell(now, 'NodeNotReady', 'status is now: NodeNotReady', r);
  if (!fell && !(r.memory.unmarked.has(name) && observed !== 'True')) return error;
  const failed = markPodsNotReady(name, r);
  if (failed === undefined) r.memory.unmarked.delete(name);
  else r.memory.unmarked.add(name);
  return error ?? failed;
}

/** A node that is tainted already, but for the other reason, is changed at once; others wait for their turn. */
function wantTaint(node: Node, observed: string, r: Does): string | undefined {
  const zone = zoneOf(node);
  const waiting = r.memory.waiting.get(zone) ?? new Set<string>();
  r.memory.waiting.set(zone, waiting);
  if (observed === 'True') {
    waiting.delete(node.metadata.name);
    return setNoExecute(node, undefined, r);
  }
  const wanted = observed === 'False' ? notReady : unreachable;
  const present = (node.spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute').map((taint) => taint.key);
  if (present.includes(wanted)) return undefined;
  if (present.includes(notReady) || present.includes(unreachable)) return setNoExecute(node, wanted, r);
  waiting.add(node.metadata.name);
  return undefined;
}

/** All nodes silent at once: more likely that nothing reaches us. */
function trustNobody(nodes: readonly Node[], r: Does): readonly (string | undefined)[] {
  r.memory.waiting.clear();
  return nodes.map((node) => setNoExecute(node, undefined, r));
}

/** One node of each zone at a time. */
function taintWaiting(zones: ReadonlyMap<string, Zone>, r: Does): { readonly error?: string; readonly waitMs?: number } {
  const { waiting, nextMs } = r.memory;
  let waitMs: number | undefined;
  for (const [zone, names] of waiting) {
    const pace = paceMs(zones.get(zone) ?? { state: 'Normal', size: 0 });
    if (pace === undefined) continue;
    const [name] = names;
    if (name !== undefined && (nextMs.get(zone) ?? 0) <= r.now) {
      const error = taintOne(name, r);
      if (error !== undefined) return { error };
      names.delete(name);
      nextMs.set(zone, r.now + pace);
    }
    const left = (nextMs.get(zone) ?? 0) - r.now;
    if (names.size > 0 && (waitMs === undefined || left < waitMs)) waitMs = Math.max(left, 1);
  }
  return waitMs === undefined ? {} : { waitMs };
}

function taintOne(name: string, r: Does): string | undefined {
  const fresh = r.client.get('Node', undefined, name);
  if (!fresh.ok) return isNotFound(fresh.status) ? undefined : messageOf(fresh.status);
  const ready = readyOf(fresh.value)?.status;
  if (ready !== 'False' && ready !== 'Unknown') return undefined;
  return setNoExecute(fresh.value, ready === 'False' ? notReady : unreachable, r);
}

/** Nobody on the node can say that its pods are ready, so they are not. */
function markPodsNotReady(node: string, r: Does): string | undefined {
  let error: string | undefined;
  for (const pod of r.see.by('Pod', 'nodeName', node)) {
    const conditions = pod.status.conditions ?? [];
    if (!conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) continue;
    const unready = conditions.map((it) =>
      it.type === 'Ready' ? { ...it, status: 'False' as const, lastTransitionTime: formatTime(r.wallMs) } : it,
    );
    const written = r.client.updateStatus('Pod', { ...pod, status: { ...pod.status, conditions: unready } });
    if (written.ok) r.event({ object: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
    else if (!isNotFound(written.status)) error ??= messageOf(written.status);
  }
  return error;
}
