/** Whoever scales has the replicas. upstream: test/integration/apiserver/apply/scale_test.go */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import { ask, body, testServer, type TestServer } from '../testServer.ts';
import { decodeManaged, encodeManaged } from './managed.ts';
import { toParent, toScale } from './scaleManagers.ts';

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };

function applied(replicas: number | undefined): Json {
  const spec = { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: { app: 'x' } }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec };
}

function send(it: TestServer, rest: Partial<Request>): Response {
  return ask(it, 'Deployment', { verb: 'patch', name: 'd', ...rest });
}

/** `name subresource` of whoever has the replicas. */
function owners(it: TestServer): readonly string[] {
  const { metadata } = ask(it, 'Deployment', { name: 'd' }).body as unknown as {
    readonly metadata: { readonly managedFields: readonly { manager: string; subresource?: string; fieldsV1: { 'f:spec'?: object } }[] };
  };
  return metadata.managedFields
    .filter(({ fieldsV1 }) => 'f:replicas' in (fieldsV1['f:spec'] ?? {}))
    .map(({ manager, subresource = '' }) => `${manager} ${subresource}`);
}

test('an update of the scale takes the replicas, an apply of it conflicts and can be forced', () => {
  const it = testServer();
  send(it, { patch: { type: 'apply', body: applied(1) }, options: { fieldManager: 'm' } });
  expect(owners(it)).toEqual(['m ']);
  const change = { type: 'merge', body: { spec: { replicas: 5 } } } as const;
  expect(send(it, { subresource: 'scale', patch: change, options: { fieldManager: 's' } }).code).toBe(200);
  expect(owners(it)).toEqual(['s scale']);
  const again = send(it, { patch: { type: 'apply', body: applied(1) }, options: { fieldManager: 'm' } });
  expect(body(again)['message']).toBe(
    'Apply failed with 1 conflict: conflict with "s" with subresource "scale" using apps/v1: .spec.replicas',
  );
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' }, spec: { replicas: 7 } };
  const ask7: Partial<Request> = { subresource: 'scale', patch: { type: 'apply', body: scale } };
  expect(send(it, { ...ask7, options: { fieldManager: 'h' } }).code).toBe(409);
  expect(body(send(it, { ...ask7, options: { fieldManager: 'h', force: true } }))['spec']).toEqual({ replicas: 7 });
  expect(owners(it)).toEqual(['h scale']);
});

test('without owners of the replicas an update of the scale notes nobody, as recorded', () => {
  const it = testServer();
  send(it, { patch: { type: 'apply', body: applied(1) }, options: { fieldManager: 'm' } });
  send(it, { patch: { type: 'apply', body: applied(undefined) }, options: { fieldManager: 'm' } });
  send(it, { subresource: 'scale', patch: { type: 'merge', body: { spec: { replicas: 2 } } }, options: { fieldManager: 's' } });
  expect(owners(it)).toEqual([]);
});

test('each version of a custom kind has its replicas where its definition says; entries of unknown versions go', () => {
  const paths: Readonly<Record<string, readonly string[]>> = { 'g/v1': ['f:spec', 'f:size'], 'g/v2': ['f:spec', 'f:count'], 'g/v3': [] };
  const entry = (manager: string, version: string, field: string) => ({
    manager,
    operation: 'Apply',
    apiVersion: `g/${version}`,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { [field]: {}, 'f:other': {} } },
  });
  const managed = decodeManaged([
    entry('a', 'v1', 'f:size'),
    entry('b', 'v2', 'f:count'),
    entry('c', 'v3', 'f:size'),
    entry('d', 'v4', 'f:size'),
  ]);
  const at = (apiVersion: string) => paths[apiVersion];
  const scale = toScale(managed ?? new Map(), at);
  expect([...scale.values()].map(({ manager }) => manager)).toEqual(['a', 'b']);
  const left = encodeManaged(toParent(managed ?? new Map(), new Map(), at, 'g/v1'));
  expect(left.map(({ manager, fieldsV1 }) => [manager, Object.keys((fieldsV1 as { 'f:spec': object })['f:spec'])])).toEqual([
    ['a', ['f:other']],
    ['b', ['f:other']],
    ['c', ['f:other', 'f:size']],
  ]);
});
