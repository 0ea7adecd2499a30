/**
 * Watches over nodes: keeps their taints in step with their conditions and with cordoning, declares silent ones Unknown,
 * and has their pods evicted after a while (taintEviction does that, by taint and toleration).
 * Owns: the taints of conditions, the older names of labels. Reads: nodes, their leases, the pods on them.
 * Writes: taints, conditions of silent nodes, readiness of their pods, events.
 * Deliberately not: deleting nodes or pods.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go
 */
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { monitor, monitorKey, type NodeMemory } from './monitor.ts';
import { keepOldLabels } from './labels.ts';
import { reconcileNoSchedule } from './taints.ts';

const monitorEveryMs = 5_000;

export const nodeLifecycle: Controller = controller<NodeMemory>({
  name: 'nodelifecycle',
  eventSource: 'node-controller',
  watches: [
    { kind: 'Node', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) },
    { kind: 'Lease', keys: () => [] },
    { kind: 'Pod', keys: () => [] },
  ],
  memory: () => ({ heard: new Map(), waiting: new Map(), nextMs: new Map(), unmarked: new Set(), wereAllDown: false }),
  reconcile(key: string, r: Reconcile<NodeMemory>): Outcome | undefined {
    if (key === monitorKey) return monitor(r);
    const node = r.see.get('Node', key);
    const error = node === undefined ? undefined : (keepOldLabels(node, r) ?? reconcileNoSchedule(node, r));
    return error === undefined ? undefined : { error };
  },
  resync: { everyMs: monitorEveryMs, keys: () => [monitorKey] },
});
