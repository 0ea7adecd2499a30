import { expect, test } from 'vitest';
import { connect } from './connect.ts';
import { create, podServer } from './testServer.ts';

test.each([
  [{}, 'a container name must be specified for pod p, choose one of: [i a b]'],
  [{ container: ['none'] }, 'container none is not valid for pod p'],
  [{ container: ['i'] }, 'container "i" in pod "p" is waiting to start: ContainerCreating'],
])('whose logs are asked for: %j', (query, words) => {
  const it = podServer();
  const named = (name: string) => ({ name, image: 'x' });
  create(it, 'Pod', 'p', { spec: { containers: [named('a'), named('b')], initContainers: [named('i')] } });
  const place = { group: '', version: 'v1', resource: 'pods', subresource: 'log', namespace: 'default', name: 'p' };
  const said: string[] = [];
  const env = { ...it.env, stream: (chunk: object) => void said.push(String((chunk as { readonly message?: string }).message)) };
  connect(it.server, 's', { verb: 'get', ...place, options: { query } }, env);
  expect(said).toEqual([words]);
});
