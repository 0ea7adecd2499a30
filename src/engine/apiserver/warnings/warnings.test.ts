import { expect, test } from 'vitest';
import { create, podSpec, testServer } from '../testServer.ts';
import { templateWarnings } from './podWarnings.ts';
import { warningsOf } from './warnings.ts';

function warned(spec: object): readonly string[] {
  const it = testServer();
  create(it, 'ServiceAccount', 'default');
  return create(it, 'Pod', 'thing', { spec: { ...podSpec, ...spec } }).warnings ?? [];
}

test('a variable that is set twice is told of, one that builds on what it was before is not', () => {
  const env = (value: string) => ({
    containers: [
      {
        name: 'c',
        image: 'i',
        env: [
          { name: 'a', value: '1' },
          { name: 'a', value },
        ],
      },
    ],
  });
  expect(warned(env('2'))).toEqual(['spec.containers[0].env[1]: hides previous definition of "a"']);
  expect(warned(env('$(a)2'))).toEqual([]);
});

test('old labels of nodes, fractions of bytes and one port for two containers are told of', () => {
  const port = { containerPort: 80, protocol: 'TCP' };
  const containers = [
    { name: 'a', image: 'i', resources: { limits: { memory: '100m' } }, ports: [port] },
    { name: 'b', image: 'i', ports: [port] },
  ];
  expect(warned({ containers, nodeSelector: { 'beta.kubernetes.io/os': 'linux' } })).toEqual([
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
    'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
    'spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]',
  ]);
});

test('a template tells where it stands', () => {
  const spec = { containers: [], volumes: [{ name: 'v', gitRepo: { repository: 'r' } }] };
  expect(templateWarnings({ spec }, 'spec.template.')).toEqual(['spec.template.spec.volumes[0].gitRepo: deprecated in v1.11']);
});

test('a name that is no label of a host is told of', () => {
  const it = testServer();
  const template = { metadata: { labels: { a: 'b' } }, spec: podSpec };
  const made = create(it, 'Deployment', 'a.b', { spec: { selector: { matchLabels: { a: 'b' } }, template } });
  expect(made.warnings?.[0]).toContain('metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior');
});

test('a zone in a schedule, names as endpoints and the id of a machine elsewhere are told of', () => {
  const it = testServer();
  // A zone may only stay in a schedule where it has been.
  const old = { metadata: { name: 'c' }, spec: { schedule: 'CRON_TZ=UTC 5 5 * * ?', jobTemplate: {} } } as never;
  expect(warningsOf('CronJob', old, old)).toEqual([
    'CRON_TZ or TZ used in spec.spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
  ]);
  expect(create(it, 'EndpointSlice', 's', { addressType: 'FQDN', endpoints: [] }).warnings).toEqual([
    'spec.addressType: FQDN endpoints are deprecated',
  ]);
  expect(create(it, 'Node', 'n', { spec: { externalID: 'i-1' } }).warnings).toEqual([
    'spec.externalID: this field is deprecated, and is unused by Kubernetes',
  ]);
});
