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
  const cases: readonly Case[] = [
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
