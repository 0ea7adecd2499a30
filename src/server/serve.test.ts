import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { draftToken, signToken } from '#engine/helpers/jwt.ts';
import { signingKeyOf } from '#engine/helpers/clusterKeys.ts';
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

test('the issuer of tokens tells of itself', async () => {
  expect((await client.ask('/.well-known/openid-configuration')).body).toMatchObject({
    issuer: 'https://kubernetes.default.svc.cluster.local',
    id_token_signing_alg_values_supported: ['RS256'],
  });
  const keys = await client.ask('/openid/v1/jwks');
  expect(keys.headers['content-type']).toBe('application/jwk-set+json');
  expect((await client.ask('/openid/v1/jwks', { token: false })).code).toBe(403);
});

test('whoever has no token sees public paths and nothing else', async () => {
  expect((await client.ask('/version', { token: false })).code).toBe(200);
  expect((await client.ask(configMaps, { token: false })).code).toBe(403);
  const wrong = await client.ask(configMaps, { token: false, headers: { authorization: 'Bearer none' } });
  expect(wrong.body).toMatchObject({ reason: 'Unauthorized', message: 'Unauthorized', code: 401 });
});

test.each([
  [{ host: 'rebound.example.com' }, true, 403],
  [{ origin: 'https://example.com' }, false, 403],
  [{ origin: 'https://example.com' }, true, 200],
])('with %j, and a token or none (%s), a request is meant for us or not', async (headers, token, code) => {
  expect((await client.ask('/version', { headers, token })).code).toBe(code);
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

/** Makes a custom kind, and waits until it is served. */
async function serveGadgets(): Promise<string> {
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } };
  const spec = { group: 'example.org', scope: 'Cluster', names: { plural: 'gadgets', kind: 'Gadget' }, versions: [version] };
  const kind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  await client.ask(definitions, { method: 'POST', body: { ...kind, metadata: { name: 'gadgets.example.org' }, spec } });
  const path = '/apis/example.org/v1/gadgets';
  for (let tries = 0; tries < 100 && (await client.ask(path)).code !== 200; tries += 1) await new Promise((done) => setTimeout(done, 20));
  return path;
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

test('a watch of custom objects tells that they go, and ends with their definition', async () => {
  const path = await serveGadgets();
  await client.ask(path, { method: 'POST', body: { apiVersion: 'example.org/v1', kind: 'Gadget', metadata: { name: 'a' } } });
  const watching = client.lines(`${path}?watch=1`);
  await client.ask(`${definitions}/gadgets.example.org`, { method: 'DELETE' });
  const events = (await watching).map((line) => (JSON.parse(line) as { type: string }).type);
  expect(events.filter((type) => type !== 'MODIFIED')).toEqual(['ADDED', 'DELETED']);
});

test('a watch cannot be had as YAML', async () => {
  const refused = await client.ask('/api/v1/pods?watch=1', { headers: { accept: 'application/yaml' } });
  expect([refused.code, refused.headers['content-type']]).toEqual([406, 'application/yaml']);
  expect(refused.text).toContain('application/json;stream=watch');
});

test('custom objects cannot be had as protocol buffers, their metadata can', async () => {
  const path = await serveGadgets();
  const type = 'application/vnd.kubernetes.protobuf';
  const refused = await client.ask(path, { headers: { accept: type } });
  expect([refused.code, refused.headers['content-type']]).toEqual([406, type]);
  expect(refused.text).toContain(`only the following media types are accepted: application/json, application/yaml, ${type}`);
  const metadata = await client.ask(path, { headers: { accept: `${type};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1` } });
  expect([metadata.code, metadata.headers['content-type']]).toEqual([200, type]);
  expect((await client.ask(path, { headers: { accept: `${type},application/json` } })).body).toMatchObject({ kind: 'GadgetList' });
});

test('JSON is safe to stand inside HTML, as what Go writes is', async () => {
  const { text } = await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'tags' }, data: { k: '<a&b>' } } });
  expect(text).toContain('\\u003ca\\u0026b\\u003e');
});

test('answers name the flow schema and the priority level of the request', async () => {
  const objects = '/apis/flowcontrol.apiserver.k8s.io/v1beta3';
  const uidOf = async (name: string): Promise<unknown> => {
    const { metadata } = (await client.ask(`${objects}/${name}`)).body as { metadata?: { uid?: string } };
    return metadata?.uid;
  };
  const uids = async (kind: string): Promise<unknown[]> => [
    await uidOf(`flowschemas/${kind}`),
    await uidOf(`prioritylevelconfigurations/${kind}`),
  ];
  const told = async (headers: Record<string, string>): Promise<unknown[]> => {
    const answer = await client.ask('/version', { headers });
    return [answer.headers['x-kubernetes-pf-flowschema-uid'], answer.headers['x-kubernetes-pf-prioritylevel-uid']];
  };
  expect(await told({})).toEqual(await uids('exempt'));
  expect(await told({ 'impersonate-user': 'noxu' })).toEqual(await uids('global-default'));
});

test('sendInitialEvents is refused in the words of a server without that feature', async () => {
  const { body } = await client.ask(`${configMaps}?watch=1&sendInitialEvents=true`);
  expect(body).toMatchObject({ code: 422, reason: 'Invalid', details: { kind: 'ListOptions', group: 'meta.k8s.io' } });
  const { body: alone } = await client.ask(`${configMaps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`);
  expect(alone).toMatchObject({
    message:
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
  });
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

test('OpenAPI is told as JSON and as the protocol buffer of its version', async () => {
  const json = await client.ask('/openapi/v2', { headers: { accept: 'application/json' } });
  expect(json.body['swagger']).toBe('2.0');
  const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
  const binary = await client.ask('/openapi/v2', { headers: { accept } });
  expect(binary.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  expect(binary.text.startsWith('\n\x032.0\x12')).toBe(true);
  expect((await client.ask('/openapi/v3')).body['paths']).toHaveProperty('apis/apps/v1');
  const third = await client.ask('/openapi/v3/apis/apps/v1', { headers: { accept: accept.replace('v2', 'v3') } });
  expect(third.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v3.v1.0+protobuf');
  expect(third.text.startsWith('\n\x053.0.0\x12')).toBe(true);
});

test('who asks counts: another is refused what the roles do not give', async () => {
  const { body } = await client.ask(configMaps, { headers: { 'impersonate-user': 'bob' } });
  expect(body).toMatchObject({ code: 403, message: expect.stringContaining('User "bob" cannot list resource "configmaps"') });
});

test('a review has no columns', async () => {
  const spec = { resourceAttributes: { verb: 'get', resource: 'pods' } };
  const { body } = await client.ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    method: 'POST',
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec },
  });
  expect(body).toMatchObject({ code: 406, reason: 'NotAcceptable' });
});

test('a namespace that is deleted goes once its pods have gone', async () => {
  await client.ask('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: 'going' } } });
  const account = '/api/v1/namespaces/going/serviceaccounts/default';
  for (let i = 0; i < 100 && (await client.ask(account)).code === 404; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  const spec = { containers: [{ name: 'c', image: 'nginx' }] };
  const pod = await client.ask('/api/v1/namespaces/going/pods', { method: 'POST', body: { metadata: { name: 'p' }, spec } });
  expect(pod.code).toBe(201);
  await client.ask('/api/v1/namespaces/going', { method: 'DELETE' });
  let code = 200;
  for (let i = 0; i < 200 && code === 200; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    ({ code } = await client.ask('/api/v1/namespaces/going'));
  }
  expect(code).toBe(404);
});
test('a custom resource is served with its columns once it is defined', async () => {
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } } },
    additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
  };
  const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['wi'] };
  const spec = { group: 'example.com', scope: 'Namespaced', names, versions: [version] };
  const defined = await client.ask(definitions, { method: 'POST', body: { metadata: { name: 'widgets.example.com' }, spec } });
  expect(defined.code).toBe(201);
  const widgets = '/apis/example.com/v1/namespaces/default/widgets';
  let created = await client.ask(widgets, { method: 'POST', body: widget });
  for (let i = 0; i < 100 && created.code === 404; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    created = await client.ask(widgets, { method: 'POST', body: widget });
  }
  expect(created.code).toBe(201);
  const { body } = await client.ask(widgets, { headers: table });
  expect(body).toMatchObject({ columnDefinitions: [{ name: 'Name' }, { name: 'Size', type: 'integer' }], rows: [{ cells: ['w', 3] }] });
  expect((await client.ask('/apis/example.com/v1')).body).toMatchObject({ resources: [{ name: 'widgets', shortNames: ['wi'] }] });
});

const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 3 } };

/** A token signed with the key of clusters that nobody has given a key. */
function signed(claims: Json): string {
  const key = signingKeyOf({});
  return signToken(draftToken(claims, key), key);
}

test('a token of a service account opens the door; one signed with the key that everybody knows does not', async () => {
  const accounts = '/api/v1/namespaces/default/serviceaccounts/default';
  const { body } = await client.ask(`${accounts}/token`, { method: 'POST', body: { spec: {} } });
  const { token } = body['status'] as unknown as { token: string };
  const asToken = (bearer: string) => client.ask('/apis', { token: false, headers: { authorization: `Bearer ${bearer}` } });
  expect((await asToken(token)).code).toBe(200);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Json;
  const guessed = signed(claims);
  expect((await asToken(guessed)).code).toBe(401);
});

test('the columns of a table say what they are for', async () => {
  const pods = await client.ask('/api/v1/pods', { headers: table });
  const told = pods.body['columnDefinitions'] as unknown as { name: string; description: string }[];
  expect(told.find(({ name }) => name === 'Name')?.description).toMatch(/^Name must be unique within a namespace/);
  expect(told.find(({ name }) => name === 'Status')?.description).toBe('The aggregate status of the containers in this pod.');
  expect(told.filter(({ description }) => description === '')).toEqual([]);
});

test('the items of a list of a built-in kind do not say their kind again', async () => {
  await client.ask(configMaps, { method: 'POST', body: { metadata: { name: 'item' } } });
  const { body } = await client.ask(`${configMaps}?fieldSelector=metadata.name%3Ditem`);
  const [item] = body['items'] as unknown as readonly object[];
  expect(Object.keys(item!)).not.toContain('kind');
  expect(body['kind']).toBe('ConfigMapList');
});

test.each([
  {
    path: '',
    method: 'POST',
    type: 'json',
    body: '{bad',
    code: 400,
    message: 'the object provided is unrecognized (must be of type ConfigMap): ',
  },
  {
    path: '',
    method: 'PATCH',
    type: 'json',
    body: '{}',
    code: 405,
    message: 'the server does not allow this method on the requested resource',
  },
  { path: '/item', method: 'PATCH', type: 'json', body: '{}', code: 415, message: '415: Unsupported Media Type' },
  {
    path: '/item',
    method: 'PATCH',
    type: 'merge-patch+json',
    body: '{bad',
    code: 400,
    message: "error decoding patch: invalid character 'b'",
  },
])('$method $path of $type with $body is refused with $code', async ({ path, method, type, body, code, message }) => {
  const answer = await client.ask(`${configMaps}${path}`, { method, headers: { 'content-type': `application/${type}` }, body });
  expect(answer.code).toBe(code);
  expect(answer.body['message']).toContain(message);
});
