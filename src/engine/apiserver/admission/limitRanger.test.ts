import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { ask, body, create, podServer } from '../testServer.ts';

function withRange(...limits: readonly Json[]) {
  const it = podServer();
  create(it, 'LimitRange', 'range', { spec: { limits: [...limits] } });
  return it;
}

function pod(...resources: readonly Json[]) {
  return { spec: { containers: resources.map((it, i) => ({ name: `c${i}`, image: 'nginx', resources: it })) } };
}

test('containers get what the range says, and the pod tells so', () => {
  const it = withRange({ type: 'Container', default: { cpu: '300m', memory: '200Mi' }, defaultRequest: { cpu: '100m' } });
  create(it, 'Pod', 'p', pod({}, { limits: { cpu: '1' } }));
  const stored = body(ask(it, 'Pod', { name: 'p' }));
  expect(stored['metadata']?.['annotations']).toEqual({
    'kubernetes.io/limit-ranger':
      'LimitRanger plugin set: cpu, memory request for container c0; cpu, memory limit for container c0; memory request for container c1; memory limit for container c1',
  });
  expect(stored['spec']?.['containers']).toMatchObject([
    { resources: { requests: { cpu: '100m', memory: '200Mi' }, limits: { cpu: '300m', memory: '200Mi' } } },
    { resources: { requests: { cpu: '1', memory: '200Mi' }, limits: { cpu: '1', memory: '200Mi' } } },
  ]);
});

const bounds: readonly (readonly [name: string, limit: Json, resources: readonly Json[], why: string])[] = [
  [
    'a container and the pod above their maximum',
    { type: 'Container', max: { cpu: '1' } },
    [{ limits: { cpu: '2' } }],
    'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
  ],
  [
    'a pod below its minimum',
    { type: 'Pod', min: { memory: '1Gi' } },
    [{ requests: { memory: '100Mi' } }, { requests: { memory: '200Mi' } }],
    'pods "p" is forbidden: minimum memory usage per Pod is 1Gi, but request is 300Mi',
  ],
  [
    'nothing asked for where there is a minimum',
    { type: 'Pod', min: { cpu: '1' } },
    [{}],
    'pods "p" is forbidden: minimum cpu usage per Pod is 1.  No request is specified',
  ],
  [
    'a limit far above the request',
    { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
    [{ requests: { cpu: '100m' }, limits: { cpu: '250m' } }],
    'pods "p" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 2.500000',
  ],
];

test.each(bounds)('%s', (_name, limit, resources, why) => {
  const it = withRange(limit);
  expect(create(it, 'Pod', 'p', pod(...resources))).toMatchObject({ code: 403, body: { message: why } });
});

test('several bounds are told together', () => {
  const it = withRange({ type: 'Container', max: { cpu: '1' } }, { type: 'Pod', max: { cpu: '1500m' } });
  expect(body(create(it, 'Pod', 'big', pod({ limits: { cpu: '2' } })))['message']).toBe(
    'pods "big" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]',
  );
});

test('a claim asks for no more than the maximum', () => {
  const it = withRange({ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } });
  const claim = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '3Gi' } } } };
  expect(body(create(it, 'PersistentVolumeClaim', 'c', claim))['message']).toBe(
    'persistentvolumeclaims "c" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 3Gi',
  );
});
