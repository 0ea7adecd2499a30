import { expect, test } from 'vitest';
import { complete } from './complete.ts';
import { fakeClient, fakeCluster } from './fakeClient.test-helper.ts';

const pod = (name: string, ...containers: string[]): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: containers.map((one) => ({ name: one })) },
  status: {},
});
const namespace = (name: string): unknown => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const client = fakeClient(fakeCluster([pod('web-0', 'nginx', 'side'), pod('web-1', 'nginx'), namespace('kube-system')]));

test.each([
  ['kub', ['kubectl']],
  ['kubectl desc', ['describe']],
  ['kubectl rollout r', ['restart', 'resume']],
  ['kubectl get po', ['poddisruptionbudgets', 'pods', 'podtemplates']],
  ['kubectl get pods,sta', ['statefulsets']],
  ['kubectl get pods w', ['web-0', 'web-1']],
  ['kubectl get pods web-0 w', ['web-1']],
  ['kubectl delete pod/web-1', ['web-1']],
  ['kubectl exec -it w', ['web-0', 'web-1']],
  ['kubectl logs web-0 -c ', ['nginx', 'side']],
  ['kubectl get pods -n k', ['kube-system']],
  ['kubectl get pods -o y', ['yaml']],
  ['kubectl scale --repl', ['--replicas=']],
  ['kubectl -n default logs w', ['web-0', 'web-1']],
  ['kubectl apply x', []],
  ['kubectl get pods --namespace=k', ['kube-system']],
  ['kubectl delete pod web-0 --cascade=o', ['orphan']],
  ['kubectl rollout status d', ['daemonsets', 'deployments']],
  ['kubectl top pod w', ['web-0', 'web-1']],
  ['kubectl config use-context ', ['prod', 'test']],
  ['kubectl get pods --context p', ['prod']],
  ['kubectl patch pods web-0 -o j', ['json', 'jsonpath-as-json=', 'jsonpath-file=', 'jsonpath=']],
])('%j', async (line, candidates) => {
  expect((await complete(line, line.length, client, { namespace: 'default', contexts: ['prod', 'test'] })).candidates).toEqual(candidates);
});

test('only the word at the cursor is replaced', async () => {
  expect(await complete('kubectl get pod/web-1 -w', 18, client)).toEqual({ from: 16, to: 18, candidates: ['web-0', 'web-1'] });
});
