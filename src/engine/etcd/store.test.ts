import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { copyState } from '#sim/copy.ts';
import {
  changesSince,
  commit,
  compact,
  compactedRevision,
  createStore,
  get,
  historySince,
  list,
  oldestKept,
  type Store,
  type Transaction,
} from './store.ts';

/** `add default/a`, `set default/a 2`, `del default/a`: one transaction of a resource called things. */
function play(store: Store, ...lines: readonly string[]): void {
  const types = { add: 'ADDED', set: 'MODIFIED', del: 'DELETED' } as const;
  for (const line of lines) {
    const [verb = '', key = '', value = ''] = line.split(' ');
    const [namespace = '', name = ''] = key.split('/');
    const object = { apiVersion: 'v1', kind: 'Thing', metadata: { namespace, name, uid: key }, value } as unknown as KubeObject;
    commit(store, { type: types[verb as keyof typeof types], resource: 'things', object, writer: writer() });
  }
}

function writer(): Transaction['writer'] {
  return { at: 0 as Transaction['writer']['at'], verb: 'create', by: 'me', cause: { actor: 'user' } };
}

function names(store: Store, namespace?: string): string {
  return list(store, 'things', namespace)
    .map((object) => `${object.metadata.namespace}/${object.metadata.name}`)
    .join(' ');
}

test('a list is in the order of etcd keys, whatever the order of writes', () => {
  const store = createStore();
  play(store, 'add b/x', 'add a/z', 'add a-b/q', 'add a/c');
  expect(names(store)).toBe('a-b/q a/c a/z b/x');
  expect(names(store, 'a')).toBe('a/c a/z');
  play(store, 'del a/c', 'add a/a', 'set a/z 1');
  expect(names(store, 'a')).toBe('a/a a/z');
});

test('every change has the next revision, and a deletion carries its own', () => {
  const store = createStore();
  play(store, 'add a/x', 'set a/x 2', 'del a/x');
  const changes = changesSince(store, 1) ?? [];
  expect(
    changes.map((change) => [change.type, change.revision, change.object.metadata.resourceVersion, change.old?.metadata.resourceVersion]),
  ).toEqual([
    ['ADDED', 2, '2', undefined],
    ['MODIFIED', 3, '3', '2'],
    ['DELETED', 4, '4', '3'],
  ]);
  expect(get(store, 'things', 'a', 'x')).toBeUndefined();
  expect(historySince(store, 2).map((entry) => entry.type)).toEqual(['MODIFIED', 'DELETED']);
});

test('old changes are compacted away, and asking for them says so', () => {
  const store = createStore({ keepChanges: 1000, keepHistory: 5000 });
  play(store, 'add a/x');
  for (let i = 0; i < 4000; i += 1) play(store, `set a/x ${i}`);
  expect(changesSince(store, 1)).toBeUndefined();
  const compacted = oldestKept(store);
  expect(changesSince(store, compacted)).toHaveLength(store.revision - compacted);
  expect(changesSince(store, compacted - 1)).toBeUndefined();
  expect(historySince(store, 1)).toHaveLength(4001);
});

test('every five minutes clients lose what is older than the five minutes before', () => {
  const store = createStore();
  play(store, 'add a/x', 'add a/y');
  const at = (minutes: number): number => {
    compact(store, minutes * 60_000);
    return compactedRevision(store);
  };
  expect([at(0), at(4.9), at(5)]).toEqual([1, 1, 1]);
  play(store, 'set a/x 1');
  expect([at(9), at(10)]).toEqual([1, 3]);
  expect([at(14), at(31), at(35)]).toEqual([3, 4, 4]);
  expect(changesSince(store, 1)).toHaveLength(3);
});

test('a checkpoint is not touched by later changes and shares objects', () => {
  const store = createStore();
  play(store, 'add a/x 1', 'add a/y 1');
  const checkpoint = copyState(store);
  play(store, 'set a/x 2', 'del a/y');
  expect(names(checkpoint)).toBe('a/x a/y');
  expect(checkpoint.revision).toBe(3);
  play(checkpoint, 'set a/y 3');
  expect(names(store)).toBe('a/x');
  expect(get(checkpoint, 'things', 'a', 'x')).toBe((changesSince(store, 1) ?? [])[0]?.object);
});

test('stored objects cannot be edited, deeply when asked for', () => {
  const store = createStore({ deepFreeze: true });
  const object = {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name: 'x', namespace: 'a', uid: 'u' },
    spec: { list: [{}] },
  } as unknown as KubeObject;
  commit(store, { type: 'ADDED', resource: 'things', object, writer: writer() });
  const stored = get(store, 'things', 'a', 'x') as unknown as { spec: { list: object[] } };
  expect(Object.isFrozen(stored.spec.list[0])).toBe(true);
});
