/** Whoever scales has the replicas. upstream: test/integration/apiserver/apply/scale_test.go */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import { ask, body, testServer, type TestServer } from '../testServer.ts';

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
