/**
 * Our own API group: what a component keeps to itself, shown read-only, as metrics are.
 * `GET /apis/orrery.dev/v1/iptables/<node>`: the node's packet filter as `iptables-save` prints it.
 * `GET /apis/orrery.dev/v1/namespaces/<namespace>/schedulings/<pod>`: the scheduler's last verdict on a pod: why each node
 * was refused, how each of the others was scored by each plugin, and which one was chosen.
 */
import { rowOfResource } from '#api/scheme.ts';
import type { Request, Response } from '#api/request.ts';
import type { Input } from '#api/tape.ts';
import { tablesOf } from './network/network.ts';
import type { NetworkState } from './network/state.ts';
import type { Netfilter } from './proxy/iptables/kernel.ts';
import { saveText } from './proxy/iptables/text.ts';
import { verdictOn } from './scheduler/scheduler.ts';
import { clusterOf, type World } from './world.ts';

const group = 'orrery.dev';

/** The answer to a request for our own group; undefined when it is for another, or for a kind of ours that is stored. */
export function insight(world: World, cluster: string, input: Input): Response | undefined {
  if (input.type !== 'request' || input.request.group !== group || rowOfResource(group, input.request.resource) !== undefined)
    return undefined;
  const { verb, resource, name = '' } = input.request;
  if (verb === 'get' && resource === 'schedulings') return scheduling(world, cluster, input.request);
  if (verb !== 'get' || resource !== 'iptables') return notFound('the server could not find the requested resource');
  const network = clusterOf(world, cluster).state.states.get('network') as NetworkState<Netfilter> | undefined;
  const tables = network === undefined ? undefined : tablesOf(network, name);
  if (tables === undefined) return notFound(`iptables.${group} "${name}" not found`);
  return { code: 200, body: { apiVersion: `${group}/v1`, kind: 'IPTables', metadata: { name }, text: saveText(tables) } };
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
  return {
    code: 404,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'NotFound', code: 404 },
  };
}
