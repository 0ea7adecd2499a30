/**
 * The DaemonSet controller: one pod on every node that fits, and never more for long.
 * Owns: pods and ControllerRevisions that carry its owner reference, the set's status.
 * Reads: DaemonSets, pods, nodes, ControllerRevisions.
 * Writes: pods (create, delete, adopt, release), revisions, status, events.
 * Deliberately not: binding pods. They carry an affinity to their node, and the scheduler binds them.
 * upstream: pkg/controller/daemon/daemon_controller.go
 */
import type { DaemonSet, Node } from '#api/kinds.ts';
import { selectorOf } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { controllerOf, keyOf, type KubeObject } from '#api/meta.ts';
import { readySince } from '#api/machinery/podReadiness.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { claim } from '../common/claim.ts';
import { watchOwned } from '../common/podWatch.ts';
import { isRolling } from './counts.ts';
import { cleanupHistory, constructHistory } from './history.ts';
import { fitOf, lookAt, type DaemonMemory, type Look } from './look.ts';
import { carryOut, manage } from './manage.ts';
import { rollingUpdate } from './rolling.ts';
import { statusOf, writeStatus } from './status.ts';

const selector = (owner: KubeObject) => selectorOf((owner as unknown as DaemonSet).spec.selector);
const revisions = watchOwned('ControllerRevision', { ownerKind: 'DaemonSet', selector });

export const daemonset: Controller = controller<DaemonMemory>({
  name: 'daemonset',
  eventSource: 'daemonset-controller',
  account: 'daemon-set-controller',
  watches: [
    { kind: 'DaemonSet', keys: ownKey },
    watchOwned('Pod', { ownerKind: 'DaemonSet', selector }),
    { kind: 'ControllerRevision', keys: concernedByRevision },
    { kind: 'Node', keys: concernedByNode },
  ],
  memory: () => ({ failed: new Map() }),
  reconcile,
});

/** A revision that comes with an owner is only taken note of. upstream: addHistory */
function concernedByRevision(delta: Delta, see: Lister): ReturnType<typeof revisions.keys> {
  return delta.type === 'ADDED' && controllerOf(delta.object) !== undefined ? [] : revisions.keys(delta, see);
}

/** A node's heartbeats concern nobody; labels, taints and its coming and going concern the sets that think otherwise of it now. */
function concernedByNode(delta: Delta, see: Lister): readonly string[] {
  const node = delta.object as unknown as Node;
  const old = delta.old as unknown as Node | undefined;
  if (delta.type === 'MODIFIED' && old !== undefined && isSamePlace(node, old)) return [];
  const concerned = see.list('DaemonSet').filter((set) => {
    const now = fitOf(set, node);
    if (delta.type !== 'MODIFIED' || old === undefined) return now.shouldRun || delta.type === 'DELETED';
    const before = fitOf(set, old);
    return now.shouldRun !== before.shouldRun || now.shouldContinue !== before.shouldContinue;
  });
  return concerned.map(keyOf);
}

function isSamePlace(node: Node, old: Node): boolean {
  return equalJson(node.spec, old.spec) && equalJson(node.metadata.labels, old.metadata.labels);
}

function reconcile(key: string, r: Reconcile<DaemonMemory>): Outcome | undefined {
  const set = r.see.get('DaemonSet', key);
  if (set === undefined) return undefined;
  const selector = selectorOf(set.spec.selector);
  if (selector.requirements.length === 0 && selector.nothing !== true) {
    r.event({
      object: set,
      type: 'Warning',
      reason: 'SelectingAll',
      message: 'This daemon set is selecting all pods. A non-empty selector is required.',
    });
    return undefined;
  }
  if (set.metadata.deletionTimestamp !== undefined) return undefined;
  const history = constructHistory(set, r);
  if (!history.ok) return { error: history.message };
  const claimed = claim({ kind: 'Pod', owner: set, ownerKind: 'DaemonSet', selector }, r);
  if (claimed.error !== undefined) return { error: claimed.error };
  const look = lookAt(set, history.value.current.metadata.labels?.['controller-revision-hash'] ?? '', claimed.objects, r);
  const done = update(look);
  const pruned = cleanupHistory(set, history.value.old, claimed.objects, r);
  const written = writeStatus(set, statusOf(look), r);
  const error = done.error ?? pruned ?? written;
  return error === undefined ? lookAgain(look, done.afterMs) : { error };
}

/** A rolling update goes on only when nothing else was to be done. */
function update(look: Look): { readonly error?: string | undefined; readonly afterMs?: number | undefined } {
  const { afterMs, ...changes } = manage(look);
  const error = carryOut(look, changes);
  const quiet = changes.create.length === 0 && changes.remove.length === 0;
  if (error !== undefined || !quiet || !isRolling(look.set)) return { error, afterMs };
  return { error: carryOut(look, rollingUpdate(look)), afterMs };
}

/** Pods become available, and failed ones may be killed, by time alone. */
function lookAgain(look: Look, afterMs: number | undefined): Outcome | undefined {
  const due = afterMs === undefined ? [] : [afterMs];
  const minReadyMs = (look.set.spec.minReadySeconds ?? 0) * 1000;
  if (minReadyMs > 0) {
    for (const pod of look.nodes.flatMap((node) => node.pods)) {
      const left = (readySince(pod) ?? -Infinity) + minReadyMs + 1000 - look.r.wallMs;
      if (left > 0) due.push(left);
    }
  }
  return due.length === 0
    ? undefined
    : { requeueAfterMs: Math.min(...due), why: afterMs === undefined ? 'minReadySeconds' : 'back-off of a failed pod' };
}
