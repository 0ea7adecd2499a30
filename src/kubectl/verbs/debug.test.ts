import { expect, test } from 'vitest';
import { applyProfile } from '../debug/profiles.ts';
import { fakeCluster, fakeEnv, type FakeCluster } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { splitCommandLine } from '../words.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '1', labels: { app: 'web' }, annotations: { a: 'b' } },
  spec: { nodeName: 'n', containers: [{ name: 'c', image: 'x', args: ['run'], livenessProbe: { exec: { command: ['true'] } } }] },
  status: { phase: 'Running' },
};
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'n', resourceVersion: '1' }, spec: {}, status: {} };

async function kubectl(cluster: FakeCluster, line: string): Promise<string> {
  const run = fakeEnv(cluster);
  const code = await runKubectl(splitCommandLine(line).words, run.env);
  return `${run.text()}exit code ${code}`;
}

test.each([
  ['debug --image=x', 'NAME or filename is required for debug'],
  ['debug web', 'you must specify --image when not using --copy-to.'],
  ['debug web --image=BAD', 'invalid image name "BAD": invalid reference format'],
  ['debug web --image=x --profile=odd', 'unknown profile: odd'],
  ['debug web --image=x --replace', '--replace may only be used with --copy-to.'],
  ['debug web --image=x --same-node', '--same-node may only be used with --copy-to.'],
  ['debug web --image=x -t', '-i/--stdin is required for containers with -t/--tty=true'],
  ['debug web --copy-to=y', 'you must specify --image, --set-image or command arguments.'],
  ['debug web --copy-to=y -- sh', 'you must specify an existing container or a new image when specifying args.'],
  ['debug web --copy-to=y --image=x --target=c', '--target is incompatible with --copy-to. Use --share-processes instead.'],
])('%s', async (line, message) => {
  expect(await kubectl(fakeCluster([pod]), line)).toBe(`error: ${message}\nexit code 1`);
});

test('a container is added by the subresource', async () => {
  const cluster = fakeCluster([pod]);
  expect(await kubectl(cluster, 'debug web --image=busybox -c d --profile=netadmin -- sleep 5')).toBe('exit code 0');
  expect(cluster.requests.at(-1)).toMatchObject({
    verb: 'patch',
    subresource: 'ephemeralcontainers',
    patch: {
      type: 'strategic',
      body: {
        spec: {
          ephemeralContainers: [
            { name: 'd', image: 'busybox', command: ['sleep', '5'], securityContext: { capabilities: { add: ['NET_ADMIN'] } } },
          ],
        },
      },
    },
  });
});

test('a copy leaves out what the profile says, and takes a new container in', async () => {
  const cluster = fakeCluster([pod]);
  await kubectl(cluster, 'debug web --copy-to=copy --image=busybox -c d --set-image=c=y --profile=general');
  const { object } = cluster.requests.at(-1) ?? {};
  expect(object).toMatchObject({
    metadata: { name: 'copy', annotations: { a: 'b' } },
    spec: {
      shareProcessNamespace: true,
      containers: [
        { name: 'c', image: 'y', args: ['run'] },
        { name: 'd', image: 'busybox' },
      ],
    },
  });
  expect(object).not.toHaveProperty('spec.nodeName');
  expect(object).not.toHaveProperty('spec.containers.0.livenessProbe');
});

test('a node is debugged by a pod in its namespaces, with its disk at /host', async () => {
  const cluster = fakeCluster([node]);
  expect(await kubectl(cluster, 'debug node/n --image=busybox')).toMatch(
    /^Creating debugging pod node-debugger-n-[a-z0-9]{5} with container debugger on node n\.\nexit code 0$/,
  );
  expect(cluster.requests.at(-1)?.object).toMatchObject({
    spec: {
      nodeName: 'n',
      hostPID: true,
      containers: [{ name: 'debugger', volumeMounts: [{ mountPath: '/host', name: 'host-root' }] }],
      tolerations: [{ operator: 'Exists' }],
    },
  });
});

test('netadmin on a node is privileged there, as the node is looked at as a whole', () => {
  const draft = { metadata: {}, spec: { containers: [{ name: 'd', image: 'busybox' }] } };
  expect(applyProfile('netadmin', 'node', draft, 'd').spec).toMatchObject({
    hostNetwork: true,
    containers: [{ securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } } }],
  });
});
