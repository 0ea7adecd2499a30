/** What the checks have to remember between two changes; times are virtual. */
import type { Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { isDeleting, ownerOf } from '../look.ts';

export interface Gone {
  readonly name: string;
  readonly owner: string | undefined;
  readonly at: number;
  /** A fault took it away without grace: nobody promises that it has ended. */
  readonly isForced: boolean;
}

export interface Memory {
  /** How long news of a change may take to reach whoever decides by it, ms. */
  readonly lagMs: number;
  /** Pods that went, by uid. */
  readonly gone: Map<string, Gone>;
  /** Pods' uids -> until when they were ready and not being deleted; infinite while they are. */
  readonly readyUntil: Map<string, number>;
  /** Pods' uids -> since when they are ready, or were before they went. */
  readonly readySince: Map<string, number>;
  /** Pods' uids -> when somebody asked for their end. */
  readonly deletedAt: Map<string, number>;
  /** StatefulSet or DaemonSet -> since when it asks for what it asks for. */
  readonly changedAt: Map<string, number>;
  /** Volume -> what the sweep wrote on its disk when it was bound. */
  readonly marks: Map<string, string>;
  /** Deployment -> the most pods it allowed, and since when another number holds. */
  readonly allowed: Map<string, readonly { readonly most: number; readonly least: number; readonly untilMs: number }[]>;
}

const usualLagMs = 3_000;
/** To a component that is slow come the news, its own turn and the answer to what it wrote before, one after the other. */
const slowSteps = 3;

/** `slowMs`: by how much the slowest component is late with everything that it is told. */
export function createMemory(slowMs = 0): Memory {
  return {
    lagMs: Math.max(usualLagMs, slowSteps * slowMs),
    gone: new Map(),
    readyUntil: new Map(),
    readySince: new Map(),
    deletedAt: new Map(),
    changedAt: new Map(),
    marks: new Map(),
    allowed: new Map(),
  };
}

interface PodChange {
  readonly pod: Pod;
  readonly type: string;
  readonly writer: string | undefined;
}

/** Notes that a pod goes or went, and from when until when it was ready. */
export function notePod(memory: Memory, { pod, type, writer }: PodChange, now: number): void {
  const { uid, name } = pod.metadata;
  if (type === 'DELETED') memory.gone.set(uid, { name, owner: ownerOf(pod), at: now, isForced: writer === 'faults' });
  const ready = type !== 'DELETED' && isPodReady(pod) && !isDeleting(pod);
  if (ready && !isReadyNow(memory, uid)) memory.readySince.set(uid, now);
  if (isDeleting(pod) && !memory.deletedAt.has(uid)) memory.deletedAt.set(uid, now);
  if (ready) memory.readyUntil.set(uid, Number.POSITIVE_INFINITY);
  else if (isReadyNow(memory, uid)) memory.readyUntil.set(uid, now);
}

/** Ready, as somebody may still believe who has not heard the latest. */
export function seemedReady(memory: Memory, uid: string, now: number): boolean {
  return now - (memory.readyUntil.get(uid) ?? Number.NEGATIVE_INFINITY) <= memory.lagMs;
}

/** Not ready, as it or as somebody may still believe who has not heard the latest. */
export function seemedUnready(memory: Memory, uid: string, now: number): boolean {
  return (memory.readyUntil.get(uid) ?? Number.NEGATIVE_INFINITY) < now || now - (memory.readySince.get(uid) ?? now) <= memory.lagMs;
}

export function isReadyNow(memory: Memory, uid: string): boolean {
  return memory.readyUntil.get(uid) === Number.POSITIVE_INFINITY;
}
