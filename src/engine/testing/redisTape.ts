/** The redis scenario as requests, for tests of the whole engine in Node and in Chromium. */
import type { Json } from '#api/immutable.ts';
import type { Request } from '#api/request.ts';
import type { Tape, TapeInput } from '#api/tape.ts';
import type { VirtualMs } from '#api/meta.ts';

const labels = { app: 'redis-pv' };

const objects: readonly { readonly group: string; readonly version: string; readonly resource: string; readonly object: Json }[] = [
  {
    group: '',
    version: 'v1',
    resource: 'services',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'redis-pv-svc' },
      spec: { clusterIP: 'None', selector: labels, ports: [{ port: 6379 }] },
    },
  },
  {
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    object: {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'redis-pv-sts' },
      spec: {
        serviceName: 'redis-pv-svc',
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'redis',
                image: 'redis:5-alpine',
                ports: [{ containerPort: 6379 }],
                volumeMounts: [{ name: 'redis-100m-pvc', mountPath: '/data' }],
              },
            ],
          },
        },
        volumeClaimTemplates: [
          { metadata: { name: 'redis-100m-pvc' }, spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '100Mi' } } } },
        ],
      },
    },
  },
];

/** Applied at 2 s, a pod killed at 20 s, scaled to 3 at 30 s. */
export function redisTape(seed: number): Tape {
  const at = (time: number, request: Request): TapeInput => ({
    at: time as VirtualMs,
    cluster: 'orrery',
    input: { type: 'request', request },
  });
  return {
    version: 1,
    seed,
    epoch: '2026-01-01T09:00:00Z',
    clusters: [{ name: 'orrery', nodes: [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }] }],
    inputs: [
      ...objects.map((it) => at(2_000, { verb: 'create', namespace: 'default', ...it })),
      at(20_000, { verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'redis-pv-sts-0' }),
      at(30_000, {
        verb: 'patch',
        group: 'apps',
        version: 'v1',
        resource: 'statefulsets',
        namespace: 'default',
        name: 'redis-pv-sts',
        patch: { type: 'merge', body: { spec: { replicas: 3 } } },
      }),
    ],
  };
}

export const redisTapeEnd = 60_000;
