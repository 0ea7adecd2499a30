import { expect, test } from 'vitest';
import type { Container, Pod, Volume } from '#api/kinds.ts';
import type { DiskFile } from '../../helpers/disks.ts';
import { stand, type Stand } from '../testing/stand.ts';

function withVolumes(volumes: Volume[], main: Partial<Container> = {}): { readonly it: Stand; apply(): void } {
  const it = stand();
  it.runtime.images.add('nginx:latest');
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  return { it, apply: () => it.pod('web nginx', { volumes, containers: [{ name: 'main', image: 'nginx', volumeMounts, ...main }] }) };
}

function config(it: Stand, name: string, data: Record<string, string>): void {
  it.create('ConfigMap', { metadata: { name, namespace: 'default' }, data });
}

/** What a container sees under a mount: paths and contents, links followed. */
function files(it: Stand, mountPath: string): Record<string, string> {
  const mount = it.runtime.started.at(-1)?.mounts.find(({ containerPath }) => containerPath === mountPath);
  const disk = it.disks.get(mount?.disk ?? '') ?? new Map<string, DiskFile>();
  const folder = disk.get('/..data')?.content;
  const seen = [...disk].filter(
    ([key]) => !key.endsWith('/') && (folder === undefined ? !key.startsWith('/..') : key.startsWith(`/${folder}/`)),
  );
  return Object.fromEntries(seen.map(([key, file]) => [folder === undefined ? key : key.slice(folder.length + 1), file.content]));
}

test('ConfigMaps, Secrets, fields and projections become files', () => {
  const { it, apply } = withVolumes([
    { name: 'all', configMap: { name: 'cfg' } },
    { name: 'some', configMap: { name: 'cfg', items: [{ key: 'color', path: 'deep/colour' }] } },
    { name: 'secret', secret: { secretName: 'sec' } },
    {
      name: 'fields',
      downwardAPI: {
        items: [
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
          { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
        ],
      },
    },
    { name: 'empty', emptyDir: {} },
  ] as Volume[]);
  config(it, 'cfg', { color: 'blue', size: '10' });
  it.create('Secret', { metadata: { name: 'sec', namespace: 'default' }, data: { user: 'YWRtaW4=', text: 'w6nigqw=' } });
  apply();
  it.run(4_000);
  expect(files(it, '/all')).toEqual({ '/color': 'blue', '/size': '10' });
  expect(files(it, '/some')).toEqual({ '/deep/colour': 'blue' });
  expect(files(it, '/secret')).toEqual({ '/user': 'admin', '/text': 'é€' });
  expect(files(it, '/fields')).toEqual({ '/labels': '', '/name': 'web' });
  expect(files(it, '/empty')).toEqual({});
  const emptyDir = it.runtime.started[0]!.mounts[4]!.disk;
  expect(it.disks.has(emptyDir)).toBe(true);
  it.remove('web');
  it.run(1_000);
  expect(it.disks.has(emptyDir)).toBe(false);
});

test("the service account's token, certificate and namespace", () => {
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
  ];
  const { it, apply } = withVolumes([{ name: 'kube-api-access-x', projected: { sources } }] as Volume[]);
  apply();
  it.run(4_000);
  expect(files(it, '/kube-api-access-x')).toEqual({ '/ca.crt': 'CA', '/namespace': 'default', '/token': 'default in web for 3607 s' });
});

test('a missing ConfigMap holds the pod back; tries after 0.5 s, doubled each time', () => {
  const { it, apply } = withVolumes([{ name: 'c', configMap: { name: 'later' } }] as Volume[]);
  apply();
  it.run(10_000);
  expect(it.events('web')).toEqual(['Warning FailedMount: MountVolume.SetUp failed for volume "c" : configmap "later" not found x5']);
  expect(it.get('Pod', 'default/web').status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ContainerCreating');
  config(it, 'later', { a: 'b' });
  it.run(10_000);
  expect(it.get('Pod', 'default/web').status.phase).toBe('Running');
});

test.each([
  [{ configMap: { name: 'cfg', items: [{ key: 'nokey', path: 'x' }] } }, 'configmap references non-existent config key: nokey'],
  [{ secret: { secretName: 'nosuch' } }, 'secret "nosuch" not found'],
  [{ hostPath: { path: '/nodir', type: 'Directory' } }, 'hostPath type check failed: /nodir is not a directory'],
  [{ hostPath: { path: '/nofile', type: 'File' } }, 'hostPath type check failed: /nofile is not a file'],
])('%j cannot be mounted', (source, why) => {
  const { it, apply } = withVolumes([{ name: 'c', ...source }] as Volume[]);
  config(it, 'cfg', { a: 'b' });
  apply();
  it.run(500);
  expect(it.events('web')).toEqual([`Warning FailedMount: MountVolume.SetUp failed for volume "c" : ${why}`]);
});

test.each([
  ['/tmp', 0o1777],
  ['/var/log/', 0o755],
])("the node's own %s has the mode %o", (path, mode) => {
  const { it, apply } = withVolumes([{ name: 'h', hostPath: { path } }] as Volume[], { volumeMounts: [{ name: 'h', mountPath: '/h' }] });
  apply();
  it.run(4_000);
  const { disk, subPath } = it.runtime.started[0]!.mounts[0]!;
  expect(it.disks.get(disk)?.get(`${subPath}/`)?.mode).toBe(mode);
});

test('a changed ConfigMap reaches its volume within 90 s, but never a single file of it', () => {
  const volume = { name: 'c', configMap: { name: 'cfg' } };
  const volumeMounts = [
    { name: 'c', mountPath: '/c' },
    { name: 'c', mountPath: '/etc/color', subPath: 'color' },
  ];
  const { it, apply } = withVolumes([volume] as Volume[], { volumeMounts });
  config(it, 'cfg', { color: 'blue' });
  apply();
  it.run(4_000);
  const single = it.runtime.started[0]!.mounts[1]!;
  const readSingle = () => it.disks.get(single.disk)?.get(`/${single.subPath}`)?.content;
  expect(readSingle()).toBe('blue');
  const stored = it.find('ConfigMap', 'default/cfg')!;
  it.api.request({
    verb: 'update',
    group: '',
    version: 'v1',
    resource: 'configmaps',
    namespace: 'default',
    name: 'cfg',
    object: { ...stored, data: { color: 'red' } } as never,
  });
  it.run(5_000);
  expect(files(it, '/c')).toEqual({ '/color': 'blue' });
  it.run(90_000);
  expect(files(it, '/c')).toEqual({ '/color': 'red' });
  expect(readSingle()).toBe('blue');
  const named = Array.from(it.disks.get(single.disk)!).filter(
    ([path, file]) => /^\/\.\.\d+[^/]*\/$/.test(path) && file.isUnlinked !== true,
  );
  expect(named).toHaveLength(1);
});

test('a new label reaches its downward volume at once', () => {
  const { it, apply } = withVolumes([
    { name: 'd', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  ] as Volume[]);
  apply();
  it.run(4_000);
  const pod = it.get('Pod', 'default/web');
  const changed: Pod = { ...pod, metadata: { ...pod.metadata, labels: { app: 'web' } } };
  it.api.request({
    verb: 'update',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'default',
    name: 'web',
    object: changed as never,
  });
  it.run(100);
  expect(files(it, '/d')).toEqual({ '/labels': 'app="web"' });
});

test.each([
  [{ csi: { driver: 'nfs.csi.k8s.io', volumeHandle: 'pvc-1' } }, 'pvc-1'],
  [{ nfs: { server: 'nas', path: '/export' } }, 'nfs:nas:/export'],
])('a claim on a volume of %j uses its disk, and keeps it', (source, handle) => {
  const { it, apply } = withVolumes([{ name: 'data', persistentVolumeClaim: { claimName: 'data-web' } }] as Volume[]);
  it.create('PersistentVolumeClaim', {
    metadata: { name: 'data-web', namespace: 'default' },
    spec: { volumeName: 'pv' },
    status: { phase: 'Bound' },
  });
  it.create('PersistentVolume', { metadata: { name: 'pv' }, spec: source, status: { phase: 'Bound' } });
  it.create('CSIDriver', { metadata: { name: 'nfs.csi.k8s.io' }, spec: { attachRequired: false } });
  apply();
  it.run(4_000);
  expect(it.runtime.started[0]?.mounts).toEqual([{ containerPath: '/data', readOnly: false, subPath: '', disk: handle }]);
  it.remove('web');
  it.run(1_000);
  expect(it.disks.has(handle)).toBe(true);
});

test('a path of the node is shared by the pods of the node', () => {
  const { it, apply } = withVolumes([{ name: 'h', hostPath: { path: '/shared/', type: 'DirectoryOrCreate' } }] as Volume[]);
  apply();
  it.run(4_000);
  expect(it.runtime.started[0]?.mounts).toEqual([{ containerPath: '/h', readOnly: false, subPath: '/shared', disk: 'node/n1' }]);
});

test('a folder made for a subPath has the mode of its volume', () => {
  const volumeMounts = [
    { name: 'h', mountPath: '/h', subPath: 'sub' },
    { name: 'e', mountPath: '/e', subPath: 'sub' },
  ];
  const volumes = [
    { name: 'h', hostPath: { path: '/shared/', type: 'DirectoryOrCreate' } },
    { name: 'e', emptyDir: {} },
  ] as Volume[];
  const { it, apply } = withVolumes(volumes, { volumeMounts });
  apply();
  it.run(4_000);
  const modes = it.runtime.started[0]?.mounts.map(({ disk, subPath }) => it.disks.get(disk)?.get(`/${subPath.replace(/^\//, '')}/`)?.mode);
  expect(modes).toEqual([0o755, 0o777]);
});

test("a folder made for a subPath of a volume that is a group's is that group's", () => {
  const it = stand();
  it.runtime.images.add('nginx:latest');
  const volumeMounts = [{ name: 'e', mountPath: '/e', subPath: 'sub' }];
  const containers = [{ name: 'main', image: 'nginx', volumeMounts }];
  it.pod('web nginx', { securityContext: { fsGroup: 1000 }, volumes: [{ name: 'e', emptyDir: {} }], containers });
  it.run(4_000);
  const { disk } = it.runtime.started[0]!.mounts[0]!;
  expect(it.disks.get(disk)?.get('/sub/')).toMatchObject({ gid: 1000, mode: 0o2777 });
});

test.each([
  [{ configMapKeyRef: { name: 'later2', key: 'a' } }, 'configmap "later2" not found'],
  [{ configMapKeyRef: { name: 'cfg', key: 'nokey' } }, "couldn't find key nokey in ConfigMap default/cfg"],
  [{ secretKeyRef: { name: 'nosuch', key: 'a' } }, 'secret "nosuch" not found'],
])('a variable from %j: CreateContainerConfigError', (valueFrom, why) => {
  const { it, apply } = withVolumes([], { env: [{ name: 'A', valueFrom }] });
  config(it, 'cfg', { a: 'b' });
  apply();
  it.run(3_000);
  expect(it.get('Pod', 'default/web').status.containerStatuses?.[0]?.state?.waiting).toEqual({
    reason: 'CreateContainerConfigError',
    message: why,
  });
  expect(it.events('web').map((event) => event.replace(/ x\d+$/, ''))).toContain(`Warning Failed: Error: ${why}`);
});

test('variables and Services reach the container', () => {
  const { it, apply } = withVolumes([], {
    env: [
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'URL', value: 'http://$(REDIS_SERVICE_HOST)' },
    ],
    args: ['$(URL)', '$$(URL)', '$(NO)'],
  });
  it.create('Service', {
    metadata: { name: 'redis', namespace: 'default' },
    spec: { clusterIP: '10.96.0.7', ports: [{ port: 6379, protocol: 'TCP' }] },
  });
  it.run(100);
  apply();
  it.run(3_000);
  const started = it.runtime.started[0]!;
  expect(started.args).toEqual(['http://10.96.0.7', '$(URL)', '$(NO)']);
  const env = new Map(started.env.map(({ name, value }) => [name, value]));
  expect([env.get('IP'), env.get('REDIS_PORT_6379_TCP_ADDR')]).toEqual(['10.244.0.2', '10.96.0.7']);
});

test('what may hold secrets lies in memory, for all to write; a volume belongs to the group of its pod', () => {
  const { it } = withVolumes([]);
  it.create('Secret', { metadata: { name: 'sec', namespace: 'default' }, data: { user: 'YWRtaW4=' } });
  const volumes = [
    { name: 'secret', secret: { secretName: 'sec' } },
    { name: 'empty', emptyDir: {} },
    { name: 'small', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
  ] as Volume[];
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  it.pod('web nginx', { volumes, securityContext: { fsGroup: 2000 }, containers: [{ name: 'main', image: 'nginx', volumeMounts }] });
  it.run(4_000);
  const { mounts } = it.runtime.started[0]!;
  expect(mounts.map(({ isMemory }) => isMemory === true)).toEqual([true, false, true]);
  expect(mounts[2]!.sizeKi).toBe(16_384);
  expect(mounts.map(({ disk }) => it.disks.get(disk)?.get('/'))).toMatchObject([
    { mode: 0o3777, gid: 2000 },
    { mode: 0o2777, gid: 2000 },
    { mode: 0o2777, gid: 2000 },
  ]);
});

test('a pod is told when and from where its node has it', () => {
  const { it, apply } = withVolumes([
    { name: 'fields', downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.annotations' } }] } },
  ] as Volume[]);
  apply();
  it.run(4_000);
  expect(files(it, '/fields')['/a']).toMatch(/^kubernetes\.io\/config\.seen="20.*Z"\nkubernetes\.io\/config\.source="api"$/);
});

test.each([
  ['nobody in particular', {}, { mode: 0o644 }],
  ["the pod's user", { runAsUser: 1000 }, { mode: 0o600, uid: 1000 }],
  ["the pod's group", { fsGroup: 10_000 }, { mode: 0o640, gid: 10_000 }],
  ["the pod's user and group", { runAsUser: 1000, fsGroup: 10_000 }, { mode: 0o640, uid: 1000, gid: 10_000 }],
])('a token is for %s', (_, securityContext, expected) => {
  const { it } = withVolumes([]);
  const volumes = [{ name: 't', projected: { defaultMode: 0o644, sources: [{ serviceAccountToken: { path: 'token' } }] } }] as Volume[];
  const volumeMounts = [{ name: 't', mountPath: '/t' }];
  it.pod('web nginx', { volumes, securityContext, containers: [{ name: 'main', image: 'nginx', volumeMounts }] });
  it.run(4_000);
  const disk = it.disks.get(it.runtime.started[0]!.mounts[0]!.disk)!;
  const { content, modifiedMs: _at, isDraft: _isDraft, ...file } = disk.get(`/${disk.get('/..data')!.content}/token`)!;
  expect(content).not.toBe('');
  expect(file).toEqual(expected);
});
