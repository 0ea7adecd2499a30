/**
 * Keeps a node's taints in step with its conditions and with cordoning.
 * Reads nodes; writes their taints. Deliberately not here yet: declaring silent nodes Unknown and evicting their pods.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (doNoScheduleTaintingPass)
 */
import type { Node } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '../../client/controller.ts';

type Taint = NonNullable<Node['spec']['taints']>[number];

/** Condition type -> its status -> the taint it puts on the node. */
const taintOfCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'node.kubernetes.io/not-ready', Unknown: 'node.kubernetes.io/unreachable' },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
};
const unschedulable = 'node.kubernetes.io/unschedulable';
const managed = new Set([unschedulable, ...Object.values(taintOfCondition).flatMap((byStatus) => Object.values(byStatus))]);

export const nodeLifecycle = controller({
  name: 'nodelifecycle',
  eventSource: 'node-controller',
  watches: [{ kind: 'Node', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const node = r.see.get('Node', name);
    if (node === undefined) return undefined;
    const wanted = wantedTaints(node);
    const present = (node.spec.taints ?? []).filter(isManaged).map((taint) => taint.key);
    if (wanted.length === present.length && wanted.every((key) => present.includes(key))) return undefined;
    return setTaints(node, wanted, r);
  },
});

function isManaged(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' && managed.has(taint.key);
}

function wantedTaints(node: Node): string[] {
  const fromConditions = (node.status.conditions ?? []).flatMap(({ type, status }) => taintOfCondition[type]?.[status] ?? []);
  return node.spec.unschedulable === true ? [...fromConditions, unschedulable] : fromConditions;
}

function setTaints(node: Node, wanted: readonly string[], r: Reconcile): Outcome | undefined {
  const timeAdded = formatTime(r.wallMs);
  const kept = (node.spec.taints ?? []).filter((taint) => !isManaged(taint) || wanted.includes(taint.key));
  const added = wanted
    .filter((key) => !kept.some((taint) => taint.key === key && taint.effect === 'NoSchedule'))
    .map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded }));
  const { taints: _taints, ...spec } = node.spec;
  const taints = [...kept, ...added];
  const written = r.client.update('Node', { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
  return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
}
