/** A DaemonSet has one pod a node, and an update of it takes no more pods away, and adds no more, than it may. */
import type { DaemonSet, Node, Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { coming, going, isDeleting, isOutdated, isOver, knownOwner, knownPods, podToGo } from '../look.ts';
import type { Scene } from '../scene.ts';

export function daemonSetViolations(scene: Scene): string[] {
  const { writer, change, known } = scene;
  const isNew = change.type === 'ADDED';
  const pod = isNew ? (change.object as unknown as Pod) : podToGo(change);
  const set = writer === 'daemonset' && pod !== undefined ? knownOwner(known, 'DaemonSet', pod) : undefined;
  if (pod === undefined || set === undefined) return [];
  const look = lookAt(set, scene);
  if (isNew) return surgeViolations(look, pod);
  const own = look.before.find(({ metadata }) => metadata.uid === pod.metadata.uid);
  return own === undefined || isOver(own) || !isOutdated(own, set) ? [] : updateViolations(look, own);
}

interface Look {
  readonly set: DaemonSet;
  /** Its pods as its controller knows them, those that are on their way out left away. */
  readonly before: readonly Pod[];
  /** Those that it has when its controller has done this stroke. */
  readonly after: readonly Pod[];
  /** How many nodes are to have a pod. */
  readonly nodes: number;
}

function lookAt(set: DaemonSet, { known, stroke }: Scene): Look {
  const { uid } = set.metadata;
  const before = knownPods(known, set).filter((it) => !isDeleting(it));
  const goes = going(stroke);
  return {
    set,
    before,
    after: [...before.filter(({ metadata }) => !goes.has(metadata.uid)), ...coming(stroke, uid)],
    nodes: known.list('Node').filter(takesDaemons).length,
  };
}

/** Daemons are scheduled to no node that is not heard of; what runs there may stay. */
function takesDaemons({ spec }: Node): boolean {
  return !(spec.taints ?? []).some(({ key, effect }) => effect === 'NoSchedule' && /\/(unreachable|not-ready)$/.test(key));
}

/** A node has one pod that is not on its way out, or two while one takes the other's place. */
function surgeViolations({ set, before, after }: Look, pod: Pod): string[] {
  const { maxSurge } = limits(set);
  const { name } = set.metadata;
  const on = (node: string) => after.filter((it) => !isOver(it) && placeOf(it) === node);
  const here = on(placeOf(pod));
  if (here.length > (maxSurge > 0 ? 2 : 1)) return [`${placeOf(pod)} has ${here.length} pods of ${name}`];
  // Where the old pod is broken anyway a second one may always come.
  const replaced = new Set(before.filter((it) => isOutdated(it, set) && isPodReady(it)).map(placeOf));
  const surging = [...replaced].filter((node) => on(node).length > 1 && !on(node).some((it) => !isOutdated(it, set) && isPodReady(it)));
  return surging.length <= maxSurge ? [] : [`${name} has second pods on ${surging.length} nodes where its surge allows ${maxSurge}`];
}

/** A ready pod that is replaced leaves enough others, or one in its place. Those that are broken anyway go on top of what may go. */
function updateViolations({ set, before, after, nodes }: Look, pod: Pod): string[] {
  const kept = new Set(after.filter((it) => isPodReady(it)).map(placeOf));
  if (!isPodReady(pod) || kept.has(placeOf(pod))) return [];
  const broken = before.filter((it) => isOutdated(it, set) && !isPodReady(it)).length;
  const least = nodes - limits(set).maxUnavailable - broken;
  return kept.size >= least ? [] : [`${set.metadata.name} keeps ${kept.size} ready pods where ${least} must stay`];
}

function limits({ spec }: DaemonSet): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const { maxSurge = 0, maxUnavailable = 1 } = spec.updateStrategy?.rollingUpdate ?? {};
  return { maxSurge: Number(maxSurge), maxUnavailable: Number(maxUnavailable) };
}

function placeOf(pod: Pod): string {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return pod.spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}
