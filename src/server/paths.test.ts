/** Paths and methods as the real server takes them: nothing is put in order that a client wrote otherwise. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestClient } from './testClient.test-helper.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
let client: TestClient;

beforeAll(async () => {
  client = await startServer();
  await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'a' } } });
  await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'large' }, data: { a: 'x'.repeat(140_000) } } });
});
afterAll(() => client.close());

const noResource = 'the server could not find the requested resource';
const noPage = '404 page not found\n';
const noMethod = 'the server does not allow this method on the requested resource';

const cases: readonly (readonly [method: string, path: string, code: number, message?: string])[] = [
  ['GET', `${configMaps}/`, 200],
  ['GET', `${configMaps}/a//`, 200],
  ['GET', '/%61pi/v1', 200],
  ['GET', '/api%2Fv1/pods', 200],
  ['GET', '/api//', 200],
  ['GET', '/apis/apps//', 200],
  ['GET', '/version//', 200],
  ['GET', '/api/v1/namespaces//configmaps', 200],
  ['GET', '/api/v1/pods?limit=%zz', 200],
  ['GET', '/api/v1//pods', 404, noResource],
  ['GET', '/api//v1', 404, noResource],
  ['GET', '/api/v1/../v1/pods', 404, noResource],
  ['GET', `${configMaps}/a/..`, 404, noResource],
  ['GET', '/apis/apps//v1/deployments', 404, noResource],
  ['GET', '/apis/apps/v9/deployments', 404, noResource],
  ['GET', '/apis/apps/v9', 404, noResource],
  ['GET', '/api/v2', 404, noResource],
  ['GET', '/version/x', 404, noResource],
  ['GET', '/api/v1/bindings', 404, noResource],
  ['GET', '/api/v1/namespaces/default/bindings/x', 404, noResource],
  ['GET', '/api/v1/namespaces/default/status/x', 404, noResource],
  ['GET', '/api/v1/namespaces/default/pods/a/log/x', 404, noResource],
  ['GET', '//api/v1/pods', 404, noPage],
  ['GET', '/apis//apps/v1/deployments', 404, noPage],
  ['GET', '/apis//', 404, noPage],
  ['GET', '/healthz/', 404, noPage],
  ['GET', '/.', 404, noPage],
  ['POST', '/none', 404, noPage],
  ['GET', `${configMaps}/..`, 400, `Name parameter invalid: "..": may not be '..'`],
  ['DELETE', `${configMaps}/%2e%2e`, 400, `Name parameter invalid: "..": may not be '..'`],
  ['GET', `${configMaps}/a%25`, 400, `Name parameter invalid: "a%": may not contain '%'`],
  ['GET', '/api/v1/namespaces/default/pods//log', 400, 'name must be provided'],
  ['GET', '/api/v1/namespaces//configmaps/a', 400, 'Namespace parameter required.'],
  ['GET', '/%zz', 400, '400 Bad Request'],
  ['GET', '/api/v1/watch', 500, 'failed to create RequestInfo: unable to determine kind and namespace from url, /api/v1/watch'],
  ['POST', '/apis', 200],
  ['OPTIONS', '/apis/apps', 200],
  ['DELETE', '/healthz', 200],
  ['HEAD', '/healthz', 200],
  ['HEAD', configMaps, 405],
  ['HEAD', '/api/v1', 405],
  ['POST', '/version', 405, noMethod],
  ['OPTIONS', configMaps, 405, noMethod],
  ['TRACE', '/api/v1/none', 404, noResource],
];

test.each(cases.map(([method, path, code, message = '']) => ({ method, path, code, message })))(
  '$method $path: $code',
  async ({ method, path, code, message }) => {
    const answer = await client.ask(path, { method });
    expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(JSON.stringify(message).slice(1, -1).replace(/\\n$/, ''))]);
  },
);

test.each<readonly [string, string | undefined]>([
  ['gzip', 'gzip'],
  ['deflate, gzip', 'gzip'],
  ['gzip;q=0', undefined],
  ['x-gzip', undefined],
])('a large answer to who accepts %s', async (accepted, encoding) => {
  const answer = await client.ask(`${configMaps}/large`, { headers: { 'accept-encoding': accepted } });
  expect(answer.headers['content-encoding']).toBe(encoding);
  const small = await client.ask(`${configMaps}/a`, { headers: { 'accept-encoding': accepted } });
  expect(small.headers['content-encoding']).toBeUndefined();
  if (encoding !== undefined) expect(gunzipSync(answer.bytes).toString()).toContain('xxxx');
});

test('the query of a deletion does not count beside a body', async () => {
  const bad = `${configMaps}/none?gracePeriodSeconds=x`;
  expect((await client.ask(bad, { method: 'DELETE' })).code).toBe(400);
  expect((await client.ask(bad, { method: 'DELETE', body: {} })).code).toBe(404);
});
