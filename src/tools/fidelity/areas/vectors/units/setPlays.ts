/**
 * StatefulSet's tables of whole plays. What is played stands in Go functions, which are known by their names or by the rows':
 * each is enacted with a kubelet that does what it is told, under every policy that the test goes through.
 * upstream: pkg/controller/statefulset (stateful_set_control_test.go)
 */
import type { Pod, StatefulSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import { names, say, settle } from '#engine/controllers/common/testingKubelet.ts';
import { testCluster, type TestCluster } from '#engine/controllers/common/testing.ts';
import { garbageCollector } from '#engine/controllers/garbagecollector/garbagecollector.ts';
import { statefulset } from '#engine/controllers/statefulset/statefulset.ts';
import { functionName, inputOf, isFields, readingNames, type Adapter, type Adapters } from '../row.ts';

const policies = ['Retain', 'Delete'].flatMap((whenDeleted) => ['Retain', 'Delete'].map((whenScaled) => ({ whenDeleted, whenScaled })));

interface Play {
  readonly cluster: TestCluster;
  /** What should not have been: a pod that came before the one ahead of it was ready. */
  readonly broken: string[];
}

function began(replicas: number, more: object, collectors = [garbageCollector]): Play {
  const cluster = testCluster(statefulset, ...collectors);
  const labels = { foo: 'bar' };
  const spec = {
    replicas,
    serviceName: 'governingsvc',
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: 2,
    volumeClaimTemplates: [{ metadata: { name: 'datadir' }, spec: { accessModes: ['ReadWriteOnce'] } }],
    ...more,
  };
  cluster.client.create('StatefulSet', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'foo', namespace: 'default' },
    spec,
  } as never);
  return { cluster, broken: [] };
}

const setOf = ({ cluster }: Play): StatefulSet => cluster.get('StatefulSet', 'foo')!;

function calm(play: Play): void {
  const inOrder = setOf(play).spec.podManagementPolicy !== 'Parallel';
  play.cluster.allow();
  play.cluster.run(30_000);
  settle(play.cluster, (pod) => {
    const ahead = play.cluster.all('Pod').filter((it) => ordinalOf(it) < ordinalOf(pod));
    const unready = ahead.filter((it) => it.status.phase !== 'Running');
    if (inOrder && unready.length > 0) play.broken.push(`${pod.metadata.name} before ${unready[0]!.metadata.name}`);
    return true;
  });
}

function change(play: Play, more: Partial<StatefulSet['spec']>): void {
  const old = setOf(play);
  play.cluster.client.update('StatefulSet', { ...old, spec: { ...old.spec, ...more } });
}

function running(replicas: number, more: object): Play {
  const play = began(replicas, more);
  calm(play);
  return play;
}

function ordinalOf({ metadata }: Pod): number {
  return Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
}

const imagesOf = ({ cluster }: Play) =>
  Object.fromEntries(cluster.all('Pod').map((pod) => [pod.metadata.name, pod.spec.containers[0]!.image]));

const wantedImages = (replicas: number, imageOf: (ordinal: number) => string) =>
  Object.fromEntries(Array.from({ length: replicas }, (_, i) => [`foo-${i}`, imageOf(i)]));

const foo = (play: Play) => {
  const { template } = setOf(play).spec;
  return { ...template, spec: { ...template.spec, containers: [{ name: 'nginx', image: 'foo' }] } } as StatefulSet['spec']['template'];
};

/** A rollout as the row's name says: in order or all at once, with more or fewer pods than before. */
function rollout(name: string, more: object): { readonly play: Play; readonly from: number; readonly to: number } {
  const from = name.endsWith('scale down') ? 5 : 3;
  const to = name.endsWith('scale up') ? 5 : name.endsWith('scale down') ? 3 : from;
  const play = running(from, { podManagementPolicy: name.startsWith('burst') ? 'Parallel' : 'OrderedReady', ...more });
  change(play, { replicas: to, template: foo(play) });
  calm(play);
  return { play, from, to };
}

/** A row's play under every policy about claims: each of them comes to the same. */
function enacted(
  check: (name: string, more: object, row: Readonly<Record<string, unknown>>) => readonly [expected: unknown, got: unknown],
): Adapter {
  return readingNames((row) => {
    const input = inputOf(row);
    const said = policies.map((policy) => check(String(input['name']), { persistentVolumeClaimRetentionPolicy: policy }, input));
    return { expected: said.map(([expected]) => expected), got: said.map(([, got]) => got) };
  });
}

const onDelete = enacted((name, policy) => {
  const { play, from, to } = rollout(name, { ...policy, updateStrategy: { type: 'OnDelete' } });
  const updated = imagesOf(play);
  change(play, { replicas: 0 });
  calm(play);
  change(play, { replicas: to });
  calm(play);
  const first = wantedImages(to, (i) => (i < from ? 'nginx' : 'foo'));
  return [
    [first, wantedImages(to, () => 'foo'), []],
    [updated, imagesOf(play), play.broken],
  ];
});

const rolling = enacted((name, policy) => {
  const { play, to } = rollout(name, policy);
  return [
    [wantedImages(to, () => 'foo'), []],
    [imagesOf(play), play.broken],
  ];
});

const partitioned = enacted((name, policy, { partition }) => {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: Number(partition) } };
  const { play, to } = rollout(name, { ...policy, updateStrategy });
  return [
    [wantedImages(to, (i) => (i < Number(partition) ? 'nginx' : 'foo')), []],
    [imagesOf(play), play.broken],
  ];
});

const rolledBack = enacted((name, policy) => {
  const { play, to } = rollout(name, policy);
  const updated = imagesOf(play);
  const { template } = setOf(play).spec;
  change(play, {
    template: { ...template, spec: { ...template.spec, containers: [{ name: 'nginx', image: 'nginx' }] } } as typeof template,
  });
  calm(play);
  return [
    [wantedImages(to, () => 'foo'), wantedImages(to, () => 'nginx'), []],
    [updated, imagesOf(play), play.broken],
  ];
});

const no = { reason: 'InternalError', message: 'API server failed', code: 500 } as const;
const about = (verb: Request['verb'], resource: string, subresource?: string) => (asked: Request) =>
  asked.verb === verb && asked.resource === resource && asked.subresource === subresource;

/** Every scene by the name of its function, and how many pods there are in the end. */
const scenes: Readonly<Record<string, readonly [pods: number, scene: (more: object) => Play]>> = {
  CreatesPods: [3, (more) => running(3, more)],
  CreatesPodsWithStartOrdinal: [3, (more) => running(3, { ...more, ordinals: { start: 2 } })],
  ScalesUp: [4, (more) => scaledTo(4, running(3, more))],
  ScalesDown: [0, (more) => scaledTo(0, running(3, more))],
  ReplacesPods: [5, (more) => without(running(5, more), 'foo-0', 'foo-2', 'foo-4')],
  RecreatesFailedPod: [3, (more) => failing(running(3, more))],
  CreatePodFailure: [3, (more) => refused(began(3, more), about('create', 'pods'))],
  UpdateSetStatusFailure: [3, (more) => refused(began(3, more), about('update', 'statefulsets', 'status'))],
  UpdatePodFailure: [3, (more) => mislabelled(running(3, more))],
  PodRecreateDeleteFailure: [3, (more) => failing(running(3, more), about('delete', 'pods'))],
  RecreatesPVCForPendingPod: [3, (more) => claimless(began(3, more))],
};

function scaledTo(replicas: number, play: Play): Play {
  change(play, { replicas });
  return play;
}

function without(play: Play, ...pods: readonly string[]): Play {
  for (const pod of pods) play.cluster.remove('Pod', pod);
  return play;
}

function failing(play: Play, fits?: (asked: Request) => boolean): Play {
  if (fits !== undefined) play.cluster.refuse(fits, no);
  say(play.cluster, 'foo-0', 'Failed');
  play.cluster.run(100);
  return play;
}

function refused(play: Play, fits: (asked: Request) => boolean): Play {
  play.cluster.refuse(fits, no);
  play.cluster.run(100);
  return play;
}

function mislabelled(play: Play): Play {
  const pod = play.cluster.get('Pod', 'foo-0')!;
  play.cluster.put({ ...pod, metadata: { ...pod.metadata, labels: { foo: 'bar' } } });
  return refused(play, about('update', 'pods'));
}

/** A claim that went while its pod had not begun. */
function claimless(play: Play): Play {
  play.cluster.run(100);
  play.cluster.remove('PersistentVolumeClaim', 'datadir-foo-0');
  const pod = play.cluster.get('Pod', 'foo-0')!;
  play.cluster.put({ ...pod, status: { ...pod.status, message: 'waits' } });
  return play;
}

/** A scene in order and all at once: its pods are there and labelled, each with its claim. */
const played: Adapter = (row) => {
  const known = scenes[functionName(inputOf(row)['fn']) ?? ''];
  if (known === undefined) return { leftOut: 'what the Go function of the row plays is not told' };
  const [count, scene] = known;
  const said = ['OrderedReady', 'Parallel'].flatMap((podManagementPolicy) =>
    policies.map((policy) => {
      const play = scene({ podManagementPolicy, persistentVolumeClaimRetentionPolicy: policy });
      calm(play);
      const claims = new Set(names(play.cluster, 'PersistentVolumeClaim').split(' '));
      const pods = play.cluster.all('Pod');
      const whole = pods.filter(({ metadata: { name, labels } }) => claims.has(`datadir-${name}`) && labels?.[podNameLabel] === name);
      return [pods.length, whole.length, setOf(play).status.replicas, setOf(play).status.readyReplicas ?? 0, play.broken];
    }),
  );
  return { expected: said.map(() => [count, count, count, count, []]), got: said };
};

/** A claim whose pod is another by now holds its successor up, until it is gone. */
const stale: Adapter = (row) => {
  const play = began(3, { persistentVolumeClaimRetentionPolicy: inputOf(row) }, []);
  calm(play);
  scaledTo(2, play);
  play.cluster.run(100);
  const goingPod = play.cluster.get('Pod', 'foo-2');
  const claim = play.cluster.get('PersistentVolumeClaim', 'datadir-foo-2')!;
  const owned = (claim.metadata.ownerReferences ?? []).filter(({ name }) => name === 'foo-2').map((it) => ({ ...it, uid: 'stale' }));
  if (goingPod !== undefined) play.cluster.remove('Pod', 'foo-2');
  play.cluster.remove('PersistentVolumeClaim', 'datadir-foo-2');
  play.cluster.run(1_000);
  play.cluster.put({ ...claim, metadata: { ...claim.metadata, name: 'datadir-foo-2', ownerReferences: owned } });
  scaledTo(3, play);
  play.cluster.run(100);
  const held = names(play.cluster);
  play.cluster.remove('PersistentVolumeClaim', 'datadir-foo-2');
  calm(play);
  return { expected: [1, 'foo-0 foo-1', 'foo-0 foo-1 foo-2'], got: [owned.length, held, names(play.cluster)] };
};

/** All scenes under one policy about claims, which a row names; none is to keep them. */
const underPolicy: Adapter = (row) => {
  const policy = isFields(row.in) ? row.in : { whenDeleted: 'Retain', whenScaled: 'Retain' };
  const said = Object.entries(scenes).map(([name, [count, scene]]) => {
    const play = scene({ podManagementPolicy: 'OrderedReady', persistentVolumeClaimRetentionPolicy: policy });
    calm(play);
    const owned = play.cluster.all('PersistentVolumeClaim').every((claim) => ofSet(claim) === (policy['whenDeleted'] === 'Delete'));
    return [name, play.cluster.all('Pod').length === count, owned];
  });
  return { expected: said.map(([name]) => [name, true, true]), got: said };
};

const ofSet = ({ metadata }: { readonly metadata: KubeObject['metadata'] }) =>
  (metadata.ownerReferences ?? []).some(({ kind }) => kind === 'StatefulSet');

const podNameLabel = 'statefulset.kubernetes.io/pod-name';

export const setPlays: Adapters = {
  TestStatefulSetControl: readingNames(played),
  TestStatefulSetControlWithStartOrdinal: readingNames(played),
  TestStatefulSetControlOnDeleteUpdate: onDelete,
  TestStatefulSetControlRollback: rolledBack,
  TestStatefulSetControlRollingUpdate: rolling,
  TestStatefulSetControlRollingUpdateWithPartition: partitioned,
  TestStaleOwnerRefOnScaleup: stale,
  runTestOverPVCRetentionPolicies: underPolicy,
};
