/**
 * One pod on each node that is to have one, none elsewhere.
 * upstream: pkg/controller/daemon/daemon_controller.go (manage, podsShouldBeOnNode, syncNodes)
 */
import type { Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { createPod, deletePod } from '../common/podControl.ts';
import { slowStart } from '../common/slowStart.ts';
import { hasSurge } from './counts.ts';
import { available, updated, type DaemonMemory, type Look, type NodeLook } from './look.ts';
import { onNode, podDraft } from './template.ts';
import type { Reconcile } from '#engine/client/controller.ts';

const burstReplicas = 250;
const firstBackOffMs = 1000;
/** When this many are remembered, all are forgotten: the next kill of each is at once. */
const remembered = 4096;
const longestBackOffMs = 15 * 60_000;

export interface Changes {
  readonly remove: readonly Pod[];
  /** Names of nodes. */
  readonly create: readonly string[];
}

export interface Managed extends Changes {
  /** A failed pod may be killed only after this long. */
  readonly afterMs?: number;
}

/** What is wrong on the nodes. */
export function manage(look: Look): Managed {
  const remove: Pod[] = [];
  const create: string[] = [];
  let afterMs: number | undefined;
  for (const node of look.nodes) {
    if (node.shouldRun && node.pods.length === 0) create.push(node.name);
    else if (node.shouldContinue) {
      const { alive, dead, waitMs } = sortOut(look, node);
      remove.push(...dead, ...surplus(look, alive));
      if (waitMs !== undefined && (afterMs === undefined || waitMs < afterMs)) afterMs = waitMs;
    } else remove.push(...node.pods.filter((pod) => pod.metadata.deletionTimestamp === undefined));
  }
  remove.push(...look.stranded.filter((pod) => pod.metadata.deletionTimestamp === undefined));
  return { remove, create, ...(afterMs === undefined ? {} : { afterMs }) };
}

interface Sorted {
  readonly alive: readonly Pod[];
  readonly dead: readonly Pod[];
  readonly waitMs: number | undefined;
}

/** Finished pods are killed, so that new ones can be made; failed ones ever more slowly. */
function sortOut({ set, r }: Look, { name, pods }: NodeLook): Sorted {
  const alive: Pod[] = [];
  const dead: Pod[] = [];
  let waitMs: number | undefined;
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const where = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${name}, will try to`;
    if (pod.status.phase === 'Failed') {
      const wait = waitOf(`${set.metadata.uid}/${set.status?.observedGeneration ?? 0}/${name}`, r);
      if (wait !== undefined) {
        waitMs = wait;
        continue;
      }
      r.event({ object: set, type: 'Warning', reason: 'FailedDaemonPod', message: `Found failed ${where} kill it` });
      dead.push(pod);
    } else if (pod.status.phase === 'Succeeded') {
      r.event({ object: set, type: 'Normal', reason: 'SucceededDaemonPod', message: `Found succeeded ${where} delete it` });
      dead.push(pod);
    } else alive.push(pod);
  }
  return { alive, dead, waitMs };
}

/** Undefined: kill now, and wait longer next time. */
function waitOf(key: string, { memory, now }: Pick<Reconcile<DaemonMemory>, 'memory' | 'now'>): number | undefined {
  const known = memory.failed.get(key);
  const expired = known === undefined || now - known.sinceMs > 2 * longestBackOffMs;
  if (!expired && now - known.sinceMs < known.delayMs) return known.delayMs;
  if (memory.failed.size >= remembered) memory.failed.clear();
  memory.failed.set(key, { delayMs: expired ? firstBackOffMs : Math.min(known.delayMs * 2, longestBackOffMs), sinceMs: now });
  return undefined;
}

/** All but the oldest; with surge one old and one new pod may be there at once until the new one is available. */
function surplus(look: Look, alive: readonly Pod[]): readonly Pod[] {
  if (alive.length <= 1) return [];
  if (!hasSurge(look.set)) return alive.slice(1);
  const newest = alive.find((pod) => updated(look, pod));
  const old = alive.find((pod) => !updated(look, pod));
  const extra = alive.filter((pod) => pod !== newest && pod !== old);
  if (newest === undefined || old === undefined) return extra;
  return !isPodReady(old) || available(look, newest) ? [...extra, old] : extra;
}

/** Makes and deletes pods, within the burst; answers what went wrong. */
export function carryOut({ set, hash, r }: Pick<Look, 'set' | 'hash' | 'r'>, { create, remove }: Changes): string | undefined {
  const draft = podDraft(set, hash);
  let error = slowStart(Math.min(create.length, burstReplicas), (index) => createPod(onNode(draft, create[index]!), set, r));
  for (const pod of remove.slice(0, burstReplicas)) {
    const failed = deletePod(pod, set, r);
    error ??= failed;
  }
  return error;
}
