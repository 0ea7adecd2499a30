import { expect, test } from 'vitest';
import { testCluster } from '../common/testing.ts';
import { resourceQuota } from './resourcequota.ts';

const meta = (name: string) => ({ name, namespace: 'default' });

function quota(hard: Readonly<Record<string, string>>, spec: object = {}) {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: meta('q'), spec: { hard, ...spec }, status: {} };
}

function pod(name: string, phase: string, cpu = '100m') {
  const containers = [{ name: 'c', resources: { requests: { cpu } } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: meta(name), spec: { containers }, status: { phase } };
}

test('counts what is there, and again when something ends', () => {
  const cluster = testCluster(resourceQuota);
  cluster.put(pod('a', 'Running'));
  cluster.put(pod('b', 'Succeeded'));
  cluster.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('m') });
  cluster.put(quota({ pods: '3', 'requests.cpu': '1', configmaps: '2', 'count/pods': '9', 'unknown.example.com/x': '1' }));
  cluster.run();
  expect(cluster.get('ResourceQuota', 'q')?.status).toEqual({
    hard: { pods: '3', 'requests.cpu': '1', configmaps: '2', 'count/pods': '9', 'unknown.example.com/x': '1' },
    used: { pods: '1', 'requests.cpu': '100m', configmaps: '1', 'count/pods': '2' },
  });
  cluster.put({ ...cluster.get('Pod', 'a')!, status: { phase: 'Failed' } });
  cluster.run();
  expect(cluster.get('ResourceQuota', 'q')?.status.used).toMatchObject({ pods: '0', 'requests.cpu': '0', 'count/pods': '2' });
});

test('only pods of the scope are counted', () => {
  const cluster = testCluster(resourceQuota);
  cluster.put(pod('a', 'Running'));
  cluster.put({ ...pod('b', 'Running'), spec: { containers: [{ name: 'c' }] } });
  cluster.put(quota({ pods: '3' }, { scopes: ['BestEffort'] }));
  cluster.run();
  expect(cluster.get('ResourceQuota', 'q')?.status.used).toEqual({ pods: '1' });
});
