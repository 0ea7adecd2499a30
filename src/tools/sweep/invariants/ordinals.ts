/** A StatefulSet takes its pods in order, and waits for each; no node runs a pod that another node still runs under the same name. */
import type { Pod, StatefulSet } from '#api/kinds.ts';
import { isHealthy, isOutdated, isOver, knownOwner, knownPods, podToGo } from '../look.ts';
import type { Scene } from '../scene.ts';
import type { Memory } from './memory.ts';

export function statefulSetViolations(scene: Scene): string[] {
  if (scene.writer !== 'statefulset') return [];
  const pod = scene.change.type === 'ADDED' ? (scene.change.object as unknown as Pod) : podToGo(scene.change);
  const set = pod === undefined ? undefined : knownOwner(scene.known, 'StatefulSet', pod);
  if (pod === undefined || set === undefined) return [];
  const look = lookAt(set, pod, scene);
  if (scene.change.type === 'ADDED') return orderViolations(look);
  if (look.own !== undefined && isOver(look.own)) return [];
  return look.ordinal < look.end ? updateViolations(look) : scaleViolations(look);
}

/** A set and its pods as its controller knows them. */
interface Look {
  readonly set: StatefulSet;
  readonly name: string;
  readonly ordinal: number;
  readonly own: Pod | undefined;
  readonly others: ReadonlyMap<number, Pod>;
  /** The ordinals wanted are from `start` and before `end`. */
  readonly start: number;
  readonly end: number;
  readonly isOrdered: boolean;
}

function lookAt(set: StatefulSet, pod: Pod, { known }: Scene): Look {
  const pods = knownPods(known, set);
  const ordinal = ordinalOf(pod);
  const start = set.spec.ordinals?.start ?? 0;
  return {
    set,
    name: pod.metadata.name,
    ordinal,
    own: pods.find((it) => ordinalOf(it) === ordinal),
    others: new Map(pods.filter((it) => ordinalOf(it) !== ordinal).map((it) => [ordinalOf(it), it])),
    start,
    end: start + (set.spec.replicas ?? 1),
    isOrdered: set.spec.podManagementPolicy !== 'Parallel',
  };
}

/** An ordered set's pod appears only after all that come before it, and when they are well. */
function orderViolations({ name, ordinal, others, start, isOrdered }: Look): string[] {
  const waiting = isOrdered ? unwell(others, start, ordinal) : [];
  return waiting.length === 0 ? [] : [`${name} was created before ${waiting.join(', ')} was ready`];
}

/** One pod of the old revision at a time is replaced, from the last, and not below the partition. */
function updateViolations({ set, name, ordinal, own, others, start, end, isOrdered }: Look): string[] {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return [`${name} is replaced, which its strategy leaves to others`];
  if (ordinal < start + (rollingUpdate?.partition ?? 0)) return [`${name} is replaced below the partition`];
  if (own !== undefined && !isOutdated(own, set)) return [`${name} is replaced though it is what is wanted`];
  const waiting = unwell(others, isOrdered ? start : ordinal, end, ordinal);
  const old = [...others].filter(([it, pod]) => it > ordinal && it < end && isOutdated(pod, set)).map(([it]) => it);
  if (waiting.length > 0) return [`${name} is updated while ${waiting.join(', ')} is not ready`];
  return old.length === 0 ? [] : [`${name} is updated before ${old.join(', ')}`];
}

/** An ordered set that shrinks takes the last pod, when all that stay are well. */
function scaleViolations({ name, ordinal, own, others, start, end, isOrdered }: Look): string[] {
  if (!isOrdered) return [];
  const waiting = unwell(others, start, end);
  const behind = [...others.keys()].filter((it) => it > ordinal);
  const before = [...others].filter(([it, pod]) => it >= end && it < ordinal && !isHealthy(pod)).map(([it]) => it);
  if (waiting.length > 0) return [`${name} is taken away while ${waiting.join(', ')} is not ready`];
  if (behind.length > 0) return [`${name} is taken away before ${behind.join(', ')}`];
  return own !== undefined && !isHealthy(own) && before.length > 0
    ? [`${name} is taken away before ${before.join(', ')}, which is not well`]
    : [];
}

function unwell(pods: ReadonlyMap<number, Pod>, from: number, to: number, except?: number): number[] {
  const wanted = Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
  return wanted.filter((it) => it !== except && !(pods.has(it) && isHealthy(pods.get(it)!)));
}

function ordinalOf({ metadata }: Pod): number {
  return Number(metadata.name.split('-').at(-1));
}

export interface Running {
  readonly node: string;
  readonly name: string;
  readonly uid: string;
}

/** Two pods of one name never run at once, on whichever nodes, unless one was deleted by force. */
export function twinViolations(running: readonly Running[], { forced }: Pick<Memory, 'forced'>): string[] {
  const seen = new Map<string, Running>();
  const problems: string[] = [];
  for (const it of running.filter(({ uid }) => !forced.has(uid))) {
    const other = seen.get(it.name);
    if (other !== undefined && other.uid !== it.uid) problems.push(`two pods ${it.name} run, on ${other.node} and on ${it.node}`);
    seen.set(it.name, it);
  }
  return problems;
}
