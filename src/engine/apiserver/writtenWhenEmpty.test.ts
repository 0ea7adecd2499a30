import { expect, test } from 'vitest';
import { ask, create, testServer } from './testServer.ts';

/** Lists without omitempty: whoever leaves one out is answered with null. */
test.each([
  ['Role', {}, { rules: null }],
  ['ClusterRole', {}, { rules: null }],
  ['EndpointSlice', { addressType: 'IPv4' }, { endpoints: null, ports: null }],
  ['CSINode', { spec: { drivers: [{ name: 'd', nodeID: 'n' }] } }, { spec: { drivers: [{ name: 'd', nodeID: 'n', topologyKeys: null }] } }],
] as const)('%s: a list that is left out is null', (kind, given, stored) => {
  const it = testServer();
  create(it, kind, 'c', given);
  expect(ask(it, kind, { name: 'c' }).body).toMatchObject(stored);
});
