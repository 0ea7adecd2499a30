/**
 * The names of a federation's Service: in its zone, its region, and all over the world. A name without a healthy endpoint
 * leads to the next wider one, so that whoever asks for the near one gets the nearest that works.
 * upstream: federation/pkg/federation-controller/service/dns.go of 1.5
 */
export interface ZoneRecord {
  /** Without the final dot. */
  readonly name: string;
  readonly type: 'A' | 'CNAME';
  readonly data: string;
}

/** A cluster as a place where a Service may be reached. */
export interface Place {
  readonly zone?: string;
  readonly region?: string;
  /** Where it takes traffic for the Service; none when nothing healthy is behind it. */
  readonly addresses: readonly string[];
}

/** upstream: minDnsTTL */
export const recordTtl = 180;

/** `prefix` is `service.namespace.federation.svc`. */
export function recordsOf(prefix: string, domain: string, places: readonly Place[]): readonly ZoneRecord[] {
  const global = `${prefix}.${domain}`;
  const levels = new Map<string, { readonly wider: string; readonly addresses: Set<string> }>([[global, level('')]]);
  for (const { zone, region, addresses } of places) {
    const names = [global];
    if (region !== undefined) names.push(`${prefix}.${region}.${domain}`);
    if (region !== undefined && zone !== undefined) names.push(`${prefix}.${zone}.${region}.${domain}`);
    for (const [i, name] of names.entries()) {
      const at = levels.get(name) ?? level(names[i - 1] ?? '');
      for (const address of addresses) at.addresses.add(address);
      levels.set(name, at);
    }
  }
  return [...levels].flatMap(([name, { wider, addresses }]) => recordsAt(name, wider, [...addresses].toSorted()));
}

function level(wider: string) {
  return { wider, addresses: new Set<string>() };
}

function recordsAt(name: string, wider: string, addresses: readonly string[]): readonly ZoneRecord[] {
  if (addresses.length > 0) return addresses.map((data) => ({ name, type: 'A', data }));
  return wider === '' ? [] : [{ name, type: 'CNAME', data: wider }];
}

/** One line a record, as zone files are written. */
export function zoneText(records: readonly ZoneRecord[]): string {
  return records.map(({ name, type, data }) => `${name}. ${recordTtl} IN ${type} ${type === 'CNAME' ? `${data}.` : data}\n`).join('');
}
