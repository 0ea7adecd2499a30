import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { podLabelsOf, portsOf } from './offered.ts';
import { servicePorts } from './service.ts';

function of(kind: string, rest: object): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'x' }, ...rest } as unknown as KubeObject;
}

test('a port of two protocols becomes two ports', () => {
  const ports = [{ containerPort: 53, protocol: 'TCP' }, { containerPort: 53, protocol: 'UDP' }, { containerPort: 80 }];
  const offered = portsOf(of('Pod', { spec: { containers: [{ name: 'c', ports }] } }));
  if (!offered.ok) throw new Error(offered.message);
  expect(servicePorts({ ports: '53,80', protocol: '', targetPort: '', offered: offered.value })).toEqual([
    { name: 'port-1-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
    { name: 'port-1-udp', port: 53, protocol: 'UDP', targetPort: 53 },
    { name: 'port-2', port: 80, protocol: 'TCP', targetPort: 80 },
  ]);
});

test.each([
  ['Pod', {}, 'the pod has no labels and cannot be exposed'],
  ['Service', { spec: {} }, 'the service has no pod selector set'],
  [
    'Deployment',
    { spec: { selector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } } },
    'invalid deployment: no selectors, therefore cannot be exposed',
  ],
])('a %s of no labels', (kind, rest, message) => {
  expect(podLabelsOf(of(kind, rest))).toEqual({ ok: false, message });
});
