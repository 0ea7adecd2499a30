import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestClient } from './testClient.test-helper.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
});
afterAll(() => client.close());

const configMaps = '/api/v1/namespaces/default/configmaps';
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

test('says which version it is', async () => {
  expect((await client.ask('/version')).body).toMatchObject({ major: '1', minor: '28', gitVersion: 'v1.28.4' });
});

test.each([
  ['/readyz', 200, 'ok'],
  ['/livez/ping', 200, 'ok'],
  ['/healthz/none', 404, '404 page not found\n'],
])('%s answers %d', async (path, code, text) => {
  expect(await client.ask(path)).toMatchObject({ code, text });
});

test('whoever has no token sees public paths and nothing else', async () => {
  expect((await client.ask('/version', { token: false })).code).toBe(200);
  expect((await client.ask(configMaps, { token: false })).code).toBe(403);
  const wrong = await client.ask(configMaps, { token: false, headers: { authorization: 'Bearer none' } });
  expect(wrong.body).toMatchObject({ reason: 'Unauthorized', message: 'Unauthorized', code: 401 });
});

test.each([
  [{ host: 'rebound.example.com' }, 403],
  [{ origin: 'https://example.com' }, 403],
])('a request with %j is not meant for us', async (headers, code) => {
  expect((await client.ask('/version', { headers })).code).toBe(code);
});

test('create, get, list, patch, delete; every answer has its headers', async () => {
  const created = await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'a' }, data: { x: '1' } } });
  expect(created.code).toBe(201);
  expect(created.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  expect(created.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
  const patched = await client.ask(`${configMaps}/a`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { data: { x: '2' } },
  });
  expect(patched.body['data']).toEqual({ x: '2' });
  const got = await client.ask(`${configMaps}/a`, { headers: { accept: 'application/yaml' } });
  expect(got.headers['content-type']).toBe('application/yaml');
  expect(got.text).toContain('kind: ConfigMap');
  expect((await client.ask(`${configMaps}?labelSelector=no%3Dsuch`)).body['items']).toEqual([]);
  expect((await client.ask(`${configMaps}/a`, { method: 'DELETE' })).body).toMatchObject({ status: 'Success' });
  expect((await client.ask(`${configMaps}/a`)).body).toMatchObject({ code: 404, message: 'configmaps "a" not found' });
});

test('a table has the columns of the kind, and rows with what was asked for', async () => {
  await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'row' }, data: { x: '1' } } });
  const { body } = await client.ask(`${configMaps}?includeObject=None&fieldSelector=metadata.name%3Drow`, { headers: table });
  expect(body).toMatchObject({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    rows: [{ cells: ['row', 1, expect.anything()], object: null }],
  });
});

test('forms that cannot be had are refused with the ones that can', async () => {
  const refused = await client.ask(configMaps, { headers: { accept: 'text/csv' } });
  expect(refused.body).toMatchObject({ code: 406, reason: 'NotAcceptable' });
  const unread = await client.ask(configMaps, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a,b' });
  expect(unread.body).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
});

test('a watch begins with what is there, goes on with what happens, and ends at its time', async () => {
  const path = '/api/v1/namespaces/kube-public/configmaps';
  const watching = client.lines(`${path}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dw`);
  await client.ask(path, { method: 'POST', body: { metadata: { name: 'w' } } });
  await client.ask(`${path}/w`, { method: 'DELETE' });
  const events = (await watching).map((line) => (JSON.parse(line) as { type: string }).type);
  expect(events).toEqual(['ADDED', 'DELETED']);
});

test('sendInitialEvents is refused in the words of a server without that feature', async () => {
  const { body } = await client.ask(`${configMaps}?watch=1&sendInitialEvents=true`);
  expect(body).toMatchObject({ code: 422, reason: 'Invalid', details: { kind: 'ListOptions', group: 'meta.k8s.io' } });
});

test('unknown fields are told in Warning headers', async () => {
  const { headers } = await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'warned' }, dataa: {} } });
  expect(headers['warning']).toBe('299 - "unknown field \\"dataa\\""');
});

test('discovery tells of groups and resources, plain and aggregated', async () => {
  const plain = await client.ask('/apis/apps/v1');
  expect(plain.body).toMatchObject({ kind: 'APIResourceList', groupVersion: 'apps/v1' });
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
  const all = await client.ask('/apis', { headers: { accept } });
  expect(all.body).toMatchObject({ kind: 'APIGroupDiscoveryList' });
  const again = await client.ask('/apis', { headers: { accept, 'if-none-match': all.headers.etag ?? '' } });
  expect(again.code).toBe(304);
});

test('a body over the limit is refused', async () => {
  const { code } = await client.ask(configMaps, { method: 'POST', body: `{"data":{"x":"${'y'.repeat(4_000_000)}"}}` });
  expect(code).toBe(413);
});
