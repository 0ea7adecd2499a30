import { expect, test } from 'vitest';
import { cluster } from '#scene/testing/notation.ts';
import { commonStart, complete } from './complete.ts';

const known = {
  mirror: cluster('pod redis-0 Running n1', 'pod redis-1 Running n1', 'pod web-x Running n1', 'sts redis 2', 'node n1', 'node n2'),
  namespace: 'default',
  files: ['redis.yaml', 'web.yaml'],
  commands: ['clear', 'kubectl', 'help'],
};

test.each([
  ['ku', ['kubectl']],
  ['kubectl des', ['describe']],
  ['kubectl get statefuls', ['statefulsets']],
  ['kubectl get pods re', ['redis-0', 'redis-1']],
  ['kubectl get po/w', ['web-x']],
  ['kubectl delete pod redis-0 w', ['web-x']],
  ['kubectl exec -it red', ['redis-0', 'redis-1']],
  ['kubectl exec -it redis-0 -c ', ['c']],
  ['kubectl -n default logs w', ['web-x']],
  ['kubectl scale sts r', ['redis']],
  ['kubectl rollout st', ['status']],
  ['kubectl rollout status sts r', ['redis']],
  ['kubectl get pods -o y', ['yaml']],
  ['kubectl apply -f we', ['web.yaml']],
  ['kubectl drain n', ['n1', 'n2']],
  ['kubectl get po --show-l', ['--show-labels']],
  ['cat re', ['redis.yaml']],
  ['echo a | ku', ['kubectl']],
])('%j offers %j', async (text, expected) => {
  expect((await complete(text, known)).choices).toEqual(expected);
});

test('Tab goes as far as all choices agree', () => {
  expect(commonStart(['redis-0', 'redis-1'])).toBe('redis-');
  expect(commonStart([])).toBe('');
});
