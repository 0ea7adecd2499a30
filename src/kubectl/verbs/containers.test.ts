import { expect, test } from 'vitest';
import type { StreamChunk } from '#api/frame.ts';
import type { KubectlEnv } from '../env.ts';
import { fakeCluster, fakeEnv, type FakeCluster } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { splitCommandLine } from '../words.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-21T20:59:00Z' },
  spec: { nodeName: 'n', containers: [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort: 80 }] }] },
  status: { phase: 'Running' },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...pod.metadata, name: 'kubernetes' },
  spec: { ports: [{ port: 443, targetPort: 6443 }], clusterIP: '10.0.0.1' },
};

function chunks(...list: readonly object[]): Omit<StreamChunk, 'stream'>[] {
  return list as Omit<StreamChunk, 'stream'>[];
}

async function kubectl(cluster: FakeCluster, line: string, more: Partial<KubectlEnv> = {}): Promise<string> {
  const run = fakeEnv(cluster, more);
  const code = await runKubectl(splitCommandLine(line).words, run.env);
  return `${run.text()}exit code ${code}`;
}

test('attach shows what the container prints, after a hint', async () => {
  const cluster = fakeCluster([pod]);
  cluster.chunks = chunks({ type: 'stdout', data: 'hi\n' }, { type: 'exit', code: 0 });
  expect(await kubectl(cluster, 'attach web')).toBe("If you don't see a command prompt, try pressing enter.\nhi\nexit code 0");
  expect(cluster.requests.at(-1)).toMatchObject({ subresource: 'attach', options: { query: { container: ['c'], stdin: ['false'] } } });
});

test('cp puts a file into a container and takes one out', async () => {
  const cluster = fakeCluster([pod]);
  cluster.chunks = chunks({ type: 'exit', code: 0 });
  const files = { read: (path: string) => (path === 'a.txt' ? 'hello' : undefined) };
  expect(await kubectl(cluster, 'cp a.txt web:/tmp', { files })).toBe('exit code 0');
  expect(cluster.requests.at(-1)?.options?.query?.['command']).toEqual(['sh', '-c', 'cat > "$0"', '/tmp/a.txt']);
  cluster.chunks = chunks({ type: 'stdout', data: 'hello' }, { type: 'exit', code: 1 });
  expect(await kubectl(cluster, 'cp web:/tmp/a.txt b.txt', { files: { ...files, write: () => undefined } })).toContain(
    'tar: /tmp/a.txt: No such file or directory\ntar: error exit delayed from previous errors\n',
  );
});

test.each([
  ['cp', 'source and destination are required'],
  ['cp a b', 'one of src or dest must be a remote file specification'],
  ['cp web:/a web:/b', 'one of src or dest must be a local file specification'],
  ['cp :/a b', 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
  ['attach', 'at least 1 argument is required for attach'],
  ['attach web -c d', 'cannot attach to the container: container d not found in pod web'],
  ['port-forward web', "TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples"],
  ['port-forward web foo', "Pod 'web' does not have a named port 'foo'"],
  ['port-forward svc/kubernetes 443', "cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector"],
])('%s', async (line, message) => {
  expect(await kubectl(fakeCluster([pod, service]), line)).toBe(`error: ${message}\nexit code 1`);
});

test('a named port is found, and no socket can be listened on', async () => {
  expect(await kubectl(fakeCluster([pod]), 'port-forward web 8080:http')).toContain(
    'error: unable to listen on any of the requested ports: [{8080 80}]\n',
  );
});

test.each([
  ['events --types=Foo', 'valid --types are Normal or Warning'],
  ['api-resources --sort-by=foo', '--sort-by accepts only name or kind'],
  ['run p --image="bad image"', 'Invalid image name "bad image": invalid reference format'],
  ['delete pod --all -l a=b', "setting 'all' parameter but found a non empty selector. "],
  ['get pod web --subresource=foo', 'invalid subresource value: "foo". Must be one of [status scale]'],
  ['create secret tls s', 'key and cert must be specified'],
])('%s', async (line, message) => {
  expect(await kubectl(fakeCluster([pod]), line)).toBe(`error: ${message}\nexit code 1`);
});

test('run puts the overrides over the pod', async () => {
  const text = await kubectl(
    fakeCluster(),
    'run p --image=busybox --overrides=\'{"spec":{"nodeName":"x"}}\' --dry-run=client -o jsonpath={.spec.nodeName}',
  );
  expect(text).toBe('xexit code 0');
});

test('run refuses overrides that make it a kind that nobody knows', async () => {
  const line = 'run p --image=busybox --overrides=\'{"apiVersion":"odd"}\' --dry-run=client';
  expect(await kubectl(fakeCluster(), line)).toBe(
    'error: no kind "Pod" is registered for version "odd" in scheme "k8s.io/kubectl/pkg/scheme/scheme.go:28"\nexit code 1',
  );
});
