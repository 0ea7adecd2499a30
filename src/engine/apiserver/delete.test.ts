import { describe, expect, test } from 'vitest';
import type { ObjectMeta } from '#api/meta.ts';
import type { DeleteOptions } from '#api/request.ts';
import { historySince } from '#engine/etcd/store.ts';
import { ask, body, create, podServer, podSpec, testServer, type TestServer } from './testServer.ts';

function remove(
  it: TestServer,
  kind: 'Pod' | 'ConfigMap' | 'Deployment' | 'Job' | 'Namespace' | 'ReplicationController',
  name: string,
  options: DeleteOptions = {},
): ReturnType<typeof ask> {
  return ask(it, kind, { verb: 'delete', name, options: { delete: options } });
}

function boundPod(it: TestServer, name: string): void {
  create(it, 'Pod', name, { spec: podSpec });
  ask(it, 'Pod', { verb: 'create', name, subresource: 'binding', object: { metadata: { name }, target: { name: 'node-1' } } });
}

const template = { metadata: { labels: { app: 'x' } }, spec: podSpec };

describe('pods are deleted gracefully', () => {
  test('a pod that runs keeps its grace, which can only be shortened', () => {
    const it = podServer();
    boundPod(it, 'p');
    const times = [undefined, 7, 60, 3].map((gracePeriodSeconds) => {
      const { metadata } = body(remove(it, 'Pod', 'p', gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }));
      return `${metadata?.['deletionGracePeriodSeconds']} ${metadata?.['deletionTimestamp']}`;
    });
    expect(times).toEqual(['30 2026-11-21T20:00:30Z', '7 2026-11-21T20:00:07Z', '7 2026-11-21T20:00:07Z', '3 2026-11-21T20:00:03Z']);
    const last = remove(it, 'Pod', 'p', { gracePeriodSeconds: 0 });
    expect(body(last)['metadata']).toMatchObject({ deletionGracePeriodSeconds: 0, deletionTimestamp: '2026-11-21T20:00:00Z' });
    expect(ask(it, 'Pod', { name: 'p' }).code).toBe(404);
  });

  test('a pod that runs nowhere goes at once, in two writes', () => {
    const it = podServer();
    create(it, 'Pod', 'p', { spec: podSpec });
    const before = it.server.store.revision;
    remove(it, 'Pod', 'p');
    expect(historySince(it.server.store, before).map((entry) => entry.type)).toEqual(['MODIFIED', 'DELETED']);
  });

  test('a finalizer holds a pod after its grace', () => {
    const it = podServer();
    create(it, 'Pod', 'p', { metadata: { finalizers: ['example.com/hold'] }, spec: podSpec });
    remove(it, 'Pod', 'p', { gracePeriodSeconds: 0 });
    expect(ask(it, 'Pod', { name: 'p' }).code).toBe(200);
    ask(it, 'Pod', { verb: 'patch', name: 'p', patch: { type: 'merge', body: { metadata: { finalizers: null } } } });
    expect(ask(it, 'Pod', { name: 'p' }).code).toBe(404);
  });
});

describe('finalizers', () => {
  test('hold an object until the last one is gone', () => {
    const it = testServer();
    create(it, 'ConfigMap', 'a', { metadata: { finalizers: ['example.com/x'] } });
    expect(body(remove(it, 'ConfigMap', 'a'))['metadata']).toMatchObject({
      deletionTimestamp: '2026-11-21T20:00:00Z',
      deletionGracePeriodSeconds: 0,
    });
    const added = ask(it, 'ConfigMap', {
      verb: 'patch',
      name: 'a',
      patch: { type: 'merge', body: { metadata: { finalizers: ['example.com/x', 'example.com/y'] } } },
    });
    expect(body(added)['message']).toContain('no new finalizers can be added if the object is being deleted');
    ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch: { type: 'json', body: [{ op: 'remove', path: '/metadata/finalizers' }] } });
    expect(ask(it, 'ConfigMap', { name: 'a' }).code).toBe(404);
  });

  test('hold a name, which is refused with the news that it will soon be free', () => {
    const it = testServer();
    create(it, 'ConfigMap', 'a', { metadata: { finalizers: ['example.com/x'] } });
    expect(body(create(it, 'ConfigMap', 'a'))['message']).toBe('configmaps "a" already exists');
    remove(it, 'ConfigMap', 'a');
    expect(body(create(it, 'ConfigMap', 'a'))).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'object is being deleted: configmaps "a" already exists',
    });
  });

  const spec = { replicas: 1, selector: { matchLabels: { app: 'x' } }, template };
  test.each([
    ['Deployment', {}, undefined],
    ['Deployment', { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    ['Deployment', { propagationPolicy: 'Orphan' }, ['orphan']],
    ['Deployment', { orphanDependents: true }, ['orphan']],
    ['ReplicationController', {}, ['orphan']],
    ['ReplicationController', { propagationPolicy: 'Background' }, undefined],
  ] as const)('%s %o leaves the finalizers %o', (kind, options, finalizers) => {
    const it = testServer();
    create(it, kind, 'd', { spec: kind === 'Deployment' ? spec : { template } });
    const answer = body(remove(it, kind, 'd', options));
    if (finalizers === undefined) expect([answer['status'], ask(it, kind, { name: 'd' }).code]).toEqual(['Success', 404]);
    else expect(answer['metadata']).toMatchObject({ finalizers, generation: 2 });
  });
});

describe('namespaces', () => {
  test('are marked, take nothing new, and end when their controller lets go', () => {
    const it = testServer();
    create(it, 'Namespace', 'gc');
    create(it, 'ConfigMap', 'before', {});
    expect(body(remove(it, 'Namespace', 'gc'))['status']).toEqual({ phase: 'Terminating' });
    const refused = ask(it, 'ConfigMap', { verb: 'create', namespace: 'gc', object: { metadata: { name: 'after' } } });
    expect([refused.code, body(refused)['message']]).toEqual([
      403,
      'configmaps "after" is forbidden: unable to create new content in namespace gc because it is being terminated',
    ]);
    expect(body(refused)['details']).toMatchObject({ causes: [{ reason: 'NamespaceTerminating' }] });
    ask(it, 'Namespace', {
      verb: 'update',
      name: 'gc',
      subresource: 'finalize',
      object: { metadata: { name: 'gc' }, spec: { finalizers: [] } },
    });
    expect(ask(it, 'Namespace', { name: 'gc' }).code).toBe(404);
  });
  test('some may not be deleted', () => {
    expect(body(remove(testServer(), 'Namespace', 'default'))['message']).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});

test('a collection is deleted by its selector', () => {
  const it = testServer();
  for (const name of ['a', 'b', 'c']) create(it, 'ConfigMap', name, { metadata: { labels: { odd: name === 'b' ? 'no' : 'yes' } } });
  const answer = ask(it, 'ConfigMap', { verb: 'deletecollection', options: { labelSelector: 'odd=yes' } });
  expect(body(answer)['items']).toHaveLength(2);
  expect(ask(it, 'ConfigMap', { verb: 'list' }).body).toMatchObject({ items: [{ metadata: { name: 'b' } }] });
});

test('of a collection goes what its list tells, which is answered as it was', () => {
  const it = testServer();
  for (const name of ['a', 'b', 'c']) create(it, 'ConfigMap', name, { metadata: { finalizers: ['x.io/y'] } });
  const answer = body(ask(it, 'ConfigMap', { verb: 'deletecollection', options: { limit: 2 } }));
  expect(answer['metadata']?.['remainingItemCount']).toBe(1);
  const { items } = answer as unknown as { readonly items: readonly { readonly metadata: ObjectMeta }[] };
  expect(items.map(({ metadata }) => [metadata.name, metadata.deletionTimestamp])).toEqual([
    ['a', undefined],
    ['b', undefined],
  ]);
  const left = ['a', 'b', 'c'].map((name) => body(ask(it, 'ConfigMap', { verb: 'get', name }))['metadata']?.['deletionTimestamp']);
  expect(left.map((time) => time !== undefined)).toEqual([true, true, false]);
});

test('who deletes a Job and does not say what becomes of its pods is told that they stay', () => {
  const it = testServer();
  const told = (options: DeleteOptions): number => remove(it, 'Job', 'j', options).warnings?.length ?? 0;
  expect([{}, { propagationPolicy: 'Background' as const }, { orphanDependents: true }].map(told)).toEqual([1, 0, 0]);
});

test('a policy and its older form exclude each other', () => {
  const it = testServer();
  create(it, 'ConfigMap', 'a');
  expect(body(remove(it, 'ConfigMap', 'a', { propagationPolicy: 'Orphan', orphanDependents: true }))['message']).toBe(
    'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
  );
});

describe('what a delete answers', () => {
  test.each(['StorageClass', 'VolumeAttachment', 'CSIDriver', 'CSINode', 'Service'] as const)('a %s is told as it was', (kind) => {
    const it = testServer();
    const spec = {
      StorageClass: { provisioner: 'example.com/p' },
      VolumeAttachment: { spec: { attacher: 'example.com', nodeName: 'n', source: { persistentVolumeName: 'v' } } },
      CSIDriver: { spec: {} },
      CSINode: { spec: { drivers: [] } },
      Service: { spec: { ports: [{ port: 80 }] } },
    }[kind];
    expect(create(it, kind, 'a', spec as never).code).toBe(201);
    expect(body(ask(it, kind, { verb: 'delete', name: 'a', options: { dryRun: ['All'] } }))['kind']).toBe(kind);
    expect(body(ask(it, kind, { verb: 'delete', name: 'a' }))['kind']).toBe(kind);
  });

  test('namespaces have words of their own for a precondition', () => {
    const it = testServer();
    const { metadata } = body(create(it, 'Namespace', 'a'));
    expect(body(remove(it, 'Namespace', 'a', { preconditions: { uid: 'other' } }))['message']).toBe(
      `Operation cannot be fulfilled on namespaces "a": Precondition failed: UID in precondition: other, UID in object meta: ${metadata?.['uid']}`,
    );
    expect(body(remove(it, 'Namespace', 'a', { preconditions: { resourceVersion: '1' } }))['message']).toBe(
      `Operation cannot be fulfilled on namespaces "a": Precondition failed: ResourceVersion in precondition: 1, ResourceVersion in object meta: ${metadata?.['resourceVersion']}`,
    );
  });
});
