import { expect, test } from 'vitest';
import type { KubectlEnv } from '../env.ts';
import { fakeCluster, fakeEnv, statusAnswer, type FakeCluster } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { splitCommandLine } from '../words.ts';

async function kubectl(cluster: FakeCluster, line: string, more: Partial<KubectlEnv> = {}): Promise<{ text: string; code: number }> {
  const run = fakeEnv(cluster, more);
  const code = await runKubectl(splitCommandLine(line).words, run.env);
  return { text: run.text(), code };
}

const meta = (name: string, more: object = {}): object => ({
  name,
  namespace: 'default',
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-11-21T20:59:00Z',
  ...more,
});
const pod = (name: string, ...containers: string[]): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, { labels: { app: 'web' } }),
  spec: { nodeName: 'n', containers: (containers.length === 0 ? ['main'] : containers).map((one) => ({ name: one, image: 'x' })) },
  status: { phase: 'Running' },
});
const file = (text: string): Partial<KubectlEnv> => ({ files: { read: (path) => (path === 'f.yaml' ? text : undefined) } });
const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n  a: "${data}"\n`;

test('apply creates with the applied text, then finds nothing to do, then sends only what differs', async () => {
  const cluster = fakeCluster();
  expect(await kubectl(cluster, 'apply -f f.yaml', file(configMap('1')))).toEqual({ text: 'configmap/cm created\n', code: 0 });
  expect(cluster.objects[0]?.metadata.annotations).toEqual({
    'kubectl.kubernetes.io/last-applied-configuration':
      '{"apiVersion":"v1","data":{"a":"1"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"cm","namespace":"default"}}\n',
  });
  expect((await kubectl(cluster, 'apply -f f.yaml', file(configMap('1')))).text).toBe('configmap/cm unchanged\n');
  expect((await kubectl(cluster, 'apply -f f.yaml', file(configMap('2')))).text).toBe('configmap/cm configured\n');
  expect(cluster.requests.at(-1)).toMatchObject({
    verb: 'patch',
    patch: { type: 'strategic', body: { data: { a: '2' } } },
    options: { fieldManager: 'kubectl-client-side-apply' },
  });
});

test('apply goes on after an object that is refused, and tells all refusals at the end', async () => {
  const text = `${configMap('1')}---\napiVersion: v1\nkind: Pods\nmetadata:\n  name: x\n`;
  expect(await kubectl(fakeCluster(), 'apply -f f.yaml', file(text))).toEqual({
    code: 1,
    text: 'configmap/cm created\nerror: resource mapping not found for name: "x" namespace: "" from "f.yaml": no matches for kind "Pods" in version "v1"\nensure CRDs are installed first\n',
  });
});

test('a refused create names its file; an invalid object lists its faults', async () => {
  const cluster = fakeCluster();
  cluster.answer = (request) => (request.verb === 'create' ? statusAnswer(403, 'Forbidden', 'no') : undefined);
  expect((await kubectl(cluster, 'create -f f.yaml', file(configMap('1')))).text).toBe(
    'Error from server (Forbidden): error when creating "f.yaml": no\n',
  );
  const causes = [
    { reason: 'FieldValueRequired', message: 'Required value', field: 'a' },
    { reason: 'FieldValueRequired', message: 'Required value', field: 'b' },
  ];
  cluster.answer = (request) =>
    request.verb === 'create' ? statusAnswer(422, 'Invalid', 'x', { kind: 'ConfigMap', name: 'cm', causes }) : undefined;
  expect((await kubectl(cluster, 'create -f f.yaml', file(configMap('1')))).text).toBe(
    'The ConfigMap "cm" is invalid: \n* a: Required value\n* b: Required value\n',
  );
});

test('delete waits until the object is gone', async () => {
  const cluster = fakeCluster([pod('web-0')]);
  const [object] = cluster.objects;
  cluster.answer = (request) => (request.verb === 'delete' ? { code: 200, body: object as never } : undefined);
  const run = fakeEnv(cluster);
  let code: number | undefined;
  const done = runKubectl(['delete', 'pod', 'web-0'], run.env).then((result) => {
    code = result;
  });
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  expect([run.text(), code]).toEqual(['pod "web-0" deleted\n', undefined]);
  run.abort.abort();
  await done;
  expect(code).toBe(130);
  cluster.events = [{ type: 'DELETED', object: object as never }];
  expect(await kubectl(cluster, 'delete pod web-0 --grace-period=0 --force')).toMatchObject({
    code: 0,
    text: expect.stringContaining('pod "web-0" force deleted\n') as string,
  });
  expect(cluster.requests.find((request) => request.verb === 'delete' && request.options?.delete?.gracePeriodSeconds === 0)).toBeDefined();
});

test('exec passes the command on, and the exit code back', async () => {
  const cluster = fakeCluster([pod('web-0', 'main', 'side')]);
  cluster.chunks = [
    { type: 'stdout', data: 'hi\n' },
    { type: 'exit', code: 3 },
  ] as never;
  expect(await kubectl(cluster, 'exec web-0 -- sh -c "echo hi; exit 3"')).toEqual({
    code: 3,
    text: 'Defaulted container "main" out of: main, side\nhi\ncommand terminated with exit code 3\n',
  });
  expect(cluster.requests.at(-1)).toMatchObject({
    subresource: 'exec',
    name: 'web-0',
    options: { query: { command: ['sh', '-c', 'echo hi; exit 3'], container: ['main'], stdin: ['false'] } },
  });
});

test('logs of several containers carry their names', async () => {
  const cluster = fakeCluster([pod('web-0', 'a', 'b')]);
  cluster.chunks = [
    { type: 'stdout', data: 'one\ntwo\n' },
    { type: 'exit', code: 0 },
  ] as never;
  expect((await kubectl(cluster, 'logs web-0 --all-containers --prefix --tail=5')).text).toBe(
    '[pod/web-0/a] one\n[pod/web-0/a] two\n[pod/web-0/b] one\n[pod/web-0/b] two\n',
  );
  expect(cluster.requests.at(-1)?.options?.query).toEqual({ container: ['b'], tailLines: ['5'] });
});

const statefulSet = (ready: number, partition?: number): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: meta('db', { generation: 2 }),
  spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: partition ?? 0 } } },
  status: { observedGeneration: 2, replicas: 3, readyReplicas: ready, updatedReplicas: 3 },
});

test('rollout status follows the changes to the end', async () => {
  const cluster = fakeCluster([statefulSet(1)]);
  cluster.events = [
    { type: 'MODIFIED', object: statefulSet(2) as never },
    { type: 'MODIFIED', object: statefulSet(3) as never },
  ];
  expect(await kubectl(cluster, 'rollout status sts/db')).toEqual({
    code: 0,
    text: 'Waiting for 2 pods to be ready...\nWaiting for 1 pods to be ready...\npartitioned roll out complete: 3 new pods have been updated...\n',
  });
  cluster.events = [];
  expect(await kubectl(cluster, 'rollout status sts/db --timeout=3s')).toEqual({
    code: 1,
    text: 'Waiting for 2 pods to be ready...\nerror: timed out waiting for the condition\n',
  });
});

test('get -w keeps the widths it has used', async () => {
  const cluster = fakeCluster([pod('web-0')]);
  cluster.events = [
    { type: 'ADDED', object: pod('a-longer-name') as never },
    { type: 'DELETED', object: pod('web-0') as never },
  ];
  const run = fakeEnv(cluster);
  const done = runKubectl(['get', 'pods', '-w'], run.env);
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  run.abort.abort();
  expect(await done).toBe(0);
  expect(
    run
      .text()
      .split('\n')
      .map((line) => line.split(/ +/)[0]),
  ).toEqual(['NAME', 'web-0', 'a-longer-name', 'web-0', '']);
  expect(run.text()).toContain('\nweb-0           0/1     Running   0          60s\n');
});

test('config changes the namespace of later commands', async () => {
  const settings = { namespace: 'default', context: 'c', contexts: ['c'] };
  const cluster = fakeCluster();
  expect((await kubectl(cluster, 'config set-context --current --namespace=other', { settings })).text).toBe('Context "c" modified.\n');
  expect((await kubectl(cluster, 'get pods', { settings })).text).toBe('No resources found in other namespace.\n');
});

test.each([
  ['gett pods', 'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n'],
  ['get pods --foo', "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"],
  ['get foos', 'error: the server doesn\'t have a resource type "foos"\n'],
  ['delete pod', 'error: resource(s) were provided, but no name was specified\n'],
  ['delete pod web --all', 'error: name cannot be provided when a selector is specified\n'],
  ['apply -f none.yaml', 'error: the path "none.yaml" does not exist\n'],
  ['scale deploy ghost --replicas=2', 'error: no objects passed to scale\n'],
  [
    'wait pod/p --for=jsonpath={.a}=',
    "error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3\n",
  ],
  ['taint node n a=b:Nope', "error: invalid taint effect: Nope, unsupported taint effect\nSee 'kubectl taint -h' for help and examples\n"],
  ['patch pod x -p {bad', "Error from server (BadRequest): invalid character 'b' looking for beginning of object key string\n"],
  ['top pod', 'error: Metrics API not available\n'],
])('%s', async (line, text) => {
  expect(await kubectl(fakeCluster(), line)).toEqual({ text, code: 1 });
});

test('describe finds objects by the beginning of their names, each with an empty line after it, but only for one plain name', async () => {
  const cluster = fakeCluster([pod('web-0'), pod('web-1')]);
  const { text } = await kubectl(cluster, 'describe pod web');
  expect(text.match(/^Name: +.*$/gm)).toEqual(['Name:         web-0', 'Name:         web-1']);
  expect(text).toMatch(/Events: +<none>\n\nName: /);
  expect(text).toMatch(/Events: +<none>\n\n$/);
  expect(await kubectl(cluster, 'describe pod/web')).toEqual({ text: 'Error from server (NotFound): pods "web" not found\n', code: 1 });
});

test('describe tells only those fields in the environment whose labels kubectl knows', async () => {
  const env = ['metadata.name', 'metadata.uid', "metadata.labels['app']"].map((fieldPath, index) => ({
    name: `V${index}`,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  }));
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta('web-0', { labels: { app: 'web' } }),
    spec: { containers: [{ name: 'main', image: 'x', env }] },
    status: {},
  };
  const { text } = await kubectl(fakeCluster([object]), 'describe pod web-0');
  expect(text.match(/ V\d: .*/g)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' V0: web-0 (v1:metadata.name)',
    ' V1: (v1:metadata.uid)',
    " V2: (v1:metadata.labels['app'])",
  ]);
});

test('auth whoami tells who asks, and says so when the server cannot', async () => {
  const cluster = fakeCluster();
  const userInfo = { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] };
  let asked: unknown;
  cluster.answer = ({ object }) => {
    asked = object;
    return { code: 201, body: { status: { userInfo } } };
  };
  expect((await kubectl(cluster, 'auth whoami')).text).toBe(
    'ATTRIBUTE   VALUE\nUsername    admin\nUID         admin\nGroups      [system:masters system:authenticated]\n',
  );
  expect(asked).toEqual({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} });
  cluster.answer = () => ({ code: 404, body: '404 page not found\n' });
  expect((await kubectl(cluster, 'auth whoami')).text).toContain('error: the selfsubjectreviews API is not enabled in the cluster\n');
  expect((await kubectl(cluster, 'auth can-i get pods')).text).toBe(
    'Error from server (NotFound): the server could not find the requested resource (post selfsubjectaccessreviews.authorization.k8s.io)\n',
  );
});

test('columns and paths can come from a file', async () => {
  const files = {
    read: (path: string) =>
      ({ cols: 'NAME   PHASE\n.metadata.name   .status.phase\n', path: '{.items[*].metadata.name}', bad: 'A B\n.a\n' })[path],
  };
  const cluster = fakeCluster([pod('web-0')]);
  expect((await kubectl(cluster, 'get pods -o custom-columns-file=cols', { files })).text).toBe('NAME    PHASE\nweb-0   Running\n');
  expect((await kubectl(cluster, 'get pods -o jsonpath-file=path', { files })).text).toBe('web-0');
  expect((await kubectl(cluster, 'get pods -o custom-columns-file=bad', { files })).text).toBe(
    "error: number of headers (2) and field specifications (1) don't match\n",
  );
  expect((await kubectl(cluster, 'get pods -o custom-columns-file=none', { files })).text).toBe(
    'error: error reading template none, open none: no such file or directory\n',
  );
});

test('wait gives all objects one time together: when it is over, nobody looks at the rest', async () => {
  const ready = { ...(pod('z') as object), status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  expect(await kubectl(fakeCluster([pod('a'), ready]), 'wait --for=condition=Ready pod --all --timeout=1s')).toEqual({
    text: 'timed out waiting for the condition on pods/a\ntimed out waiting for the condition on pods/z\n',
    code: 1,
  });
});

test('label goes on with the objects that can be had', async () => {
  expect(await kubectl(fakeCluster([pod('a')]), 'label pod nope a x=y')).toEqual({
    text: 'pod/a labeled\nError from server (NotFound): pods "nope" not found\n',
    code: 1,
  });
});

const data = (name: string, a: string): unknown => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(name), data: { a } });

test('edit opens several objects as one list, and leaves alone what was not changed', async () => {
  const cluster = fakeCluster([data('one', 'x'), data('two', 'y')]);
  const edit = (text: string): Promise<string> => Promise.resolve(text.replace('a: "y"', 'a: z').replace('a: y', 'a: z'));
  expect(await kubectl(cluster, 'edit cm', { edit })).toEqual({ text: 'configmap/one skipped\nconfigmap/two edited\n', code: 0 });
  const patches = cluster.requests.filter(({ verb }) => verb === 'patch');
  expect(patches).toMatchObject([{ name: 'two', patch: { body: { data: { a: 'z' } } } }]);
});

test('edit shows JSON when that is asked for', async () => {
  const texts: string[] = [];
  const edit = (text: string): Promise<string> => Promise.resolve((texts.push(text), text));
  const told = await kubectl(fakeCluster([data('one', 'x')]), 'edit cm one -o json', { edit });
  expect(told.text).toBe('Edit cancelled, no changes made.\n');
  expect(JSON.parse(texts[0] ?? '')).toMatchObject({ data: { a: 'x' }, kind: 'ConfigMap' });
});
