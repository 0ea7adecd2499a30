import { expect, test } from 'vitest';
import { freshTape } from '#share/freshTape.ts';
import { createEngine } from './engine.ts';

function ask(resource: string, name?: string) {
  const engine = createEngine(freshTape());
  const create = { verb: 'create', group: '', version: 'v1', resource: 'configmaps', namespace: 'default' } as const;
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c.d' }, data: { a: '1' } };
  engine.say('orrery', { type: 'request', request: { ...create, object } });
  engine.say('orrery', { type: 'request', request: { ...create, verb: 'update', name: 'c.d', object: { ...object, data: { a: '2' } } } });
  const request = { verb: 'get', group: 'orrery.dev', version: 'v1', resource, ...(name === undefined ? {} : { name }) } as const;
  return engine.say('orrery', { type: 'request', request })!;
}

test('the versions of an object are those etcd still has, the oldest first', () => {
  const { body } = ask('versions', 'ConfigMap.default.c.d');
  expect(body).toMatchObject({
    items: [
      { type: 'ADDED', object: { data: { a: '1' } } },
      { type: 'MODIFIED', object: { data: { a: '2' } } },
    ],
  });
});

test('every controller tells its queue and how much news it has not taken in', () => {
  const { items } = ask('controllers').body as unknown as { items: readonly { name: string; queued: number; lag: number }[] };
  expect(items.map((one) => one.name)).toContain('statefulset');
  for (const one of items) expect([one.queued, one.lag].every((count) => count >= 0)).toBe(true);
});

test('every controller says which kinds it watches, and components are told with their controllers', () => {
  const { items } = ask('controllers').body as unknown as {
    items: readonly { name: string; watches: readonly string[]; custom: boolean }[];
  };
  expect(items.find(({ name }) => name === 'endpointslice')?.watches).toEqual(expect.arrayContaining(['Service', 'Pod', 'EndpointSlice']));
  expect(items.filter(({ custom }) => custom).map(({ name }) => name)).toEqual(['garbagecollector', 'resourcequota']);
  const { items: components } = ask('components').body as unknown as { items: readonly { address: string }[] };
  const addresses = components.map(({ address }) => address);
  expect(addresses).toEqual(expect.arrayContaining(['kube-scheduler', 'kubelet/node-1', 'kube-controller-manager/statefulset']));
});

test('what is not ours to tell is not found', () => {
  expect(ask('secrets').code).toBe(404);
});
