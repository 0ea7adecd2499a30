import { expect, test } from 'vitest';
import { ask, create, testServer } from './testServer.ts';

const claim = { apiGroup: null, kind: 'PersistentVolumeClaim', name: 'other' };
const snapshot = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
const own = { apiGroup: 'example.com', kind: 'Populator', name: 'p' };

test.each([
  ['a claim is told in both fields', { dataSource: { kind: claim.kind, name: claim.name } }, { dataSource: claim, dataSourceRef: claim }],
  ['and so is a snapshot that stands in the new field', { dataSourceRef: snapshot }, { dataSource: snapshot, dataSourceRef: snapshot }],
  ['a kind of its own goes through the new field', { dataSourceRef: own }, { dataSource: own, dataSourceRef: own }],
  ['but is dropped from the old one', { dataSource: own }, {}],
  ['a source in another namespace is behind a gate', { dataSourceRef: { ...claim, namespace: 'n' } }, {}],
])('%s', (_what, given, stored) => {
  const it = testServer();
  const resources = { requests: { storage: '1Gi' } };
  create(it, 'PersistentVolumeClaim', 'c', { spec: { accessModes: ['ReadWriteOnce'], resources, ...given } });
  const { spec } = ask(it, 'PersistentVolumeClaim', { name: 'c' }).body as unknown as { readonly spec: Readonly<Record<string, unknown>> };
  const { dataSource, dataSourceRef } = spec;
  expect({ ...(dataSource === undefined ? {} : { dataSource }), ...(dataSourceRef === undefined ? {} : { dataSourceRef }) }).toEqual(
    stored,
  );
});
