import type { Service } from '../kinds.ts';
import { ageOf, columns, labelsText, type Printer } from './printer.ts';

export const service: Printer<Service> = {
  columns: columns('Name Type Cluster-IP External-IP Port(s) Age Selector*'),
  cells(object, now) {
    const { spec } = object;
    return [
      object.metadata.name,
      spec.type ?? '',
      spec.clusterIPs?.[0] ?? '<none>',
      externalIP(object),
      portsText(spec.ports) || '<none>',
      ageOf(object, now),
      labelsText(spec.selector),
    ];
  },
};

function externalIP({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>';
    case 'LoadBalancer':
      return [loadBalancerText(status.loadBalancer?.ingress), ...external].filter((ip) => ip !== '').join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

/** Addresses that a load balancer gave, each once, sorted. */
export function loadBalancerText(ingress: readonly { readonly ip?: string; readonly hostname?: string }[] | undefined): string {
  const names = (ingress ?? []).map((entry) => entry.ip || entry.hostname || '').filter((name) => name !== '');
  return [...new Set(names)].sort().join(',');
}

function portsText(ports: Service['spec']['ports']): string {
  return (ports ?? []).map((port) => `${port.port}${(port.nodePort ?? 0) > 0 ? `:${port.nodePort}` : ''}/${port.protocol ?? ''}`).join(',');
}
