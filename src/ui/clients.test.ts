import { expect, test } from 'vitest';
import type { Client } from '#api/client.ts';
import type { StreamChunk } from '#api/frame.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import { isAbout, lookingClient, tellingClient } from './clients.ts';

const pod: Request = { verb: 'get', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web' };

function spy(): { readonly client: Client; readonly sent: string[] } {
  const sent: string[] = [];
  const body = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'web', namespace: 'default' } };
  const client: Client = {
    request: (request) => {
      sent.push(request.verb);
      return Promise.resolve(
        request.verb === 'list' ? { code: 200, body: { kind: 'PodList', metadata: {}, items: [body] } } : { code: 200, body },
      );
    },
    watch: () => ({ stop: () => undefined }),
    connect: ({ subresource = '' }) => {
      sent.push(subresource);
      return { stream: 's', send: () => undefined, resize: () => undefined, close: () => undefined };
    },
    now: () => 0 as VirtualMs,
    epoch: '',
  };
  return { client, sent };
}

test('a page that only looks sends no word that could change anything', async () => {
  const { client, sent } = spy();
  const looking = lookingClient(client);
  expect((await looking.request(pod)).code).toBe(200);
  for (const verb of ['create', 'update', 'patch', 'delete', 'deletecollection'] as const) {
    const { code, body } = await looking.request({ ...pod, verb });
    expect(code).toBe(403);
    expect(body).toMatchObject({ message: 'pods "web" is forbidden: this page is read-only', reason: 'Forbidden' });
  }
  const heard: StreamChunk[] = [];
  looking.connect({ ...pod, verb: 'connect', subresource: 'exec' }, (chunk) => heard.push(chunk));
  looking.connect({ ...pod, verb: 'connect', subresource: 'log' }, () => undefined);
  await Promise.resolve();
  expect(heard).toMatchObject([{ type: 'exit', code: 1 }]);
  expect(sent).toEqual(['get', 'log']);
});

test('objects that are read or written by name are told, lists are not', async () => {
  const told: string[] = [];
  const client = tellingClient(spy().client, ({ kind, metadata }, verb) => told.push(`${verb} ${kind} ${metadata.name}`));
  await client.request(pod);
  await client.request({ ...pod, verb: 'list' });
  await client.request({ ...pod, verb: 'patch' });
  expect(told).toEqual(['get Pod web', 'patch Pod web']);
});

test.each([
  [['get', 'pod', 'web'], 'web', 'get', true],
  [['describe', 'pod/web'], 'web', 'get', true],
  [['describe', 'pod', 'web'], 'node-1', 'get', false],
  [['apply', '-f', 'web.yaml'], 'web', 'patch', true],
  [['get', 'pods'], 'web', 'list', false],
] as const)('kubectl %j is about %s (%s): %s', (args, name, verb, is) => {
  expect(isAbout(args, name, verb)).toBe(is);
});
