/** The cloud's addresses: a Service keeps the one it has, gets the one it asks for, or the first that is free. */
import type { Service } from '#api/kinds.ts';

export type Address = { readonly ip: string } | { readonly problem: string };

/** `taken`: what other Services have. */
export function addressFor(service: Service, taken: ReadonlySet<string>, range: string): Address {
  const { first, last } = boundsOf(range);
  const wanted = service.spec.loadBalancerIP ?? '';
  if (wanted !== '') {
    const at = numberOf(wanted);
    if (at === undefined || at < first || at > last) return { problem: `requested IP ${wanted} is not in the range ${range}` };
    return taken.has(wanted) ? { problem: `requested IP ${wanted} is already in use` } : { ip: wanted };
  }
  const own = service.status.loadBalancer?.ingress?.[0]?.ip;
  if (own !== undefined && !taken.has(own)) return { ip: own };
  for (let at = first; at <= last && at - first <= taken.size; at += 1) if (!taken.has(textOf(at))) return { ip: textOf(at) };
  return { problem: `no address of the range ${range} is free` };
}

/** Without the network's own address and the one for all. */
function boundsOf(range: string): { readonly first: number; readonly last: number } {
  const [address = '', bits = '24'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  const start = Math.floor((numberOf(address) ?? 0) / size) * size;
  return { first: start + 1, last: start + size - 2 };
}

function numberOf(ip: string): number | undefined {
  const parts = ip.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
