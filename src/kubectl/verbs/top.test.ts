import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { splitCommandLine } from '../words.ts';

const metrics = [
  { name: 'web-1', used: '12m' },
  { name: 'web-0', used: '250m' },
].map(({ name, used }) => ({
  metadata: { name, namespace: 'default' },
  containers: [{ name: 'c', usage: { cpu: used, memory: '8192Ki' } }],
}));

function metered() {
  const cluster = fakeCluster();
  cluster.answer = ({ group, resource }) =>
    group === 'metrics.k8s.io' && resource === 'pods' ? { code: 200, body: { kind: 'PodMetricsList', items: metrics } } : undefined;
  return cluster;
}

test.each([
  ['top pod', 'NAME    CPU(cores)   MEMORY(bytes)   \nweb-0   250m         8Mi             \nweb-1   12m          8Mi             \n'],
  ['top pod --containers --no-headers --sort-by=cpu', 'web-0   c     250m   8Mi   \nweb-1   c     12m    8Mi   \n'],
])('%s', async (line, text) => {
  const run = fakeEnv(metered());
  const code = await runKubectl(splitCommandLine(line).words, run.env);
  expect({ text: run.text(), code }).toEqual({ text, code: 0 });
});
