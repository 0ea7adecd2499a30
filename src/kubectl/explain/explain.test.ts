import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { reflow, wrapText } from './wrap.ts';

async function told(...words: string[]): Promise<string> {
  const run = fakeEnv(fakeCluster());
  await runKubectl(['explain', ...words], run.env);
  return run.text();
}

test('the kind that only a federation serves', async () => {
  const served = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: 'v1beta1.federation' } };
  const run = fakeEnv(fakeCluster([served]));
  await runKubectl(['explain', 'cluster.spec.secretRef'], run.env);
  expect(run.text()).toContain(
    'GROUP:      federation\nKIND:       Cluster\nVERSION:    v1beta1\n\nFIELD: secretRef <LocalObjectReference>',
  );
  expect(await told('cluster')).toContain('the server doesn\'t have a resource type "cluster"');
});

/** Recorded from kubectl 1.28.4. */
test('a field with its description', async () => {
  expect(await told('pod.spec.restartPolicy')).toBe(
    'KIND:       Pod\nVERSION:    v1\n\nFIELD: restartPolicy <string>\n\nDESCRIPTION:\n    Restart policy for all containers within the pod. One of Always, OnFailure,\n    Never. In some contexts, only a subset of those values may be permitted.\n    Default to Always. More info:\n    https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy\n    \n    Possible enum values:\n     - `"Always"`\n     - `"Never"`\n     - `"OnFailure"`\n    \n\n',
  );
});

/** Recorded from kubectl 1.28.4. */
test('a field that is not there', async () => {
  expect(await told('pod.spec.foo')).toBe('KIND:       Pod\nVERSION:    v1\n\nerror: field "foo" does not exist\n');
});

test('the fields of an object, below lists and with their groups', async () => {
  const text = await told('deploy.spec.template.spec.containers.ports');
  expect(text).toContain('GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nFIELD: ports <[]ContainerPort>\n\nDESCRIPTION:\n');
  expect(text).toContain('FIELDS:\n  containerPort\t<integer> -required-\n    Number of port to expose');
  expect(text.endsWith('\n\n\n')).toBe(true);
});

test('names alone, all the way down', async () => {
  const text = await told('cronjobs.spec.jobTemplate', '--recursive');
  expect(text).toContain('FIELDS:\n  metadata\t<ObjectMeta>\n    annotations\t<map[string]string>\n    creationTimestamp\t<string>\n');
});

test('the older format', async () => {
  const text = await told('deployments.spec', '--output=plaintext-openapiv2');
  expect(text).toContain(
    'KIND:     Deployment\nVERSION:  apps/v1\n\nRESOURCE: spec <Object>\n\nDESCRIPTION:\n     Specification of the desired behavior',
  );
  expect(text).toContain('FIELDS:\n   minReadySeconds\t<integer>\n     Minimum number of seconds');
  expect(text).toContain('   selector\t<Object> -required-\n');
});

test.each([
  [['foos'], 'the server doesn\'t have a resource type "foos"\n'],
  [['pods', 'nodes'], 'error: We accept only this format: explain RESOURCE\n'],
  [['pods', '--output=x'], 'error: unrecognized format: x\n'],
])('explain %j', async (words, text) => {
  expect(await told(...words)).toBe(text);
});

test('another version is asked for by name', async () => {
  expect(await told('hpa.spec', '--api-version=autoscaling/v1')).toContain('targetCPUUtilizationPercentage\t<integer>');
});

test('words longer than a line stay whole, line breaks of the text stay', () => {
  expect(wrapText('this is a really good test', 3)).toBe('this\nis\na\nreally\ngood\ntest');
  expect(wrapText('one two\n\nthree', 5)).toBe('one\ntwo\n\nthree');
  expect(reflow('a b:\nc\nd\n- e\nf', 20)).toEqual(['a b:', 'c d', '- e f']);
});
