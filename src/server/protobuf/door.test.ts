import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { startServer, type TestClient } from '../testClient.test-helper.ts';
import { protobufType } from '#api/http/negotiate.ts';
import { decodeObject, encodeObject } from './envelope.ts';
import { tokensOf } from './wire.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
});
afterAll(() => client.close());

const configMaps = '/api/v1/namespaces/default/configmaps';
/** As client-go asks: protobuf, and what else there is when there is none. */
const headers = { accept: `${protobufType}, */*`, 'content-type': protobufType };

function bytesOf(object: Json): Buffer {
  const bytes = encodeObject(object);
  if (bytes === undefined) throw new Error('the kind has no message');
  return bytes;
}

test('a client that speaks protobuf creates, lists, watches and deletes', async () => {
  const draft: Json = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: '' }, data: { x: '1' } };
  const created = await client.ask(configMaps, { method: 'POST', headers, body: bytesOf(draft) });
  expect(created.code).toBe(201);
  expect(created.headers['content-type']).toBe(protobufType);
  expect(decodeObject(created.bytes)).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } });

  const list = decodeObject((await client.ask(`${configMaps}?fieldSelector=metadata.name%3Da`, { headers })).bytes);
  expect(list).toMatchObject({ kind: 'ConfigMapList', items: [{ metadata: { name: 'a' } }] });

  const watch = await client.ask(`${configMaps}?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Da`, { headers });
  expect(watch.headers['content-type']).toBe(`${protobufType};stream=watch`);
  const [type] = [...tokensOf(watch.bytes.subarray(4, 4 + watch.bytes.readUInt32BE()))];
  expect(type?.bytes.toString()).toBe('ADDED');

  const options = bytesOf({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'another' } });
  const refused = await client.ask(`${configMaps}/a`, { method: 'DELETE', headers, body: options });
  expect(decodeObject(refused.bytes)).toMatchObject({ kind: 'Status', code: 409, reason: 'Conflict' });
  expect((await client.ask(`${configMaps}/a`, { method: 'DELETE', headers })).code).toBe(200);
});

test('what is sent but is no message is a bad request', async () => {
  const { code, bytes } = await client.ask(configMaps, { method: 'POST', headers, body: Buffer.from('{}') });
  expect(code).toBe(400);
  expect(decodeObject(bytes)).toMatchObject({ reason: 'BadRequest' });
});

test('what has no message is answered in JSON', async () => {
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { headers: answered } = await client.ask(configMaps, {
    headers: { accept: `${protobufType};as=Table;v=v1;g=meta.k8s.io,${table}` },
  });
  expect(answered['content-type']).toBe('application/json');
});
