import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { Context } from './component.ts';
import { controllerKeys } from './controller.ts';
import { listerOf, receiveNews, startInformers, type Delta } from './informer.ts';

/** `web-0 rs-a n1`: a pod's name, the ReplicaSet that manages it ('-' for none), its node. */
function pod(line: string, resourceVersion = '1'): KubeObject {
  const [name = '', owner = '-', nodeName = ''] = line.split(' ');
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: `uid-${owner}`, controller: true }];
  const metadata = { name, namespace: 'default', uid: `uid-${name}`, resourceVersion, ...(owner === '-' ? {} : { ownerReferences }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName } } as unknown as KubeObject;
}

/** An API server that lists these pods, and then tells whatever is put into `news`. */
function server(...lines: readonly string[]) {
  const news: WatchEvent[] = [];
  const items = lines.map((line) => pod(line));
  const api = {
    request: () => ({ code: 200, body: { metadata: { resourceVersion: '9' }, items } }),
    openWatch: () => 'watch-1',
    readWatch: () => ({ type: 'events', events: news.splice(0), revision: 10 }),
  };
  return { news, context: { api } as unknown as Context };
}

function names(pods: readonly KubeObject[]): string {
  return pods.map(({ metadata }) => metadata.name).join(' ');
}

test('objects are found by their owner and node, also after these have changed or the object is gone', () => {
  const { news, context } = server('web-0 rs-a n1', 'web-1 rs-a n2', 'web-2 - n2');
  const { informers } = startInformers([{ kind: 'Pod' }], context);
  const see = listerOf(informers);
  const found = () => [names(see.ownedBy('Pod', 'uid-rs-a')), names(see.by('Pod', 'nodeName', 'n2')), names(see.list('Pod', 'default'))];
  expect(found()).toEqual(['web-0 web-1', 'web-1 web-2', 'web-0 web-1 web-2']);
  news.push({ type: 'MODIFIED', object: pod('web-0 - n2', '10') }, { type: 'DELETED', object: pod('web-1 rs-a n2', '11') });
  receiveNews(informers, { type: 'news', watch: 'watch-1' } as never, context);
  expect(found()).toEqual(['', 'web-2 web-0', 'web-2 web-0']);
});

test('a plain informer knows its objects by their keys only', () => {
  const { context } = server('web-0 rs-a n1');
  const see = listerOf(startInformers([{ kind: 'Pod', plain: true }], context).informers);
  expect(see.get('Pod', 'default/web-0')?.metadata.name).toBe('web-0');
  expect(() => see.by('Pod', 'nodeName', 'n1')).toThrow('no indices');
});

test.each([
  ['web-0 rs-a n1', undefined, ['default/rs-a']],
  ['web-0 rs-b n1', 'web-0 rs-a n1', ['default/rs-b', 'default/rs-a']],
  ['web-0 rs-a n1', 'web-0 rs-a n2', ['default/rs-a']],
  ['web-0 - n1', 'web-0 rs-a n1', ['default/rs-a']],
  ['web-0 - n1', undefined, []],
])('a change to %s from %s concerns the owners now and before', (line, before, expected) => {
  const old = before === undefined ? {} : { old: pod(before) };
  const delta: Delta = { kind: 'Pod', type: 'MODIFIED', object: pod(line), revision: 1, ...old };
  expect(controllerKeys(delta, 'ReplicaSet')).toEqual(expected);
  expect(controllerKeys(delta, 'Job')).toEqual([]);
});
