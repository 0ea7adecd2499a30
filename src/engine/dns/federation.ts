/**
 * Names of the federations that a cluster belongs to. `service.namespace.federation.svc` of the cluster's own zone is the cluster's
 * own Service where it has one; otherwise it is an alias of the federation's name for the place where the cluster stands. What is
 * under a federation's domain is asked of it, as of a server outside.
 * upstream: dns/pkg/dns/dns.go (federationRecords) of 1.5, coredns/plugin/federation of 1.6
 */
import type { ConfigMap, Node } from '#api/kinds.ts';
import type { Request, Response } from '#api/request.ts';
import type { DnsAnswer, DnsQuery, DnsRecord } from '../helpers/contracts/dns.ts';

export interface Outside {
  /** Federation -> its API server. */
  readonly federations: ReadonlyMap<string, (request: Request) => Response>;
  /** The node on which the server runs: its labels say where the cluster stands. */
  readonly node: Node | undefined;
  /** The cluster's own zone. */
  readonly zone: string;
}

const aliasesMax = 8;
const ttl = 30;

/** The name of the cluster's own Service that a federated name stands for; undefined for any other name. */
export function localName(name: string, { federations, zone }: Outside): string | undefined {
  const labels = labelsIn(name, zone);
  const [service, namespace, federation, svc] = labels;
  const fits = labels.length === 4 && svc === 'svc' && federation !== undefined && federations.has(federation);
  return fits ? `${service}.${namespace}.svc.${zone}` : undefined;
}

/** What the federations say to a query; undefined for a name of none of them. */
export function federationAnswer({ name, type }: DnsQuery, outside: Outside): DnsAnswer | undefined {
  const answers: DnsRecord[] = [];
  let wanted = withDot(name.toLowerCase());
  const alias = aliasOf(wanted, outside);
  if (alias !== undefined) {
    answers.push({ name: wanted, type: 'CNAME', data: alias, ttl });
    wanted = alias;
  }
  const zone = zoneOf(wanted, outside);
  if (zone === undefined) return undefined;
  for (let i = 0; i < aliasesMax; i += 1) {
    const found = zone.filter((it) => it.name === wanted);
    const [next] = found;
    if (next === undefined) return { rcode: answers.length === 0 ? 'NXDOMAIN' : 'NOERROR', answers };
    answers.push(...found.filter((it) => it.type === 'CNAME' || it.type === type));
    if (next.type !== 'CNAME') break;
    wanted = next.data;
  }
  return { rcode: 'NOERROR', answers };
}

function labelsIn(name: string, zone: string): readonly string[] {
  const suffix = `.${zone}.`;
  const full = withDot(name.toLowerCase());
  return full.endsWith(suffix) ? full.slice(0, -suffix.length).split('.') : [];
}

function aliasOf(name: string, outside: Outside): string | undefined {
  if (localName(name, outside) === undefined) return undefined;
  const labels = labelsIn(name, outside.zone);
  const [domain] = zonesOf(labels[2] ?? '', outside).keys();
  const place = placeOf(outside.node);
  return domain === undefined ? undefined : `${[...labels, ...place, domain].join('.')}.`;
}

function placeOf(node: Node | undefined): readonly string[] {
  const label = (name: string) =>
    node?.metadata.labels?.[`topology.kubernetes.io/${name}`] ?? node?.metadata.labels?.[`failure-domain.beta.kubernetes.io/${name}`];
  const [zone, region] = [label('zone'), label('region')];
  if (region === undefined) return [];
  return zone === undefined ? [region] : [zone, region];
}

function zoneOf(name: string, outside: Outside): readonly DnsRecord[] | undefined {
  for (const federation of outside.federations.keys())
    for (const [domain, text] of zonesOf(federation, outside)) if (name.endsWith(`.${domain}.`)) return recordsIn(text);
  return undefined;
}

function zonesOf(federation: string, { federations }: Outside): ReadonlyMap<string, string> {
  const request: Request = {
    verb: 'get',
    group: '',
    version: 'v1',
    resource: 'configmaps',
    namespace: 'federation-system',
    name: 'dns-zone',
    user: { name: 'federation-dns', groups: ['system:masters', 'system:authenticated'] },
  };
  const answer = federations.get(federation)?.(request);
  return new Map(answer?.code === 200 ? Object.entries((answer.body as unknown as ConfigMap).data ?? {}) : []);
}

function recordsIn(text: string): readonly DnsRecord[] {
  return text.split('\n').flatMap((line) => {
    const [name, seconds, , type, data] = line.split(' ');
    return data === undefined || (type !== 'A' && type !== 'CNAME') ? [] : [{ name: name!, type, data, ttl: Number(seconds) }];
  });
}

export function withDot(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
