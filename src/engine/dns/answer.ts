/**
 * One DNS question answered from what is known of the cluster, as CoreDNS' kubernetes plugin answers it.
 * A pure function; the component (dns.ts) keeps the picture and speaks over the network.
 * upstream: coredns/plugin/kubernetes/handler.go, plugin/backend_lookup.go
 */
import { isIpv6, parseIp } from '../helpers/ip.ts';
import type { DnsCode, DnsRecord } from '../helpers/contracts/dns.ts';
import { findHosts, type DnsOptions, type Found } from './find.ts';
import { parseQuestion } from './question.ts';
import { isReverse, reverseIp } from './reverse.ts';
import { endpointLabel, type DnsSnapshot } from './snapshot.ts';

export interface FullAnswer {
  readonly rcode: DnsCode;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly extra: readonly DnsRecord[];
}

interface Asked {
  /** As asked, with the final dot; answers repeat its letter case. */
  readonly name: string;
  readonly lower: string;
  /** The zone as it was written in the question, with the final dot. */
  readonly zone: string;
  readonly isReverseZone: boolean;
  readonly snapshot: DnsSnapshot;
  readonly options: DnsOptions;
}

type Records = { readonly answers: readonly DnsRecord[]; readonly extra?: readonly DnsRecord[] };

const schemaVersion = '1.1.0';
const schemaTtl = 28800;
const aliasesMax = 8;

/** Undefined when the name is in none of the zones: somebody else must answer it. `type` may be any type's name. */
export function answer(
  query: { readonly name: string; readonly type: string },
  snapshot: DnsSnapshot,
  options: DnsOptions,
): FullAnswer | undefined {
  const name = query.name.endsWith('.') ? query.name : `${query.name}.`;
  const lower = name.toLowerCase();
  const zone = [options.zone, ...options.reverseZones]
    .map((text) => `${text}.`)
    .filter((text) => lower === text || lower.endsWith(`.${text}`));
  const longest = zone.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) return undefined;
  const asked: Asked = {
    name,
    lower,
    zone: name.slice(name.length - longest.length),
    isReverseZone: longest !== `${options.zone}.`,
    snapshot,
    options,
  };
  const records = recordsOf(asked, query.type);
  const authority = records === undefined || records.answers.length === 0 ? [soa(asked)] : [];
  if (records === undefined) return { rcode: snapshot.synced ? 'NXDOMAIN' : 'SERVFAIL', answers: [], authority, extra: [] };
  return { rcode: 'NOERROR', answers: records.answers, authority, extra: records.extra ?? [] };
}

function recordsOf(asked: Asked, type: string): Records | undefined {
  const isApex = asked.lower === asked.zone.toLowerCase();
  switch (type) {
    case 'A':
    case 'AAAA':
      return some(addresses(asked, type, []));
    case 'SRV':
      return services(asked);
    case 'PTR':
      return pointers(asked);
    case 'CNAME': {
      const alias = hosts(asked);
      if (alias === undefined) return undefined;
      const first = alias[0];
      return {
        answers: first === undefined || isIp(first.host) ? [] : [record(asked, 'CNAME', dotted(first.host))],
      };
    }
    case 'TXT':
      return texts(asked);
    case 'SOA':
      return isApex ? { answers: [soa(asked)] } : emptyIfThere(asked);
    case 'NS':
      return isApex ? nameservers(asked) : emptyIfThere(asked);
    default:
      return emptyIfThere(asked);
  }
}

/** The name exists and has no record of this type, or it does not exist. */
function emptyIfThere(asked: Asked): Records | undefined {
  return hosts(asked) === undefined ? undefined : { answers: [] };
}

function hosts(asked: Asked): Found {
  const { lower, zone, options, snapshot } = asked;
  const base = lower.slice(0, Math.max(0, lower.length - zone.length - 1));
  const question = parseQuestion(base);
  if (question !== undefined && question.kind !== '' && isReverse(lower)) return undefined;
  if (base === 'ns.dns') return options.nameserver.ips.map((ip) => ({ host: ip, port: 0, name: base }));
  return findHosts(question, snapshot, options);
}

/** Addresses of one family, following aliases inside the zone. */
function addresses(asked: Asked, type: 'A' | 'AAAA', before: readonly string[]): DnsRecord[] | undefined {
  const found = hosts(asked);
  if (found === undefined) return undefined;
  const records: DnsRecord[] = [];
  const seen = new Set<string>();
  for (const { host } of found) {
    if (!isIp(host)) {
      records.push(...aliased(asked, type, dotted(host), before));
    } else if (isIpv6(host) === (type === 'AAAA') && !seen.has(host)) {
      seen.add(host);
      records.push(record(asked, type, host));
    }
  }
  return records;
}

function aliased(asked: Asked, type: 'A' | 'AAAA', target: string, before: readonly string[]): DnsRecord[] {
  const lower = target.toLowerCase();
  if (lower === asked.lower || before.includes(lower) || before.length >= aliasesMax) return [];
  const alias = record(asked, 'CNAME', target);
  const zone = `${asked.options.zone}.`;
  // Nobody outside can be asked: the alias alone is the answer.
  if (asked.isReverseZone || !lower.endsWith(`.${zone}`)) return [alias];
  const next: Asked = {
    ...asked,
    name: target,
    lower,
    zone: target.slice(target.length - zone.length),
  };
  const records = addresses(next, type, [...before, asked.lower]) ?? [];
  return records.length === 0 ? [] : [alias, ...records];
}

/** The weight of each is its share of a hundred; targets that are there more than once are told once. */
function services(asked: Asked): Records | undefined {
  const found = hosts(asked);
  if (found === undefined) return undefined;
  const internal = found.filter(({ host }) => isIp(host));
  const weight = Math.floor(100 / internal.length);
  const answers = new Map<string, DnsRecord>();
  const extra = new Map<string, DnsRecord>();
  for (const { host, port, name } of internal) {
    if (port === -1) continue;
    const target = `${name}.${asked.zone}`;
    const data = `0 ${Math.max(1, weight)} ${port} ${target}`;
    if (!answers.has(data)) answers.set(data, record(asked, 'SRV', data));
    const address = { ...record(asked, isIpv6(host) ? 'AAAA' : 'A', host), name: target };
    if (!extra.has(target + host)) extra.set(target + host, address);
  }
  return { answers: [...answers.values()], extra: [...extra.values()] };
}

/** A Service with this cluster IP, or every endpoint with this IP and a hostname. */
function pointers(asked: Asked): Records | undefined {
  const { snapshot, options, lower } = asked;
  const ip = reverseIp(lower);
  if (ip === undefined) return emptyIfThere(asked);
  const service = snapshot.serviceByIp(ip);
  const names = service === undefined ? endpointNames(snapshot, ip) : [`${service.name}.${service.namespace}.svc`];
  return names.length === 0 ? undefined : { answers: names.map((name) => record(asked, 'PTR', `${name}.${options.zone}.`)) };
}

function endpointNames(snapshot: DnsSnapshot, ip: string): string[] {
  const names = new Set<string>();
  for (const { namespace, service, addresses: all } of snapshot.endpointsByIp(ip)) {
    for (const address of all) {
      if (address.hostname === undefined || !sameAddress(address.ip, ip)) continue;
      names.add(`${endpointLabel(address)}.${service}.${namespace}.svc`);
    }
  }
  return [...names];
}

function texts(asked: Asked): Records | undefined {
  if (asked.lower === `dns-version.${asked.zone.toLowerCase()}`) {
    return { answers: [{ ...record(asked, 'TXT', schemaVersion), ttl: schemaTtl }] };
  }
  // Only names with records of another type exist for this one.
  const found = hosts(asked);
  return found === undefined || found.length === 0 ? undefined : { answers: [] };
}

function nameservers(asked: Asked): Records {
  const { name, ips } = asked.options.nameserver;
  const target = `${name}.${asked.zone}`;
  return {
    answers: [record(asked, 'NS', target)],
    extra: ips.map((ip) => ({ ...record(asked, isIpv6(ip) ? 'AAAA' : 'A', ip), name: target })),
  };
}

/** The serial is not told apart from one moment to the next: nobody transfers this zone. */
function soa({ zone, options }: Asked): DnsRecord {
  return {
    name: zone,
    ttl: options.ttl,
    type: 'SOA',
    data: `ns.dns.${zone} hostmaster.${zone} 1 7200 1800 86400 ${options.ttl}`,
  };
}

function some(answers: readonly DnsRecord[] | undefined): Records | undefined {
  return answers === undefined ? undefined : { answers };
}

function record({ name, options }: Asked, type: DnsRecord['type'], data: string): DnsRecord {
  return { name, ttl: options.ttl, type, data };
}

function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}

/** IPv6 addresses are written in several ways. */
export function sameAddress(a: string, b: string): boolean {
  return a === b || (isIpv6(a) && isIpv6(b) && parseIp(a)?.join() === parseIp(b)?.join());
}

function dotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
