/**
 * Replaces pods of an old revision, as many at a time as may be missing or may surge.
 * upstream: pkg/controller/daemon/update.go (rollingUpdate, findUpdatedPodsOnNode)
 */
import type { Pod } from '#api/kinds.ts';
import { allowedOf } from './counts.ts';
import { available, updated, type Look, type NodeLook } from './look.ts';
import type { Changes } from './manage.ts';

export function rollingUpdate(look: Look): Changes {
  const considered = look.nodes.filter((node) => node.shouldRun || node.pods.length > 0);
  const desired = look.nodes.filter((node) => node.shouldRun).length;
  const allowed = allowedOf(look.set, desired);
  return allowed.maxSurge === 0 ? replace(look, considered, allowed.maxUnavailable) : surge(look, considered, allowed.maxSurge);
}

/** Deletes first; `manage` makes the new pods. An old pod that is not available anyway may always go. */
function replace(look: Look, nodes: readonly NodeLook[], maxUnavailable: number): Changes {
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  let unavailable = 0;
  for (const node of nodes) {
    const { current, old } = podsOn(look, node) ?? {};
    if ((current === undefined) === (old === undefined)) unavailable += 1;
    else if (current !== undefined) unavailable += available(look, current) ? 0 : 1;
    else if (!available(look, old!)) broken.push(old!);
    else candidates.push(old!);
  }
  return { create: [], remove: [...broken, ...candidates.slice(0, Math.max(maxUnavailable - unavailable, 0))] };
}

/** Makes a second pod on a node and deletes the old one when the new one is available. */
function surge(look: Look, nodes: readonly NodeLook[], maxSurge: number): Changes {
  const broken: string[] = [];
  const candidates: string[] = [];
  const remove: Pod[] = [];
  let surging = 0;
  for (const node of nodes) {
    const pods = podsOn(look, node);
    if (pods === undefined) surging += 1;
    if (pods?.old === undefined) continue;
    if (pods.current === undefined) (available(look, pods.old) ? candidates : broken).push(node.name);
    else if (available(look, pods.current)) remove.push(pods.old);
    else surging += 1;
  }
  return { remove, create: [...broken, ...candidates.slice(0, Math.max(maxSurge - surging, 0))] };
}

interface PodsOnNode {
  readonly current: Pod | undefined;
  readonly old: Pod | undefined;
}

/** Undefined when there are more than one of a sort, which `manage` is to tidy up. */
function podsOn(look: Look, node: NodeLook): PodsOnNode | undefined {
  const alive = node.pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const current = alive.filter((pod) => updated(look, pod));
  const old = alive.filter((pod) => !current.includes(pod));
  return current.length > 1 || old.length > 1 ? undefined : { current: current[0], old: old[0] };
}
