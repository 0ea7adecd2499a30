import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', uid: 'n' }, spec: { unschedulable: true }, status: {} };
const daemonSet = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'ds', namespace: 's' }, spec: {}, status: {} };

/** `bare -`, `cache ReplicaSet e`: a name, the controller's kind, and e for an emptyDir. */
function pods(...list: readonly string[]): unknown[] {
  return list.map((text) => {
    const [name = '', owner = '-', empty] = text.split(' ');
    const ownerReferences = owner === '-' ? [] : [{ apiVersion: 'apps/v1', kind: owner, name: 'ds', uid: 'o', controller: true }];
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 's', uid: name, ownerReferences },
      spec: { nodeName: 'node-1', containers: [], volumes: empty === undefined ? [] : [{ name: 'v', emptyDir: {} }] },
      status: { phase: 'Running' },
    };
  });
}

async function drain(...flags: readonly string[]): Promise<{ text: string; code: number }> {
  const run = fakeEnv(
    fakeCluster([node, daemonSet, ...pods('web ReplicaSet', 'scratch - e', 'ds-x DaemonSet', 'cache ReplicaSet e', 'bare -')]),
  );
  const code = await runKubectl(['drain', 'node-1', ...flags], run.env);
  return { text: run.text(), code };
}

const bare = 'cannot delete Pods declare no controller (use --force to override): s/bare';
const local = 'cannot delete Pods with local storage (use --delete-emptydir-data to override): s/cache, s/scratch';
const daemon = 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): s/ds-x';
const head = 'node/node-1 already cordoned\nerror: unable to drain node "node-1" due to error:';
const pending = ', continuing command...\nThere are pending nodes to be drained:\n node-1\n';

test.each([
  [[], `${head}[${bare}, ${local}, ${daemon}]${pending}${bare}\n${local}\n${daemon}\n`],
  [['--ignore-daemonsets', '--force'], `${head}${local}${pending}${local}\n`],
  [['--ignore-daemonsets', '--delete-emptydir-data'], `${head}${bare}, s/scratch${pending}${bare}, s/scratch\n`],
])('drain %j is refused', async (flags, text) => {
  expect(await drain(...flags)).toEqual({ text, code: 1 });
});

test('a rehearsal tells what would be evicted', async () => {
  expect(await drain('--dry-run=client', '--ignore-daemonsets', '--force', '--delete-emptydir-data')).toEqual({
    code: 0,
    text: 'node/node-1 already cordoned (dry run)\nWarning: deleting Pods that declare no controller: s/bare, s/scratch; ignoring DaemonSet-managed Pods: s/ds-x\nevicting pod s/bare (dry run)\nevicting pod s/cache (dry run)\nevicting pod s/scratch (dry run)\nevicting pod s/web (dry run)\nnode/node-1 drained (dry run)\n',
  });
});

test.each([
  [[], { object: { deleteOptions: { dryRun: ['All'] } } }],
  [['--disable-eviction'], { options: { dryRun: ['All'] } }],
])('a rehearsal %j by the server takes no pod away', async (flags, asked) => {
  const cluster = fakeCluster([node, ...pods('web ReplicaSet')]);
  const run = fakeEnv(cluster);
  await runKubectl(['drain', 'node-1', '--dry-run=server', ...flags], run.env);
  expect(cluster.requests.find(({ resource, verb }) => resource === 'pods' && verb !== 'list')).toMatchObject(asked);
});
