import { expect, it } from 'vitest';
import { trackingConfigMap } from '../../helpers/legacyTokens.ts';
import { testCluster } from '../common/testing.ts';
import { legacyTokenCleaner } from './tokenCleaner.ts';

const day = 86_400_000;
const account = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'robot', namespace: 'default', uid: 'r' },
  secrets: ['old', 'used', 'mounted'].map((name) => ({ name })),
};

function secret(name: string, labels: Record<string, string> = {}) {
  const annotations = { 'kubernetes.io/service-account.name': 'robot', 'kubernetes.io/service-account.uid': 'r' };
  const metadata = { name, namespace: 'default', annotations, labels, creationTimestamp: '2020-01-01T00:00:00Z' };
  return { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata };
}

it('removes what was made by itself, is old, was not used for long and is mounted by nobody', () => {
  const cluster = testCluster(legacyTokenCleaner(10 * day));
  cluster.put(account);
  cluster.put({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: trackingConfigMap, namespace: 'kube-system' },
    data: { since: '2020-01-01' },
  });
  cluster.put(secret('old'));
  cluster.put(secret('by-hand'));
  cluster.put(secret('mounted'));
  cluster.put(secret('used', { 'kubernetes.io/legacy-token-last-used': '2999-01-01' }));
  const volumes = [{ name: 'v', secret: { secretName: 'mounted' } }];
  cluster.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [], volumes } });
  cluster.run(2 * day);
  expect(cluster.log.filter((line) => line.startsWith('-'))).toEqual(['- Secret old']);
});
