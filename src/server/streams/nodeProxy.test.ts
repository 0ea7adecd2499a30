import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestClient } from '../testClient.test-helper.ts';

let client: TestClient;
let node = '';
beforeAll(async () => {
  client = await startServer();
  node = /"name": ?"(node-\d+)"/.exec((await client.ask('/api/v1/nodes')).text)?.[1] ?? '';
});
afterAll(() => client.close());

test.each([
  ['healthz', 200, 'ok'],
  ['logs/', 200, '<a href="containers/">'],
  ['pods', 200, '"kind":"PodList"'],
  ['metrics', 200, 'kubelet_running_pods 0'],
  ['nowhere', 404, '404 page not found'],
])('a kubelet answers through the API server: %s', async (path, code, text) => {
  for (const port of ['', ':10250']) {
    const answer = await client.ask(`/api/v1/nodes/${node}${port}/proxy/${path}`);
    expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(text)]);
  }
});

test('a port of the node on which nothing listens, and a node that is not there', async () => {
  expect((await client.ask(`/api/v1/nodes/${node}:9999/proxy/`)).code).toBe(503);
  expect((await client.ask('/api/v1/nodes/none/proxy/pods')).body).toMatchObject({ code: 404, message: 'nodes "none" not found' });
});
