/** What EndpointSlices say of each Service: which pods answer for it, and which names it gave them. */
import type { EndpointSlice } from '#api/kinds.ts';
import { objectKey, type KubeObject } from '#api/meta.ts';
import { idOf, type Mirror } from './model.ts';
import { allOf } from './select.ts';

export interface EndpointView {
  /** Ids of pods, in the slices' order. */
  readonly ready: readonly string[];
  readonly notReady: readonly string[];
  /** Addresses that are ready and no pods, such as the API server's own. */
  readonly others: readonly string[];
  /** Pod id -> `host.service`. */
  readonly names: ReadonlyMap<string, string>;
}

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

const known = new WeakMap<ReadonlyMap<string, KubeObject>, ReadonlyMap<string, EndpointView>>();

/** Read once as long as no slice changes. */
export function endpointsOf(mirror: Mirror): ReadonlyMap<string, EndpointView> {
  const slices = mirror.kinds.get('EndpointSlice');
  if (slices === undefined) return none;
  let views = known.get(slices);
  if (views === undefined) known.set(slices, (views = read(mirror)));
  return views;
}

const none: ReadonlyMap<string, EndpointView> = new Map();

function read(mirror: Mirror): Map<string, EndpointView> {
  const views = new Map<string, Draft>();
  for (const slice of allOf(mirror, 'EndpointSlice', '*')) {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (service === undefined) continue;
    const key = objectKey(slice.metadata.namespace, service);
    const view = views.get(key) ?? { ready: [], notReady: [], others: [], names: new Map<string, string>() };
    views.set(key, view);
    for (const endpoint of slice.endpoints ?? []) addEndpoint(view, endpoint, service);
  }
  return views;
}

interface Draft {
  ready: string[];
  notReady: string[];
  others: string[];
  names: Map<string, string>;
}

function addEndpoint(view: Draft, endpoint: Endpoint, service: string): void {
  const target = endpoint.targetRef;
  if (target?.kind !== 'Pod' || target.name === undefined) {
    if (endpoint.conditions?.ready !== false) view.others.push(...endpoint.addresses.slice(0, 1));
    return;
  }
  const id = idOf('Pod', target.namespace, target.name);
  (endpoint.conditions?.ready === false ? view.notReady : view.ready).push(id);
  if (endpoint.hostname !== undefined && endpoint.hostname !== '') view.names.set(id, `${endpoint.hostname}.${service}`);
}
