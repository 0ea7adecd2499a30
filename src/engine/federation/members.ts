/** The clusters of a federation, as its controllers reach them: who is joined by a Cluster object, and whether it is ready. */
import type { Cluster } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { apiClient, type ApiClient } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';

export interface Member {
  readonly name: string;
  readonly client: ApiClient;
  readonly cluster: Cluster;
}

/** All that are joined. */
export function members({ context, see }: Reconcile): readonly Member[] {
  return see.list('Cluster').flatMap((cluster) => {
    const { name } = cluster.metadata;
    const request = context.peers?.get(name);
    return request === undefined ? [] : [{ name, client: apiClient(request), cluster }];
  });
}

/** Those that answered when they were last asked. */
export function readyMembers(r: Reconcile): readonly Member[] {
  return members(r).filter(({ cluster }) => isReady(cluster));
}

export function isReady({ status }: Cluster): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}

/** A cluster that is away keeps its share for so long. upstream: clusterUnavailableDelay */
const unavailableDelayMs = 60_000;

/** Milliseconds until nobody that went away may still come back in time; 0 when nobody went lately. */
export function untilGone(r: Reconcile): number {
  const waits = members(r).map(({ cluster: { status } }) => {
    const offline = status?.conditions?.find(({ type, status: is }) => type === 'Offline' && is === 'True');
    const since = parseTime(offline?.lastTransitionTime ?? '');
    return since === undefined ? 0 : since + unavailableDelayMs - r.wallMs;
  });
  return Math.max(0, ...waits);
}
