/**
 * The objects by which the DNS server is found: the Service that kubeadm makes, and endpoints that lead to the server's
 * own IP. There is no Deployment behind it, so the Service has no selector and its endpoints are not a controller's.
 * upstream: cmd/kubeadm/app/phases/addons/dns/manifests.go
 */
import type { Draft } from '../client/client.ts';
import { dnsPort } from '../helpers/contracts/dns.ts';
import { clusterDnsIp } from '../helpers/contracts/network.ts';

interface KubeDnsObjects {
  readonly service: Draft<'Service'>;
  readonly endpoints: Draft<'Endpoints'>;
  readonly slice: Draft<'EndpointSlice'>;
}

const namespace = 'kube-system';
const name = 'kube-dns';
const labels = {
  'k8s-app': name,
  'kubernetes.io/cluster-service': 'true',
  'kubernetes.io/name': 'CoreDNS',
};
const ports = [
  { name: 'dns', port: dnsPort, protocol: 'UDP' },
  { name: 'dns-tcp', port: dnsPort, protocol: 'TCP' },
] as const;

export function kubeDnsObjects({ ip, node }: { readonly ip: string; readonly node: string }): KubeDnsObjects {
  return {
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: {
        clusterIP: clusterDnsIp,
        type: 'ClusterIP',
        ports: ports.map((port) => ({ ...port, targetPort: port.port })),
      },
    },
    endpoints: {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: {
        name,
        namespace,
        labels: { ...labels, 'endpointslice.kubernetes.io/skip-mirror': 'true' },
      },
      subsets: [{ addresses: [{ ip, nodeName: node }], ports }],
    },
    slice: {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-coredns`,
        namespace,
        labels: {
          ...labels,
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'coredns',
        },
      },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: [ip],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: node,
        },
      ],
      ports,
    },
  };
}
