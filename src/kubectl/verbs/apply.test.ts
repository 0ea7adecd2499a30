import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { fakeCluster, fakeEnv, type FakeCluster } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { splitCommandLine } from '../words.ts';

const cm = (name: string, data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  labels: {app: x}\ndata:\n  a: "${data}"\n`;

async function kubectl(cluster: FakeCluster, line: string, texts: Readonly<Record<string, string>> = {}): Promise<string> {
  const run = fakeEnv(cluster, { files: { read: (path) => texts[path] } });
  const code = await runKubectl(splitCommandLine(line).words, run.env);
  return code === 0 ? run.text() : `${run.text()}exit code ${code}`;
}

/** The objects get the uids that a server would give them. */
function named(cluster: FakeCluster): void {
  cluster.objects = cluster.objects.map(
    (object) => ({ ...object, metadata: { ...object.metadata, uid: object.metadata.name } }) as unknown as KubeObject,
  );
}

test('what was applied last is shown and set', async () => {
  const cluster = fakeCluster();
  const texts = { a: cm('a', '1'), b: cm('a', '2') };
  await kubectl(cluster, 'apply -f a', texts);
  const text =
    'apiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\nmetadata:\n  annotations: {}\n  labels:\n    app: x\n  name: a\n  namespace: default\n';
  expect(await kubectl(cluster, 'apply view-last-applied cm a')).toBe(text);
  expect(await kubectl(cluster, 'apply view-last-applied cm a -o json')).toContain('\n  "data": {\n    "a": "1"\n  },\n');
  expect(await kubectl(cluster, 'apply -f a --prune --all --force', texts)).toContain('error: --force cannot be used with --prune\n');
  expect(await kubectl(cluster, 'apply view-last-applied cm/a -o foo')).toBe(
    "error: Unexpected -o output mode: foo, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples\nexit code 1",
  );
  expect(await kubectl(cluster, 'apply set-last-applied -f b', texts)).toBe('configmap/a configured\n');
  const [request] = cluster.requests.filter(({ verb }) => verb === 'patch');
  expect(request?.patch?.body).toEqual({
    metadata: {
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration':
          '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"labels":{"app":"x"},"name":"a","namespace":"default"}}\n',
      },
    },
  });
  expect(request?.options).toEqual({});
});

test('--prune deletes what was applied before and stands in no file any more', async () => {
  const cluster = fakeCluster();
  const texts = { a: cm('a', '1'), b: cm('b', '2') };
  await kubectl(cluster, 'apply -f a -f b', texts);
  await kubectl(cluster, 'create cm c --from-literal=a=b');
  named(cluster);
  const allow = '--prune-allowlist=core/v1/ConfigMap';
  expect(await kubectl(cluster, `apply -f a --prune --all ${allow} --dry-run=client`, texts)).toContain('configmap/b pruned (dry run)\n');
  expect(await kubectl(cluster, `apply -f a --prune -l app=x ${allow}`, texts)).toBe('configmap/a unchanged\nconfigmap/b pruned\n');
  expect(cluster.objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
});

test.each([
  ['-f a --force-conflicts', '--force-conflicts only works with --server-side'],
  ['-f a --prune --all -l app=x', 'cannot set --all and --selector at the same time'],
  ['-f a --prune --all --prune-allowlist=v1/Pod', 'invalid GroupVersionKind format: v1/Pod, please follow <group/version/kind>'],
  ['-f a --validate=foo', 'invalid - validate option "foo"; must be one of: strict (or true), warn, ignore (or false)'],
  ['-f a -l app=y', 'no objects passed to apply'],
])('apply %s', async (flags, message) => {
  expect(await kubectl(fakeCluster(), `apply ${flags}`, { a: cm('a', '1') })).toBe(`error: ${message}\nexit code 1`);
});

test('Ctrl-C ends an apply between two objects', async () => {
  const cluster = fakeCluster();
  const text = ['a', 'b', 'c'].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`).join('---\n');
  const run = fakeEnv(cluster, { files: { read: () => text } });
  cluster.answer = ({ verb, object }) => {
    if (verb !== 'create') return undefined;
    run.abort.abort();
    return { code: 201, body: object! };
  };
  expect(await runKubectl(['apply', '-f', 'x.yaml'], run.env)).toBe(130);
  expect(run.text()).toBe('configmap/a created\n');
});
