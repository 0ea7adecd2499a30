import { describe, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import { ask, body, create, podSpec, testServer, type Loose } from '../testServer.ts';

const job = { template: { spec: { ...podSpec, restartPolicy: 'Never' } } };
const daemons = {
  selector: { matchLabels: { app: 'x' } },
  template: { metadata: { labels: { app: 'x' } }, spec: podSpec },
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 'abc', maxUnavailable: 1 } },
};

type Case = readonly [string, Kind, { readonly [key: string]: Json }, Json | undefined, string];

/** What the server says about creating a thing and then merging a patch into it. */
function said(kind: Kind, fields: { readonly [key: string]: Json }, change?: Json): string {
  const it = testServer();
  create(it, 'ServiceAccount', 'default');
  const made = create(it, kind, 'thing', fields);
  if (change === undefined) return String(body(made)['message']);
  expect(made.code).toBe(201);
  const answer: Loose = body(ask(it, kind, { verb: 'patch', name: 'thing', patch: { type: 'merge', body: change } }));
  return String(answer['message']);
}

describe('refusals', () => {
  const volume = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } };
  const target = { scaleTargetRef: { kind: 'Deployment', name: 'd' }, maxReplicas: 2 };
  const gate = { schedulingGates: [{ name: 'x' }], nodeSelector: { a: 'b' }, containers: [{ name: 'c', image: 'i' }] };
  const cephfs = { ...podSpec, volumes: [{ name: 'v', cephfs: {} }] };
  const cases: readonly Case[] = [
    [
      'a volume of CephFS without monitors',
      'Pod',
      { spec: cephfs },
      undefined,
      'Pod "thing" is invalid: spec.volumes[0].cephfs.monitors: Required value',
    ],
    [
      'a pods metric without a name and an average',
      'HorizontalPodAutoscaler',
      { spec: { ...target, metrics: [{ type: 'Pods', pods: { metric: { name: '' }, target: { type: 'Value', value: '-1' } } }] } },
      undefined,
      'spec.metrics[0].pods.metric.name: Required value: must specify a metric name, spec.metrics[0].pods.target.value: Invalid value: resource.Quantity{i:resource.int64Amount{value:-1, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"-1", Format:"DecimalSI"}: must be positive, spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue',
    ],
    [
      'opposite scopes of a quota',
      'ResourceQuota',
      { spec: { hard: { pods: '1' }, scopes: ['Terminating', 'NotTerminating'] } },
      undefined,
      'spec.scopes: Invalid value: []core.ResourceQuotaScope{"Terminating", "NotTerminating"}: conflicting scopes',
    ],
    [
      'a disk of Azure that is not where its kind says',
      'PersistentVolume',
      { spec: { ...volume, azureDisk: { diskName: 'd', diskURI: 'x', kind: 'Managed' } } },
      undefined,
      'spec.azureDisk.diskURI: Unsupported value: "x": supported values: "/subscriptions/{sub-id}/',
    ],
    [
      'a path of iSCSI with a bad name',
      'PersistentVolume',
      { spec: { ...volume, iscsi: { targetPortal: '1.2.3.4', iqn: 'abc', lun: 256 } } },
      undefined,
      '[spec.iscsi.iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa, spec.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive]',
    ],
    [
      'registry access that is not JSON',
      'Secret',
      { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'YmFk' } },
      undefined,
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'b\' looking for beginning of value',
    ],
    [
      'a gated pod may only be narrowed',
      'Pod',
      { spec: gate },
      { spec: { nodeSelector: { a: 'c' } } },
      'spec.nodeSelector: Invalid value: map[string]string{"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ],
    [
      'a zone of a CronJob that is only local',
      'CronJob',
      { spec: { schedule: '* * * * *', timeZone: 'LOCAL', jobTemplate: { spec: job } } },
      undefined,
      'spec.timeZone: Invalid value: "LOCAL": unknown time zone LOCAL',
    ],
    [
      'labels that were sent empty are printed as an empty map',
      'DaemonSet',
      { spec: { ...daemons, updateStrategy: { type: 'OnDelete' }, template: { metadata: { labels: {} }, spec: podSpec } } },
      undefined,
      'map[string]string{}: `selector` does not match',
    ],
    [
      'a share that cannot be read counts as none',
      'DaemonSet',
      { spec: daemons },
      undefined,
      "a valid percent string must be a numeric string followed by an ending '%'",
    ],
    [
      'the template of a job is printed whole',
      'Job',
      { spec: job },
      { spec: { template: { spec: { hostname: 'h' } } } },
      'Hostname:"h", Subdomain:"", SetHostnameAsFQDN:(*bool)(nil)',
    ],
    [
      'the labels of a generated selector stay',
      'Job',
      { spec: job },
      { spec: { template: { metadata: { labels: { 'job-name': 'other' } } } } },
      "}: must be 'thing'",
    ],
    [
      'taints are unique',
      'Node',
      {
        spec: {
          taints: [
            { key: 'k', effect: 'NoSchedule' },
            { key: 'k', effect: 'NoSchedule' },
          ],
        },
      },
      undefined,
      'taints must be unique by key and effect pair',
    ],
    [
      'the range of a node stays',
      'Node',
      { spec: { podCIDR: '10.0.0.0/24' } },
      { spec: { podCIDR: '10.0.1.0/24' } },
      'may not change podCIDR',
    ],
    [
      'a limit cannot be further from its request than the bounds',
      'LimitRange',
      { spec: { limits: [{ type: 'Container', min: { cpu: 7 }, max: { cpu: 7 }, maxLimitRequestRatio: { cpu: 10 } }] } },
      undefined,
      'ratio 10 is greater than max/min = 1.000000',
    ],
    ['a StatefulSet is named as a host', 'StatefulSet', { metadata: { name: 'a.b' } }, undefined, 'must not contain dots'],
  ];

  test.each(cases.map((it) => [it[0], it] as const))('%s', (_what, [, kind, fields, change, expected]) => {
    expect(said(kind, fields, change)).toContain(expected);
  });

  test('a pod that may not change is told what differs', () => {
    const text = said('Pod', { spec: podSpec }, { spec: { hostname: 'h' } });
    expect(text).toContain(
      '- \tHostname:                     "",\n+ \tHostname:                     "h",\n'.replace(/ {2,}/g, '          '),
    );
  });
});

test('an autoscaler names something that can stand in a path', () => {
  const spec = { scaleTargetRef: { kind: 'Deployment', name: '..' }, maxReplicas: 2 };
  expect(body(create(testServer(), 'HorizontalPodAutoscaler', 'a', { spec }))['message']).toContain(
    `spec.scaleTargetRef.name: Invalid value: "..": may not be '..'`,
  );
});
