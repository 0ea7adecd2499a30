import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';

async function said(...words: readonly string[]): Promise<string> {
  const { env, text } = fakeEnv(fakeCluster());
  await runKubectl(['create', ...words, '--dry-run=client', '-o', 'jsonpath={.metadata.name}'], env);
  return text();
}

test.each([
  ['secret generic s --from-literal=key#1=v', 'error: "key#1" is not valid key name for a Secret'],
  ['configmap c --from-file=a==b', "error: key names or file paths cannot contain '='"],
  ['configmap c --from-file==b', 'error: key name for file path b missing'],
  ['configmap c --from-env-file=f --from-literal=a=b', 'error: from-env-file cannot be combined with from-file or from-literal'],
  ['pdb p --selector=a=b --min-available=10GB', 'error: invalid format specified for min-available'],
  ['ingress i --default-backend=svc', 'error: default-backend should be in format servicename:serviceport'],
  ['ingress i --default-backend=svc:80 --annotation=a', 'error: annotation a is invalid and should be in format key=[value]'],
  ['service clusterip s --tcp=65536', 'error: strconv.ParseUint: parsing "65536": value out of range'],
  ['service externalname s --external-name=@oi', 'error: invalid service external name @oi'],
  ['clusterrole r --verb=get --non-resource-url=logs', 'error: nonResourceURL should start with /'],
  ['clusterrole r --verb=get --aggregation-rule=a=b', 'error: aggregation rule must be specified without'],
  ['role r --verb=bind --resource=pods', "error: can not perform 'bind' on 'pods' in group ''"],
])('create %s', async (words, start) => {
  expect(await said(...words.split(' '))).toContain(start);
});

test('a secret has the hash of its content after its name when asked for', async () => {
  expect(await said('secret', 'generic', 'foo', '--append-hash')).toBe('foo-949tdgdkgg');
});
