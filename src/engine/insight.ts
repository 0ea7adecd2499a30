/**
 * Our own API group: what a component keeps to itself, shown read-only, as metrics are.
 * `GET /apis/orrery.dev/v1/iptables/<node>`: the node's packet filter as `iptables-save` prints it.
 * `GET /apis/orrery.dev/v1/namespaces/<namespace>/schedulings/<pod>`: the scheduler's last verdict on a pod: why each node
 * was refused, how each of the others was scored by each plugin, and which one was chosen.
 * `GET /apis/orrery.dev/v1/controllers`: each controller's queue, what it waits for, how much news its caches have not taken in, and
 * the kinds that it watches (`custom`: every custom kind too).
 * `GET /apis/orrery.dev/v1/components`: the addresses of all components, and of each controller inside of them.
 * `GET /apis/orrery.dev/v1/versions/<Kind>.<namespace>.<name>`: the last versions of one object that etcd still has.
 */
import type { Json } from '#api/immutable.ts';
import { rowOfResource } from '#api/scheme.ts';
import { failureStatus } from '#api/status.ts';
import type { Request, Response } from '#api/request.ts';
import type { Input } from '#api/tape.ts';
import type { RunnerState } from './client/runner.ts';
import { partAddress } from './helpers/contracts/switchboard.ts';
import { changesSince, oldestKept } from './etcd/store.ts';
import { tablesOf } from './network/network.ts';
import type { NetworkState } from './network/state.ts';
import type { Netfilter } from './proxy/iptables/kernel.ts';
import { saveText } from './proxy/iptables/text.ts';
import { verdictOn } from './scheduler/scheduler.ts';
import { clusterOf, type World } from './running.ts';

const group = 'orrery.dev';
const versionsMax = 60;
const keysMax = 20;

/** The answer to a request for our own group; undefined when it is for another, or for a kind of ours that is stored. */
export function insight(world: World, cluster: string, input: Input): Response | undefined {
  if (input.type !== 'request' || input.request.group !== group || rowOfResource(group, input.request.resource) !== undefined)
    return undefined;
  const { verb, resource } = input.request;
  const answer = verb === 'get' || verb === 'list' ? answers[resource] : undefined;
  return answer === undefined ? notFound('the server could not find the requested resource') : answer(world, cluster, input.request);
}

const answers: Readonly<Record<string, (world: World, cluster: string, request: Request) => Response>> = {
  schedulings: scheduling,
  iptables(world, cluster, { name = '' }) {
    const network = clusterOf(world, cluster).state.states.get('network') as NetworkState<Netfilter> | undefined;
    const tables = network === undefined ? undefined : tablesOf(network, name);
    if (tables === undefined) return notFound(`iptables.${group} "${name}" not found`);
    return found('IPTables', { metadata: { name }, text: saveText(tables) });
  },
  controllers: (world, cluster) => found('ControllerList', { items: controllersOf(world, cluster) }),
  components: (world, cluster) => found('ComponentList', { items: componentsOf(world, cluster) }),
  versions(world, cluster, { name = '' }) {
    const [kind = '', namespace = '', ...rest] = name.split('.');
    const { store } = clusterOf(world, cluster).state.server;
    const wanted = rest.join('.');
    const changes = changesSince(store, oldestKept(store)) ?? [];
    const items = changes
      .filter(({ object }) => object.kind === kind && object.metadata.name === wanted && (object.metadata.namespace ?? '') === namespace)
      .slice(-versionsMax)
      .map(({ revision, type, object }) => ({ revision, type, object: object as unknown as Json }));
    return found('VersionList', { items });
  },
};

function found(kind: string, rest: Readonly<Record<string, Json>>): Response {
  return { code: 200, body: { apiVersion: `${group}/v1`, kind, ...rest } };
}

/** What is queued, what waits for its own writes to be seen, and what failed, controller by controller. */
function controllersOf(world: World, cluster: string): Json[] {
  const { components, state: all } = clusterOf(world, cluster);
  const { states, server } = all;
  const items: Json[] = [];
  for (const [component, state] of states) {
    if (!isRunner(state)) continue;
    const { parts, customParts } = components.get(component)!;
    // News that is ready and has not been read is what the caches lag behind.
    let lag = 0;
    for (const watch of server.watches.byId.values()) if (watch.owner === component) lag += watch.pending.length;
    for (const [name, { queue, held }] of state.controllers) {
      const failures = [...queue.failures].slice(0, keysMax).map(([key, count]) => ({ key, count }));
      const waiting = [...queue.waiting.keys()];
      const watches = [...new Set(parts?.get(name) ?? [])];
      const isCustom = customParts?.has(name) === true;
      const work = { waiting: waiting.slice(0, keysMax), queued: waiting.length, held: held.size, failures };
      items.push({ component, name, watches, custom: isCustom, lag, ...work });
    }
  }
  return items;
}

function componentsOf(world: World, cluster: string): Json[] {
  return [...clusterOf(world, cluster).components.values()].flatMap(({ address, parts }) => [
    { address },
    ...[...(parts?.keys() ?? [])].map((controller) => ({ address: partAddress(address, controller) })),
  ]);
}

function isRunner(state: unknown): state is RunnerState {
  return typeof state === 'object' && state !== null && 'controllers' in state && 'informers' in state;
}

function scheduling(world: World, cluster: string, { namespace = '', name = '' }: Request): Response {
  const { states } = clusterOf(world, cluster).state;
  const verdict = states.has('kube-scheduler') ? verdictOn(states.get('kube-scheduler'), `${namespace}/${name}`) : undefined;
  if (verdict === undefined) return notFound(`schedulings.${group} "${name}" not found`);
  const { at, chosen, refused, scores } = verdict;
  const status = { at, ...(chosen === undefined ? {} : { chosen }), refused, scores };
  return { code: 200, body: { apiVersion: `${group}/v1`, kind: 'Scheduling', metadata: { name, namespace }, status } };
}

function notFound(message: string): Response {
  return { code: 404, body: failureStatus(404, { reason: 'NotFound', message }) as unknown as Json };
}
