import { expect, test } from 'vitest';
import type { Service } from '#api/kinds.ts';
import { servicePorts } from './servicePort.ts';

function service(labels: Readonly<Record<string, string>>): Service {
  const spec = { type: 'ClusterIP', clusterIP: '10.96.0.20', clusterIPs: ['10.96.0.20'], ports: [{ port: 80, protocol: 'TCP' }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b', labels }, spec } as unknown as Service;
}

test('a Service that another proxy serves, or that is labelled headless, has no ports here', () => {
  expect(servicePorts(service({ app: 'a' }), false)).toHaveLength(1);
  expect(servicePorts(service({ 'service.kubernetes.io/headless': '' }), false)).toEqual([]);
  expect(servicePorts(service({ 'service.kubernetes.io/service-proxy-name': 'other' }), false)).toEqual([]);
});
