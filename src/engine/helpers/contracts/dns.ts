/**
 * A DNS question and its answer, as they travel over a flow of the modelled network: one FlowData each way, as JSON text.
 * The resolver in a container (cri) dials UDP 53 (TCP 53 when told so) of the nameserver in its resolv.conf, sends
 * `encodeDns(query)`, reads `decodeDnsAnswer(data)` and closes.
 */
export type DnsType = 'A' | 'AAAA' | 'SRV' | 'PTR' | 'CNAME' | 'TXT' | 'NS' | 'SOA' | 'ANY' | 'HINFO' | 'MX';
export type DnsRcode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';

export interface DnsQuery {
  readonly id: number;
  /** Fully qualified; a missing last dot is added. The search path is the resolver's business. */
  readonly name: string;
  readonly type: DnsType;
}

/** One record; `data` as in a zone file: `10.0.0.1`, `0 100 80 web.default.svc.cluster.local.`. */
export interface DnsRecord {
  readonly name: string;
  readonly ttl: number;
  readonly type: DnsType;
  readonly data: string;
}

export interface DnsAnswer {
  readonly id: number;
  readonly rcode: DnsRcode;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly extra: readonly DnsRecord[];
}

export function encodeDns(message: DnsQuery | DnsAnswer): string {
  return JSON.stringify(message);
}

/** Undefined for what is not a DNS question. */
export function decodeDnsQuery(data: string): DnsQuery | undefined {
  return decode<DnsQuery>(data, 'type');
}

/** Undefined for what is not a DNS answer. */
export function decodeDnsAnswer(data: string): DnsAnswer | undefined {
  return decode<DnsAnswer>(data, 'rcode');
}

function decode<T extends object>(data: string, member: keyof T): T | undefined {
  try {
    const value = JSON.parse(data) as T | null;
    return typeof value === 'object' && value !== null && member in value ? value : undefined;
  } catch {
    return undefined;
  }
}
