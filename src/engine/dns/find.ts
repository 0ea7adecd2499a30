/**
 * The hosts behind a question: addresses, or the name of an alias.
 * upstream: coredns/plugin/kubernetes/kubernetes.go (Records, findServices, findPods)
 */
import { parseIp } from '../helpers/ip.ts';
import type { Question } from './question.ts';
import { endpointLabel, type DnsPort, type DnsService, type DnsSnapshot } from './snapshot.ts';

export interface DnsOptions {
  /** Without a final dot. */
  readonly zone: string;
  /** Zones of reverse names that are answered, such as `in-addr.arpa`. */
  readonly reverseZones: readonly string[];
  readonly ttl: number;
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** A Service with a cluster IP and no endpoints does not exist. */
  readonly ignoreEmptyServices: boolean;
  /** The server's own name under the zone, and its addresses. */
  readonly nameserver: { readonly name: string; readonly ips: readonly string[] };
}

export interface Host {
  /** An IP, or for an alias a name. */
  readonly host: string;
  readonly port: number;
  /** Its own name, under the zone: `web.default.svc`, `web-0.web.default.svc`. */
  readonly name: string;
}

/** Undefined: there is no such name. An empty list: the name is there and has no such record. */
export type Found = readonly Host[] | undefined;

export function findHosts(question: Question | undefined, snapshot: DnsSnapshot, options: DnsOptions): Found {
  if (question === undefined) return undefined;
  if (question.kind === '') return [];
  if (question.namespace !== '' && !snapshot.hasNamespace(question.namespace)) return undefined;
  return question.kind === 'pod' ? findPods(question, snapshot, options) : findServices(question, snapshot, options);
}

function findPods({ namespace, service: label }: Question, snapshot: DnsSnapshot, { pods }: DnsOptions): Found {
  if (pods === 'disabled') return undefined;
  if (label === '') return [];
  const isV4 = label.split('-').length === 4 && !label.includes('--');
  const ip = label.replaceAll('-', isV4 ? '.' : ':');
  if (parseIp(ip) === undefined) return undefined;
  if (pods === 'verified' && !snapshot.hasPod(namespace, ip)) return undefined;
  return [{ host: ip, port: 0, name: `${label}.${namespace}.pod` }];
}

function findServices(question: Question, snapshot: DnsSnapshot, options: DnsOptions): Found {
  if (question.service === '') return [];
  const service = snapshot.service(question.namespace, question.service);
  if (service === undefined) return undefined;
  const name = `${service.name}.${service.namespace}.svc`;
  if (service.externalName !== undefined) {
    if (question.endpoint !== '' || question.port !== '' || question.protocol !== '') return undefined;
    return [{ host: service.externalName, port: 0, name }];
  }
  if (service.isHeadless || question.endpoint !== '') return findEndpoints(question, service, snapshot);
  if (options.ignoreEmptyServices && isEmpty(service, snapshot)) return undefined;
  const hosts = service.ports
    .filter((port) => matchesPort(question, port))
    .flatMap((port) => service.clusterIps.map((ip) => ({ host: ip, port: port.port, name })));
  return hosts.length === 0 ? undefined : hosts;
}

function findEndpoints(question: Question, service: DnsService, snapshot: DnsSnapshot): Found {
  const hosts: Host[] = [];
  for (const { addresses, ports } of snapshot.endpoints(service.namespace, service.name)) {
    for (const address of addresses) {
      const label = endpointLabel(address);
      if (question.endpoint !== '' && label !== question.endpoint) continue;
      for (const port of ports) {
        if (!matchesPort(question, port)) continue;
        hosts.push({
          host: address.ip,
          port: port.port,
          name: `${label}.${service.name}.${service.namespace}.svc`,
        });
      }
    }
  }
  return hosts.length === 0 ? undefined : hosts;
}

function isEmpty(service: DnsService, snapshot: DnsSnapshot): boolean {
  return snapshot.endpoints(service.namespace, service.name).every(({ addresses }) => addresses.length === 0);
}

function matchesPort(question: Question, port: DnsPort): boolean {
  if (question.port !== '' && question.port !== port.name) return false;
  return question.protocol === '' || question.protocol === port.protocol;
}
