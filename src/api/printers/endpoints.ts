import type { Endpoints } from '../kinds.ts';
import { ageOf, columns, withMore, type Printer } from './printer.ts';

const shownMax = 3;

export const endpoints: Printer<Endpoints> = {
  columns: columns('Name Endpoints Age'),
  cells: (object, now) => [object.metadata.name, endpointsText(object), ageOf(object, now)],
};

/** `10.0.0.1:80,10.0.0.2:80 + 3 more...`; only ports of the given names, when names are given. */
export function endpointsText(object: Pick<Endpoints, 'subsets'>, portNames?: ReadonlySet<string>): string {
  const subsets = object.subsets ?? [];
  if (subsets.length === 0) return '<none>';
  const list = subsets.flatMap((subset) => {
    const ips = (subset.addresses ?? []).map((address) => address.ip);
    if ((subset.ports ?? []).length === 0) return ips;
    return (subset.ports ?? [])
      .filter((port) => portNames === undefined || portNames.has(port.name ?? ''))
      .flatMap((port) => ips.map((ip) => hostPort(ip, port.port)));
  });
  return withMore(list, shownMax);
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}
