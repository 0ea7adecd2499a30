import { expect, test } from 'vitest';
import type { WatchSpec } from '#engine/client/component.ts';
import { closeWatch, loseConnections, openWatch, readWatch } from './apiserver.ts';
import { ask, body, create, podServer, podSpec, testServer, type TestServer } from './testServer.ts';

function watch(it: TestServer, spec: Partial<WatchSpec>): string {
  return openWatch(it.server, 'me', { group: '', resource: 'configmaps', revision: it.server.store.revision, ...spec });
}

/** `ADDED a, MODIFIED a`: the news of a watch in one line. */
function news(it: TestServer, id: string): string {
  const read = readWatch(it.server, id);
  if (read.type === 'gone') return 'gone';
  return read.events.map(({ type, object }) => `${type} ${(object as { metadata: { name: string } }).metadata.name}`).join(', ');
}

function label(it: TestServer, name: string, value: string | null): void {
  ask(it, 'ConfigMap', { verb: 'patch', name, patch: { type: 'merge', body: { metadata: { labels: { app: value } } } } });
}

test('what comes into view is added and what leaves it is deleted', () => {
  const it = testServer();
  const id = watch(it, { labelSelector: 'app=x' });
  create(it, 'ConfigMap', 'a');
  expect(news(it, id)).toBe('');
  label(it, 'a', 'x');
  label(it, 'a', 'y');
  label(it, 'a', 'x');
  ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch: { type: 'merge', body: { data: { k: 'v' } } } });
  ask(it, 'ConfigMap', { verb: 'delete', name: 'a' });
  expect(news(it, id)).toBe('ADDED a, DELETED a, ADDED a, MODIFIED a, DELETED a');
});

test('an object that leaves is told as it was last seen, with the revision of its leaving', () => {
  const it = testServer();
  const id = watch(it, { labelSelector: 'app=x' });
  create(it, 'ConfigMap', 'a', { metadata: { labels: { app: 'x' } } });
  label(it, 'a', null);
  const read = readWatch(it.server, id);
  const gone = read.type === 'events' ? read.events[1] : undefined;
  expect(gone?.object).toMatchObject({ metadata: { labels: { app: 'x' }, resourceVersion: String(it.server.store.revision) } });
});

test('a kubelet hears of its own pods only, and of pods that come to it', () => {
  const it = podServer();
  const one = watch(it, { resource: 'pods', fieldSelector: 'spec.nodeName=node-1' });
  const two = watch(it, { resource: 'pods', fieldSelector: 'spec.nodeName=node-2' });
  const all = watch(it, { resource: 'pods' });
  create(it, 'Pod', 'p', { spec: podSpec });
  ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'binding', object: { metadata: { name: 'p' }, target: { name: 'node-1' } } });
  expect([news(it, one), news(it, two), news(it, all)]).toEqual(['ADDED p', '', 'ADDED p, MODIFIED p']);
});

test('a watcher is told once until it reads', () => {
  const it = testServer();
  const id = watch(it, {});
  create(it, 'ConfigMap', 'a');
  create(it, 'ConfigMap', 'b');
  expect(it.told).toEqual([`me ${id}`]);
  expect(news(it, id)).toBe('ADDED a, ADDED b');
  create(it, 'ConfigMap', 'c');
  expect(it.told).toEqual([`me ${id}`, `me ${id}`]);
});

test('a watch from an earlier revision catches up, and one from too long ago is gone', () => {
  const it = testServer({ keepChanges: 1 });
  const start = it.server.store.revision;
  create(it, 'ConfigMap', 'a');
  expect(news(it, watch(it, { revision: start }))).toBe('ADDED a');
  for (let i = 0; i < 2100; i += 1) label(it, 'a', String(i));
  expect(news(it, watch(it, { revision: start }))).toBe('gone');
});

test('one namespace, one name, and nothing after closing', () => {
  const it = testServer();
  const here = watch(it, { namespace: 'default' });
  const elsewhere = watch(it, { namespace: 'kube-system' });
  const named = watch(it, { fieldSelector: 'metadata.name=b' });
  create(it, 'ConfigMap', 'a');
  create(it, 'ConfigMap', 'b');
  expect([news(it, here), news(it, elsewhere), news(it, named)]).toEqual(['ADDED a, ADDED b', '', 'ADDED b']);
  closeWatch(it.server, here);
  expect(news(it, here)).toBe('gone');
});

test('a lost connection is told, and then the watch is gone', () => {
  const it = testServer();
  const id = watch(it, {});
  create(it, 'ConfigMap', 'a');
  readWatch(it.server, id);
  loseConnections(it.server, it.env.notify, 'somebody else');
  expect(news(it, id)).toBe('');
  loseConnections(it.server, it.env.notify, 'me');
  expect(it.told).toHaveLength(2);
  expect(news(it, id)).toBe('gone');
});

test('a watch from now on begins with what is there, in the order of the last changes', () => {
  const it = testServer();
  for (const name of ['b', 'a', 'c']) create(it, 'ConfigMap', name);
  label(it, 'b', 'x');
  const { items } = body(ask(it, 'ConfigMap', { verb: 'watch', options: { resourceVersion: '0' } })) as unknown as {
    items: readonly { metadata: { name: string } }[];
  };
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'c', 'b']);
});
