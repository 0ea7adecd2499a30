import { encodeText } from '#api/machinery/base64.ts';
import { testCluster } from '../common/testing.ts';
import { signingKeyOf } from '../../helpers/clusterKeys.ts';
import { serviceAccountTokens } from './tokens.ts';
import { expect, it } from 'vitest';

const account = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'robot', namespace: 'default', uid: 'r' },
  secrets: [{ name: 'key' }, { name: 'other' }],
};

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/service-account-token',
  metadata: { name: 'key', namespace: 'default', annotations: { 'kubernetes.io/service-account.name': 'robot' } },
};

it('takes a Secret that is gone off its account', () => {
  const cluster = testCluster(serviceAccountTokens({ key: signingKeyOf({}), rootCa: 'ca' }));
  cluster.put(account);
  cluster.put(secret);
  cluster.run();
  cluster.remove('Secret', 'key');
  cluster.run();
  expect(cluster.get('ServiceAccount', 'robot')?.secrets).toEqual([{ name: 'other' }]);
});

it('leaves a namespace that somebody wrote', () => {
  const cluster = testCluster(serviceAccountTokens({ key: signingKeyOf({}), rootCa: 'ca' }));
  cluster.put(account);
  cluster.put({ ...secret, data: { namespace: encodeText('elsewhere') } });
  cluster.run();
  expect(cluster.get('Secret', 'key')?.data?.['namespace']).toBe(encodeText('elsewhere'));
});
