/**
 * What a resolver in a pod and the DNS server say to each other over a flow of the network: UDP, port 53. One net/data
 * from the client carries a query as JSON, one net/data from the server carries the answer as JSON, and the client closes.
 * The search path, ndots and retries are the resolver's own business: each query names a full name.
 */
export type DnsType = 'A' | 'AAAA' | 'SRV' | 'PTR' | 'CNAME' | 'TXT' | 'NS' | 'SOA' | 'MX' | 'ANY';
export type DnsCode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'FORMERR';

export interface DnsQuery {
  /** Fully qualified, with or without the final dot; letter case does not matter. */
  readonly name: string;
  readonly type: DnsType;
}

export interface DnsRecord {
  /** With the final dot. */
  readonly name: string;
  readonly type: DnsType;
  /** As zone files write it: `10.96.0.1`, `0 50 80 web.default.svc.cluster.local.`; TXT without quotes. */
  readonly data: string;
  /** Seconds. */
  readonly ttl: number;
}

export interface DnsAnswer {
  readonly rcode: DnsCode;
  readonly answers: readonly DnsRecord[];
}

export const dnsPort = 53;

/** The text of a query, as net/data carries it. */
export function dnsQueryText(query: DnsQuery): string {
  return JSON.stringify(query);
}

/** The text of an answer, as net/data carries it. */
export function dnsAnswerText(answer: DnsAnswer): string {
  return JSON.stringify(answer);
}

/** Reads a query; undefined when the text is not one. */
export function parseDnsQuery(text: string): DnsQuery | undefined {
  const value = parse(text) as Partial<DnsQuery> | undefined;
  return typeof value?.name === 'string' && typeof value.type === 'string' ? (value as DnsQuery) : undefined;
}

/** Reads an answer; undefined when the text is not one. */
export function parseDnsAnswer(text: string): DnsAnswer | undefined {
  const value = parse(text) as Partial<DnsAnswer> | undefined;
  return typeof value?.rcode === 'string' && Array.isArray(value.answers) ? (value as DnsAnswer) : undefined;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
