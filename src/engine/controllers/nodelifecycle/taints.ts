/**
 * Which taints a node's conditions put on it, and how they are written.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (doNoScheduleTaintingPass, doNoExecuteTaintingPass), pkg/controller/util/node
 */
import type { Node } from '#api/kinds.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import type { Taint } from '#engine/helpers/nodeFit.ts';
import { messageOf } from '../common/claim.ts';

export const notReady = 'node.kubernetes.io/not-ready';
export const unreachable = 'node.kubernetes.io/unreachable';
const unschedulable = 'node.kubernetes.io/unschedulable';

/** Condition type -> its status -> the NoSchedule taint it puts on the node. */
const taintOfCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
};
const noSchedule = new Set([unschedulable, ...Object.values(taintOfCondition).flatMap((byStatus) => Object.values(byStatus))]);
const noExecute = new Set([notReady, unreachable]);

type Does = Pick<Reconcile, 'client' | 'wallMs'>;

/** The keys of the NoSchedule taints that the node should have. */
function wantedTaints(node: Node): readonly string[] {
  const fromConditions = (node.status.conditions ?? []).flatMap(({ type, status }) => taintOfCondition[type]?.[status] ?? []);
  return node.spec.unschedulable === true ? [...fromConditions, unschedulable] : fromConditions;
}

export function reconcileNoSchedule(node: Node, r: Does): string | undefined {
  return setTaints(node, { effect: 'NoSchedule', ours: noSchedule, wanted: wantedTaints(node) }, r);
}

/** Makes the node's pods go, but for those that tolerate it; none of the keys: nothing makes them go any more. */
export function setNoExecute(node: Node, key: string | undefined, r: Does): string | undefined {
  return setTaints(node, { effect: 'NoExecute', ours: noExecute, wanted: key === undefined ? [] : [key] }, r);
}

interface Change {
  readonly effect: 'NoSchedule' | 'NoExecute';
  readonly ours: ReadonlySet<string>;
  readonly wanted: readonly string[];
}

/** What is new is added first and what is over goes then: two writes, between which a node has both. */
function setTaints(node: Node, { effect, ours, wanted }: Change, r: Does): string | undefined {
  const isOurs = (taint: Taint) => taint.effect === effect && ours.has(taint.key);
  const before = node.spec.taints ?? [];
  const present = before.filter(isOurs).map((taint) => taint.key);
  const timeAdded = formatTime(r.wallMs);
  const added = wanted.filter((key) => !present.includes(key)).map((key): Taint => ({ key, effect, timeAdded }));
  const both = added.length === 0 ? success(node) : writeTaints(node, [...before, ...added], r);
  if (!both.ok) return both.message;
  const left = (both.value.spec.taints ?? []).filter((taint) => !isOurs(taint) || wanted.includes(taint.key));
  if (left.length === before.length + added.length) return undefined;
  const written = writeTaints(both.value, left, r);
  return written.ok ? undefined : written.message;
}

function writeTaints(node: Node, taints: readonly Taint[], r: Does): Outcome<Node> {
  const { taints: _taints, ...spec } = node.spec;
  const written = r.client.update('Node', { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
  return written.ok ? success(written.value) : failure(messageOf(written.status));
}
