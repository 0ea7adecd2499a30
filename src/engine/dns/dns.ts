/**
 * The cluster's DNS server: CoreDNS with its kubernetes plugin, as kubeadm sets it up (`pods insecure`, TTL 30).
 * Owns its picture of the cluster's names. Reads Services, EndpointSlices and Namespaces; listens on port 53 of its IP.
 * Writes the Service kube-dns with its EndpointSlice and Endpoints, so that kube-proxies lead its cluster IP here.
 * Deliberately not here: search paths and retries (the pods' resolvers), names outside the cluster: there is nobody
 * outside to ask but the federations that the cluster is in (`federation.ts`), so other names do not exist.
 * upstream: coredns/plugin/kubernetes
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { keyOf, objectKey } from '#api/meta.ts';
import type { Result, User } from '#api/request.ts';
import { nextBelow, type RandomState } from '#sim/random.ts';
import { apiClient, isAlreadyExists } from '../client/client.ts';
import { component, type Component, type Context } from '../client/component.ts';
import { listerOf, receiveNews, startInformers, type Delta, type Informers } from '../client/informer.ts';
import { accountUser } from '../helpers/serviceAccountUser.ts';
import { dnsAnswerText, dnsPort, parseDnsQuery, type DnsAnswer, type DnsQuery } from '../helpers/contracts/dns.ts';
import { clusterDomain, networkAddress, type Answer, type Attach, type FlowData, type Incoming } from '../helpers/contracts/network.ts';
import { answer, sameAddress } from './answer.ts';
import { federationAnswer, localName, withDot, type Outside } from './federation.ts';
import type { DnsOptions } from './find.ts';
import { kubeDnsObjects } from './kubeDns.ts';
import { dnsEndpoints, dnsService, type DnsEndpoints, type DnsService, type DnsSnapshot } from './snapshot.ts';

export interface DnsServerOptions {
  /** An address of its own, from the pods' range, that no runtime gives out. */
  readonly ip: string;
  /** The node on which it runs. */
  readonly node: string;
}

export interface DnsState {
  informers: Informers | undefined;
  readonly services: Map<string, DnsService>;
  /** Service -> slice -> endpoints. */
  readonly endpoints: Map<string, Map<string, DnsEndpoints>>;
}

const dnsAddress = 'coredns';
const attachedAs = 'kube-system/coredns';
const publishAgainMs = 1000;
const answerMs = 0.1;
/** The server is no pod, so nobody else writes what an installer and the controllers would write for its pods: it asks in their names. */
const installer: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

function controllerUser(name: string): User {
  return accountUser({ namespace: 'kube-system', name });
}

const options: DnsOptions = {
  zone: clusterDomain,
  reverseZones: ['in-addr.arpa', 'ip6.arpa'],
  ttl: 30,
  pods: 'insecure',
  ignoreEmptyServices: false,
  nameserver: { name: 'kube-dns.kube-system.svc', ips: ['10.96.0.10'] },
};

export function dns(server: DnsServerOptions): Component {
  return component<DnsState>({
    address: dnsAddress,
    user: accountUser({ namespace: 'kube-system', name: 'coredns' }),
    userAgent: 'coredns',
    start: () => ({ informers: undefined, services: new Map(), endpoints: new Map() }),
    step(state, message, context) {
      switch (message.type) {
        case 'start':
          start(state, server, context);
          break;
        case 'dns/publish':
          publish(server, context);
          break;
        case 'news':
          if (state.informers !== undefined) for (const delta of receiveNews(state.informers, message, context) ?? []) take(state, delta);
          break;
        case 'net/incoming':
          accept(message as Incoming, context);
          break;
        case 'net/data':
          reply(state, message as FlowData, { server, context });
          break;
      }
    },
  });
}

function start(state: DnsState, { ip, node }: DnsServerOptions, context: Context): void {
  const attach: Attach = { type: 'net/attach', ip, owner: dnsAddress, node, pod: attachedAs };
  context.send(networkAddress, attach, 0);
  const { informers, deltas } = startInformers([{ kind: 'Service' }, { kind: 'EndpointSlice' }, { kind: 'Namespace' }], context);
  state.informers = informers;
  for (const delta of deltas) take(state, delta);
  publish({ ip, node }, context);
}

/** What exists already is left as it is; what cannot be written yet is tried again. */
function publish(server: DnsServerOptions, context: Context): void {
  const as = (user: User) => apiClient((request) => context.api.request({ ...request, user }));
  const { service, endpoints, slice } = kubeDnsObjects(server);
  const isThere = (result: Result<unknown>) => result.ok || isAlreadyExists(result.status);
  const hasService = as(installer).get('Service', 'kube-system', 'kube-dns').ok || as(installer).create('Service', service).ok;
  const done =
    hasService &&
    isThere(as(controllerUser('endpoint-controller')).create('Endpoints', endpoints)) &&
    isThere(as(controllerUser('endpointslice-controller')).create('EndpointSlice', slice));
  if (!done) context.after(publishAgainMs, { type: 'dns/publish' });
}

function take(state: DnsState, { kind, type, object }: Delta): void {
  const gone = type === 'DELETED';
  if (kind === 'Service') {
    if (gone) state.services.delete(keyOf(object));
    else state.services.set(keyOf(object), Object.freeze(dnsService(object as unknown as Service)));
  }
  if (kind !== 'EndpointSlice') return;
  const endpoints = dnsEndpoints(object as unknown as EndpointSlice);
  if (endpoints === undefined) return;
  const service = objectKey(endpoints.namespace, endpoints.service);
  const slices = state.endpoints.get(service) ?? new Map<string, DnsEndpoints>();
  if (gone) slices.delete(object.metadata.name);
  else slices.set(object.metadata.name, Object.freeze(endpoints));
  if (slices.size === 0) state.endpoints.delete(service);
  else state.endpoints.set(service, slices);
}

function accept({ flow, port }: Incoming, context: Context): void {
  const message: Answer = { type: 'net/answer', flow, accepted: port === dnsPort };
  context.send(networkAddress, message, 0);
}

interface Asked {
  readonly server: DnsServerOptions;
  readonly context: Context;
}

function reply(state: DnsState, { flow, side, data }: FlowData, { server, context }: Asked): void {
  if (side !== 'client') return;
  const query = parseDnsQuery(data);
  const told: DnsAnswer = query === undefined ? { rcode: 'FORMERR', answers: [] } : ask(state, query, { server, context });
  const message: FlowData = { type: 'net/data', flow, side: 'server', data: dnsAnswerText(told) };
  context.send(networkAddress, message, answerMs);
}

function ask(state: DnsState, query: DnsQuery, asked: Asked): DnsAnswer {
  const told = askFederations(state, query, asked) ?? answer(query, snapshotOf(state), options);
  if (told === undefined) return { rcode: 'NXDOMAIN', answers: [] };
  return { rcode: told.rcode, answers: rotate(told.answers, asked.context.random) };
}

/** A federated name is first looked for in the cluster itself. */
function askFederations(state: DnsState, query: DnsQuery, { server, context }: Asked): DnsAnswer | undefined {
  if (context.peers === undefined) return undefined;
  const node = apiClient((request) => context.api.request({ ...request, user: installer })).get('Node', undefined, server.node);
  const outside: Outside = { federations: context.peers, node: node.ok ? node.value : undefined, zone: clusterDomain };
  const own = localName(query.name, outside);
  const local = own === undefined ? undefined : answer({ ...query, name: own }, snapshotOf(state), options);
  if (local !== undefined && local.answers.length > 0)
    return { rcode: local.rcode, answers: local.answers.map((it) => ({ ...it, name: withDot(query.name) })) };
  return federationAnswer(query, outside);
}

/** The load balancing plugin: addresses begin with another one each time, aliases stay in front. */
function rotate(answers: DnsAnswer['answers'], random: RandomState): DnsAnswer['answers'] {
  const aliases = answers.filter(({ type }) => type === 'CNAME');
  const others = answers.filter(({ type }) => type !== 'CNAME');
  if (others.length < 2) return answers;
  const first = nextBelow(random, others.length);
  return [...aliases, ...others.slice(first), ...others.slice(0, first)];
}

/** A view of the state; it copies nothing. */
function snapshotOf(state: DnsState): DnsSnapshot {
  const lister = state.informers === undefined ? undefined : listerOf(state.informers);
  return {
    synced: lister !== undefined,
    hasNamespace: (name) => lister?.get('Namespace', name) !== undefined,
    service: (namespace, name) => state.services.get(objectKey(namespace, name)),
    endpoints: (namespace, service) => [...(state.endpoints.get(objectKey(namespace, service))?.values() ?? [])],
    serviceByIp: (ip) => find(state.services.values(), ({ clusterIps }) => clusterIps.some((own) => sameAddress(own, ip))),
    endpointsByIp: (ip) =>
      [...state.endpoints.values()]
        .flatMap((slices) => [...slices.values()])
        .filter(({ addresses }) => addresses.some((address) => sameAddress(address.ip, ip))),
    hasPod: () => false,
  };
}

function find<T>(values: Iterable<T>, wanted: (value: T) => boolean): T | undefined {
  for (const value of values) if (wanted(value)) return value;
  return undefined;
}
