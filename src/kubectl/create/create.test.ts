import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';

async function said(...words: readonly string[]): Promise<string> {
  const { env, text } = fakeEnv(fakeCluster());
  const dash = words.indexOf('--');
  const [front, back] = dash < 0 ? [words, []] : [words.slice(0, dash), words.slice(dash)];
  const rehearse = front[0] === 'token' ? [] : ['--dry-run=client', '-o', 'jsonpath={.metadata.name}'];
  await runKubectl(['create', ...front, ...rehearse, ...back], env);
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
  ['token t --bound-object-kind=Foo', 'error: supported --bound-object-kind values are Pod, Secret'],
  ['token t --bound-object-uid=u', 'error: --bound-object-uid can only be set if --bound-object-kind is provided'],
  ['job j --from=cronjob/c -- date', 'error: cannot specify --from and command'],
  ['role r --verb=bind --resource=pods', "error: can not perform 'bind' on 'pods' in group ''"],
])('create %s', async (words, start) => {
  expect(await said(...words.split(' '))).toContain(start);
});

test('a secret has the hash of its content after its name when asked for', async () => {
  expect(await said('secret', 'generic', 'foo', '--append-hash')).toBe('foo-949tdgdkgg');
});

test('a host stands once under TLS, with the first secret that names it', async () => {
  const { env, text } = fakeEnv(fakeCluster());
  const rules = ['a.com/=s:80,tls=x', 'a.com/b=s:80,tls=x', 'a.com/c=s:80,tls=y', '/=s:80,tls='];
  await runKubectl(
    ['create', 'ingress', 'i', ...rules.map((rule) => `--rule=${rule}`), '--dry-run=client', '-o', 'jsonpath={.spec.tls}'],
    env,
  );
  expect(text()).toBe('[{"hosts":["a.com"],"secretName":"x"},{"hosts":["a.com"],"secretName":"y"}]');
});
