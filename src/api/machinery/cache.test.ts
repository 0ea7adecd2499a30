import { expect, test } from 'vitest';
import type { KubeObject } from '../meta.ts';
import type { Cache, Change } from './cache.ts';
import { applyChange, applyToIndex, makeIndex, replaceAll } from './cache.ts';

/** `web-0 node-1`: a pod's name and the node it runs on. */
function pod(text: string): KubeObject {
  const [name = '', node = ''] = text.split(' ');
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { node } } } as unknown as KubeObject;
}

const nodeOf = (object: KubeObject) => [object.metadata.labels?.['node'] ?? ''].filter((node) => node !== '');

test('changes are told as what they mean for the cache', () => {
  const cache: Cache = new Map();
  const meant = (type: Change['type'], text: string) => applyChange(cache, { type, object: pod(text) }).type;
  expect(meant('MODIFIED', 'a')).toBe('added');
  expect(meant('ADDED', 'a node-1')).toBe('updated');
  expect(meant('DELETED', 'b')).toBe('unchanged');
  expect(meant('DELETED', 'a')).toBe('deleted');
  expect(cache.size).toBe(0);
  const object = pod('c');
  applyChange(cache, { type: 'ADDED', object });
  expect(applyChange(cache, { type: 'MODIFIED', object }).type).toBe('unchanged');
});

test('a fresh list tells every difference', () => {
  const cache: Cache = new Map();
  const first = [pod('a'), pod('b')] as const;
  replaceAll(cache, first);
  const told = replaceAll(cache, [first[0], pod('c')]);
  expect(told.map(({ type, key }) => `${type} ${key}`)).toEqual(['added default/c', 'deleted default/b']);
});

test('an index follows its cache, also when the last state differs from the cached one', () => {
  const cache: Cache = new Map();
  const index = makeIndex(nodeOf);
  const change = (type: Change['type'], text: string) => applyToIndex(index, applyChange(cache, { type, object: pod(text) }));
  change('ADDED', 'a');
  change('MODIFIED', 'a node-1');
  change('ADDED', 'b node-1');
  expect([...(index.keys.get('node-1') ?? [])]).toEqual(['default/a', 'default/b']);
  change('MODIFIED', 'b node-2');
  change('DELETED', 'a node-2');
  expect([...index.keys.keys()]).toEqual(['node-2']);
  expect([...(index.keys.get('node-2') ?? [])]).toEqual(['default/b']);
});
