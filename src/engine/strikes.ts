/**
 * What the switchboard does when faults begin and end: whoever was stopped starts anew, who was cut off must list again, calls are
 * refused, and what happens only once happens.
 */
import { groupResource, scheme } from '#api/scheme.ts';
import type { ApiServerState } from './apiserver/apiserver.ts';
import { loseWatches, type WatchesOf } from './apiserver/watchTable.ts';
import type { Component, Message } from './client/component.ts';
import type { ActiveFault, RestartPart } from './helpers/contracts/switchboard.ts';
import { cutOffBy, stoppedBy } from './switchboard.ts';

export interface Struck {
  readonly components: ReadonlyMap<string, Component>;
  readonly state: { readonly server: ApiServerState; faults: readonly ActiveFault[] };
}

/** The ways into a running cluster. */
export interface Way {
  restart(address: string): void;
  tell(address: string, message: Message, delayMs: number): void;
}

export function changeFaults(cluster: Struck, faults: readonly ActiveFault[], way: Way): void {
  const before = cluster.state.faults;
  const over = before.filter((old) => !faults.some(({ uid }) => uid === old.uid));
  const begun = faults.filter((fault) => !before.some(({ uid }) => uid === fault.uid));
  cluster.state.faults = faults;
  const stillStopped = new Set(faults.flatMap(stoppedBy));
  for (const address of new Set(over.flatMap(stoppedBy))) if (!stillStopped.has(address)) startAnew(cluster, address, way);
  for (const owner of new Set(over.flatMap(cutOffBy))) cutOff(cluster, { owner }, way);
  for (const fault of over) allowCalls(cluster.state.server, fault);
  for (const fault of begun) begin(cluster, fault, way);
}

function begin(cluster: Struck, fault: ActiveFault, way: Way): void {
  if (fault.type === 'ComponentRestarted') startAnew(cluster, fault.target ?? '', way);
  if (fault.type === 'WatchesLost') cutOff(cluster, watchesOf(cluster, fault.target), way);
  if (fault.type === 'CallsRefused') refuseCalls(cluster.state.server, fault);
}

/** The component and the controller of it that an address names. */
function partAt({ components }: Struck, address: string): { readonly component: Component; readonly controller: string } | undefined {
  const slash = address.lastIndexOf('/');
  const component = components.get(address.slice(0, Math.max(slash, 0)));
  const controller = address.slice(slash + 1);
  return component?.parts?.has(controller) === true ? { component, controller } : undefined;
}

function startAnew(cluster: Struck, address: string, way: Way): void {
  if (cluster.components.has(address)) return way.restart(address);
  const part = partAt(cluster, address);
  if (part !== undefined) way.tell(part.component.address, { type: 'restart-part', controller: part.controller } as RestartPart, 0);
}

/** A controller shares the watches of its process: all on a kind that it looks at. */
function watchesOf(cluster: Struck, target: string | undefined): WatchesOf {
  const part = target === undefined ? undefined : partAt(cluster, target);
  if (part === undefined) return target === undefined ? {} : { owner: target };
  const kinds = part.component.parts?.get(part.controller) ?? [];
  return { owner: part.component.address, resources: new Set(kinds.map((kind) => groupResource(scheme[kind]))) };
}

function cutOff({ components, state }: Struck, which: WatchesOf, way: Way): void {
  const tell = (owner: string, watch: string): void => {
    if (components.has(owner)) way.tell(owner, { type: 'news', watch } as Message, 1);
  };
  loseWatches(state.server.watches, tell, which);
}

function refuseCalls({ faults }: ApiServerState, { uid, target, verb, resource, code = 500, times }: ActiveFault): void {
  faults.push({
    said: { uid, ...(target === undefined ? {} : { target }) },
    ...(verb === undefined ? {} : { verb }),
    ...(resource === undefined ? {} : { resource }),
    status: code,
    remaining: times ?? Number.POSITIVE_INFINITY,
  });
}

function allowCalls({ faults }: ApiServerState, { uid }: ActiveFault): void {
  const at = faults.findIndex(({ said }) => said?.uid === uid);
  if (at >= 0) faults.splice(at, 1);
}
