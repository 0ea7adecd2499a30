import type { Ingress } from '../kinds.ts';
import { ageOf, columns, withMore, type Printer } from './printer.ts';
import { loadBalancerText } from './service.ts';

const hostsMax = 3;

export const ingress: Printer<Ingress> = {
  columns: columns('Name Class Hosts Address Ports Age'),
  cells(object, now) {
    const { spec, status } = object;
    const hosts = (spec.rules ?? []).map((rule) => rule.host ?? '').filter((host) => host !== '');
    const ports = (spec.tls ?? []).length > 0 ? '80, 443' : '80';
    return [
      object.metadata.name,
      spec.ingressClassName ?? '<none>',
      withMore(hosts, hostsMax) || '*',
      loadBalancerText(status.loadBalancer?.ingress),
      ports,
      ageOf(object, now),
    ];
  },
};
