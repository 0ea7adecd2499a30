import { expect, test } from 'vitest';
import type { ConfigMap, Container, Pod, Secret, Service } from '#api/kinds.ts';
import vectors from '../fixtures/environments.json' with { type: 'json' };
import { expand } from './expand.ts';
import { environment, type EnvSource } from './variables.ts';

function service(name: string, namespace: string, address: string): Service {
  const [clusterIP = '', port = '0'] = address.split(':');
  return { metadata: { name, namespace }, spec: { clusterIP, ports: [{ protocol: 'TCP', port: Number(port) }] } } as unknown as Service;
}

const services = [
  service('kubernetes', 'default', '1.2.3.1:8081'),
  service('test', 'test1', '1.2.3.3:8083'),
  service('kubernetes', 'test2', '1.2.3.4:8084'),
  service('test', 'test2', '1.2.3.5:8085'),
  service('test', 'test2', 'None:8085'),
  service('test', 'test2', ':8085'),
  service('not-special', 'kubernetes', '1.2.3.8:8088'),
];

interface Row {
  readonly name: string;
  readonly configMap: ConfigMap | null;
  readonly secret: Secret | null;
  readonly container: Container;
  readonly enableServiceLinks: boolean | null;
  readonly ns: string;
  readonly podIPs: readonly string[] | null;
  readonly expectedEvent: string;
  readonly expectedError: boolean;
  readonly nilLister: boolean;
  readonly want: readonly { readonly Name: string; readonly Value: string }[] | null;
}

/** Defaulting sets enableServiceLinks, so nothing arrives here without; pods of this model have one address each. */
const leftOut = new Set([
  'nil_enableServiceLinks',
  'downward api pod without host ips',
  'downward api pod ips reverse order',
  'downward api pod ips multiple ips',
]);
const rows = (vectors as unknown as Row[]).filter(({ name }) => !leftOut.has(name));

test.each(rows)(
  '$name',
  ({ configMap, secret, container, enableServiceLinks, ns, podIPs, expectedEvent, expectedError, nilLister, want }) => {
    const metadata = { namespace: ns, name: 'dapi-test-pod-name', annotations: {}, labels: {} };
    const spec = { serviceAccountName: 'special', nodeName: 'node-name', enableServiceLinks, containers: [] };
    const source: EnvSource = {
      pod: { metadata, spec } as unknown as Pod,
      podIp: podIPs?.[0] ?? '',
      hostIp: '127.0.0.1',
      allocatable: {},
      services: () => (nilLister ? [] : services),
      configMap: (name) => configMap ?? `configmap "${name}" not found`,
      secret: (name) => (secret === null ? `secret "${name}" not found` : { ...secret, kind: 'Secret' }),
    };
    const made = environment(container, source);
    expect(made.error !== undefined).toBe(expectedError);
    const sorted = (list: readonly (readonly string[])[]) => list.map((pair) => pair.join('=')).sort();
    const single = (name: string) => !name.endsWith('_IPS');
    const variables = made.variables.filter(({ name }) => single(name)).map(({ name, value }) => [name, value]);
    expect(sorted(variables)).toEqual(sorted((want ?? []).filter(({ Name }) => single(Name)).map(({ Name, Value }) => [Name, Value])));
    if (expectedEvent !== '') expect(`Warning InvalidEnvironmentVariableNames ${made.warnings[0] ?? ''}`).toBe(expectedEvent);
  },
);

test.each([
  ['$(A)', 'a'],
  ['$$(A)', '$(A)'],
  ['$(B)-x', '$(B)-x'],
  ['$A $', '$A $'],
  ['$(A', '$(A'],
  ['$$$(A)', '$a'],
  ['$(A)$(A)', 'aa'],
])('%s expands to %s', (text, want) => {
  expect(expand(text, (name) => (name === 'A' ? 'a' : undefined))).toBe(want);
});
