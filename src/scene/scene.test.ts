import { expect, test } from 'vitest';
import type { KubeObject, ObjectKey } from '#api/meta.ts';
import type { BerthNode, Lens, Mirror, PodNode, Scene, SceneInput } from './model.ts';
import { buildScene } from './scene.ts';
import { cluster } from './testing/notation.ts';

function see(mirror: Mirror, more: Partial<SceneInput> = {}, before?: Scene): Scene {
  return buildScene(
    { mirror, lens: 'network', arrangement: 'workload', opened: new Set(), moved: new Map(), namespace: '', ...more },
    before,
  );
}

function ids(scene: Scene): string[] {
  return scene.nodes.map((node) => node.id);
}

function lines(scene: Scene): string[] {
  return scene.edges.map((edge) => `${short(edge.from)}>${short(edge.to)}${edge.label === '' ? '' : ` ${edge.label}`}`);
}

function short(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

const redis = [
  'node n1',
  'node n2',
  'sts redis 2 data',
  'svc redis None',
  'svc redis-front',
  'pvc data-redis-0 Bound pv-0',
  'pv pv-0 Bound',
  'pod redis-0 Running n1 data-redis-0 @StatefulSet/redis',
];

test('a StatefulSet is a rail of numbered berths; a berth without a pod waits, one above the count is kept', () => {
  const scene = see(cluster(...redis, 'pvc data-redis-2 Bound pv-2'));
  const berths = scene.nodes.filter((node): node is BerthNode => node.type === 'berth');
  expect(berths.map((berth) => `${berth.ordinal} ${berth.state}`)).toEqual(['0 docked', '1 waiting', '2 kept']);
});

test('a pod docks in its own berth and its claim lies under it, with the volume in it', () => {
  const scene = see(cluster(...redis));
  const berth = scene.byId.get('Berth/default/redis-0')!;
  const pod = scene.byId.get('Pod/default/redis-0')!;
  const claim = scene.byId.get('PersistentVolumeClaim/default/data-redis-0')!;
  expect([pod.x, claim.x]).toEqual([berth.x, berth.x]);
  expect(pod.y).toBeGreaterThan(berth.y);
  expect(claim.y).toBeGreaterThanOrEqual(pod.y + pod.height);
  expect(claim).toMatchObject({ word: 'Bound', volume: 'pv-0', bound: true });
  expect(scene.shownBy.get('PersistentVolume//pv-0')).toBe(claim.id);
});

test('a volume made for a claim lies in its dish before the claim knows of it', () => {
  const claims = see(cluster(...redis, 'pvc data-redis-1 Pending'));
  const claim = cluster('pvc data-redis-1 Pending').kinds.get('PersistentVolumeClaim')!.values().next().value!;
  const scene = see(cluster(...redis, 'pvc data-redis-1 Pending', `pv pv-1 Bound ${claim.metadata.uid}`), {}, claims);
  expect(scene.byId.get('PersistentVolumeClaim/default/data-redis-1')).toMatchObject({ word: 'Pending', volume: 'pv-1', bound: false });
  expect(ids(scene)).toEqual(ids(claims));
});

test('a claim stays where it was when its pod leaves', () => {
  const first = see(cluster(...redis));
  const second = see(cluster(...redis.filter((line) => !line.startsWith('pod'))), {}, first);
  const id = 'PersistentVolumeClaim/default/data-redis-0';
  expect(second.byId.get(id)).toBe(first.byId.get(id));
});

test('only what changed is a new node; nothing changed is the same list', () => {
  const mirror = cluster(...redis);
  const first = see(mirror);
  expect(see(mirror, {}, first).nodes).toBe(first.nodes);
  const later = see(cluster(...redis.map((line) => line.replace('redis-0 Running', 'redis-0 Terminating'))), {}, first);
  const changed = later.nodes.filter((node, index) => node !== first.nodes[index]).map((node) => node.id);
  expect(changed).toEqual(['StatefulSet/default/redis', 'Pod/default/redis-0']);
});

const herd = (names: string): string[] => [
  'deploy web 3',
  'rs web-1a 3 @Deployment/web',
  ...names.split(' ').map((name) => `pod ${name} Running n1 @ReplicaSet/web-1a`),
];

test('a pod keeps its slot; a replacement takes the free one', () => {
  const first = see(cluster(...herd('web-1a-a web-1a-b web-1a-c')));
  const second = see(cluster(...herd('web-1a-a web-1a-c web-1a-d')), {}, first);
  const place = (scene: Scene, name: string) => ({
    x: scene.byId.get(`Pod/default/${name}`)?.x,
    y: scene.byId.get(`Pod/default/${name}`)?.y,
  });
  expect(place(second, 'web-1a-c')).toEqual(place(first, 'web-1a-c'));
  expect(place(second, 'web-1a-d')).toEqual(place(first, 'web-1a-b'));
});

test('every pod that is wanted has its place from the start, and no place is kept for more', () => {
  const first = see(cluster(...herd('web-1a-a')));
  const second = see(cluster(...herd('web-1a-a web-1a-b web-1a-c')), {}, first);
  const ground = (scene: Scene) => scene.byId.get('ReplicaSet/default/web-1a')!;
  expect(ground(second)).toMatchObject({ width: ground(first).width, height: ground(first).height });
  const last = second.byId.get('Pod/default/web-1a-c')!;
  expect(ground(second).x + ground(second).width - (last.x + last.width), 'no hole beside the last').toBe(18);
  expect(second.byId.get('Pod/default/web-1a-a')).toMatchObject({ x: first.byId.get('Pod/default/web-1a-a')!.x });
});

test('by node, rooms are of one size and a claim lies under the pod that mounts it', () => {
  const scene = see(cluster(...redis, 'pod web-a Running n2', 'pod web-b Running n2', 'pvc data-redis-2 Bound pv-2'), {
    arrangement: 'node',
  });
  const [one, two] = ['Node//n1', 'Node//n2'].map((id) => scene.byId.get(id)!);
  expect([one!.width, one!.height]).toEqual([two!.width, two!.height]);
  const pod = scene.byId.get('Pod/default/redis-0')!;
  const claim = scene.byId.get('PersistentVolumeClaim/default/data-redis-0')!;
  expect(claim).toMatchObject({ x: pod.x, y: pod.y + pod.height + 8, inside: 'Node//n1' });
  expect(scene.byId.get('PersistentVolumeClaim/default/data-redis-2')?.inside, 'nobody mounts it').toBeUndefined();
});

test("the cluster's own Service stands with the nodes", () => {
  const scene = see(cluster('svc kubernetes', 'node n1', 'node n2', 'sts redis 2 data'), { room: { width: 1000, height: 560 } });
  const api = scene.byId.get('Service/default/kubernetes')!;
  expect(scene.byId.get('Node//n1')).toMatchObject({ y: api.y, height: api.height });
});

test("nodes stand in one row where the workloads above leave the room, the cluster's own Service after them", () => {
  const scene = see(cluster(...redis, 'node n3', 'svc kubernetes'), { room: { width: 1000, height: 600 } });
  const [first, second, third] = ['n1', 'n2', 'n3'].map((name) => scene.byId.get(`Node//${name}`)!);
  expect([second!.y, third!.y]).toEqual([first!.y, first!.y]);
  expect(scene.byId.get('Service/default/kubernetes')!.y).toBeGreaterThan(first!.y);
});

test('more than twelve pods are one stack with its count, until it is opened', () => {
  const names = Array.from({ length: 50 }, (_, i) => `web-1a-${i}`);
  const mirror = cluster(
    'deploy web 50',
    'rs web-1a 50 @Deployment/web',
    ...names.map((name, i) => `pod ${name} ${i < 48 ? 'Running' : 'Pending'} n1 @ReplicaSet/web-1a`),
  );
  const closed = see(mirror);
  expect(closed.byId.get('Stack/ReplicaSet/default/web-1a')).toMatchObject({ ready: 48, total: 50 });
  expect(closed.nodes.filter((node) => node.type === 'pod')).toEqual([]);
  expect(closed.shownBy.get('Pod/default/web-1a-7')).toBe('Stack/ReplicaSet/default/web-1a');
  const open = see(mirror, { opened: new Set(['ReplicaSet/default/web-1a']) });
  expect(open.nodes.filter((node) => node.type === 'pod')).toHaveLength(50);
});

test.each<[Lens, string[]]>([
  ['network', ['redis-front>redis-0 50%', 'redis-front>redis-1 50%']],
  ['placement', ['redis-0>n1', 'redis-1>n2']],
  ['storage', ['redis-0>data-redis-0']],
  ['ownership', ['redis>redis-0', 'redis>redis-1']],
  ['dns', ['redis>redis-0']],
])('the %s lens draws its own relation and no other', (lens, expected) => {
  const scene = see(
    cluster(...redis, 'pod redis-1 Running n2 @StatefulSet/redis', 'slice redis redis-0', 'slice redis-front redis-0 redis-1'),
    { lens },
  );
  expect(lines(scene)).toEqual(expected);
});

test('a disk leads to the node that it is attached to, or is on its way to', () => {
  const made = ['node n1', 'node n2', 'node n3', 'pvc a Bound pv-1', 'pvc b Bound pv-2', 'pvc c Bound pv-3'];
  const where = ['attached va-1 pv-1 n1', 'attached va-2 pv-2 n2 no', 'attached va-3 pv-3 n3 failed'];
  const scene = see(cluster(...made, 'pv pv-1', 'pv pv-2', 'pv pv-3', ...where), { lens: 'storage' });
  expect(scene.edges.map(({ from, to, tone }) => `${from.split('/').at(-1)}>${to.split('/').at(-1)} ${tone}`)).toEqual([
    'a>n1 ready',
    'b>n2 moving',
    'c>n3 bad',
  ]);
});

const others = (lens: Lens) =>
  see(
    cluster(
      ...redis,
      'cm settings',
      'cm kube-root-ca.crt',
      'sa reader',
      'sa default',
      'role pod-reader',
      'binding reads Role/pod-reader reader',
      'pdb calm redis',
      'widget gear',
    ),
    { lens },
  )
    .nodes.filter((node) => node.type === 'form')
    .map((node) => `${node.form} ${node.name}`);

test('a kind without a picture of its own stands on the shelf in the lens it answers; what the cluster made for itself does not', () => {
  expect(others('network')).toEqual(['fence calm', 'sheet settings', 'card gear']);
  expect(others('rbac')).toEqual(['fence calm', 'badge reader', 'clip reads', 'scroll pod-reader', 'sheet settings', 'card gear']);
});

test('the RBAC lens joins accounts, bindings and roles', () => {
  const scene = see(cluster('sa reader', 'role pod-reader', 'binding reads Role/pod-reader reader'), { lens: 'rbac' });
  expect(lines(scene)).toEqual(['reads>pod-reader', 'reader>reads']);
});

test('in the RBAC lens accounts, bindings and roles stand side by side, as they are read, and on a phone under each other', () => {
  const rights = cluster('sa reader', 'role pod-reader', 'binding reads Role/pod-reader reader');
  const placed = (scene: Scene) => ['reader', 'reads', 'pod-reader'].map((name) => scene.nodes.find((node) => short(node.id) === name)!);
  const [account, binding, role] = placed(see(rights, { lens: 'rbac' }));
  expect(new Set(placed(see(rights, { lens: 'rbac', room: { width: 340, height: 500 } })).map(({ x }) => x)).size).toBe(1);
  expect([binding!.y, role!.y]).toEqual([account!.y, account!.y]);
  expect(account!.x + account!.width).toBeLessThan(binding!.x);
  expect(binding!.x + binding!.width).toBeLessThan(role!.x);
});

test('the picture takes the shape of its room, and keeps it until another shows much more', () => {
  const many = cluster(...herd('web-1a-a web-1a-b web-1a-c'), 'svc web', 'deploy api 1', 'sts db 4 data', 'node n1', 'node n2');
  const wide = see(many, { room: { width: 1500, height: 700 } });
  const high = see(many, { room: { width: 640, height: 1100 } });
  expect(wide.bounds.width / wide.bounds.height).toBeGreaterThan(1.3);
  expect(high.bounds.width / high.bounds.height).toBeLessThan(0.9);
  expect(see(many, { room: { width: 1440, height: 720 } }, wide).nodes).toBe(wide.nodes);
});

test('what came before anything was there gives the picture no shape', () => {
  const empty = see(cluster());
  const nodes = cluster('svc kubernetes', 'node n1', 'node n2', 'node n3');
  expect(see(nodes, {}, { ...empty, plan: { style: 0, width: 0 } }).bounds.height).toBeLessThan(300);
});

test('the scheduling lens says why a waiting pod fits no node, and where the others are', () => {
  const verdict = {
    type: 'schedule',
    at: 0,
    pod: 'default/big',
    refused: [{ node: 'n1', reason: 'Insufficient cpu' }],
    scores: [],
  } as const;
  const scene = see(cluster('node n1', 'pod big Pending -', 'pod small Running n1'), {
    lens: 'scheduling',
    verdicts: new Map([['Pod/default/big', verdict as never]]),
  });
  expect(lines(scene)).toEqual(['big>n1 Insufficient cpu', 'small>n1']);
});

test('a CronJob stands around the Jobs it keeps', () => {
  const scene = see(cluster('cron nightly', 'job nightly-1 @CronJob/nightly', 'pod nightly-1-x Succeeded n1 @Job/nightly-1'));
  const inside = scene.nodes.map((node) => `${short(node.id)} in ${node.inside === undefined ? '-' : short(node.inside)}`);
  expect(inside).toEqual(['nightly in -', 'nightly-1 in nightly', 'nightly-1-x in nightly-1']);
});

test('a headless Service pins names to pods and has no switchboard', () => {
  const scene = see(cluster(...redis, 'slice redis redis-0'));
  expect((scene.byId.get('Pod/default/redis-0') as PodNode).tags).toEqual(['redis-0.redis']);
  expect(scene.byId.get('Service/default/redis')).toMatchObject({ headless: true, ready: 1 });
});

test('a line says how likely its endpoint is; one that is not ready is dashed and says nothing', () => {
  const scene = see(
    cluster(
      'svc web',
      'pod web-a Running n1',
      'pod web-b Running n1',
      'pod web-c Running n1',
      'pod web-d Pending n1',
      'slice web web-a web-b web-c web-d!',
    ),
  );
  expect(scene.edges.map((edge) => [edge.label, edge.dashed])).toEqual([
    ['33.3%', false],
    ['33.3%', false],
    ['33.3%', false],
    ['', true],
  ]);
});

test('by node, pods stand in their rooms and those without a node wait', () => {
  const scene = see(cluster('node n1', 'node n2 Dead', 'pod a Running n1', 'pod b Running n2', 'pod c Pending -'), { arrangement: 'node' });
  const inside = scene.nodes.flatMap((node) => (node.type === 'pod' ? [`${node.facts.name} in ${node.inside}`] : []));
  expect(inside).toEqual(['c in waiting', 'a in Node//n1', 'b in Node//n2']);
  expect(scene.byId.get('Node//n2')).toMatchObject({ word: 'Unknown', tone: 'bad' });
});

test('for a narrow screen Services stand above, and berths two abreast', () => {
  const scene = see(cluster(...redis, 'pod redis-1 Running n1 @StatefulSet/redis', 'pod redis-2 Running n1 @StatefulSet/redis'), {
    room: { width: 350, height: 640 },
  });
  const box = (id: string) => scene.byId.get(id)!;
  expect(box('Service/default/redis-front').y + 92).toBeLessThan(box('StatefulSet/default/redis').y);
  expect(box('Pod/default/redis-2').x).toBe(box('Pod/default/redis-0').x);
  expect(scene.bounds.width).toBeLessThan(790);
});

test('a dragged band takes what it holds along', () => {
  const before = see(cluster(...redis));
  const after = see(cluster(...redis), { moved: new Map([['StatefulSet/default/redis', { x: 1000, y: 500 }]]) });
  const offset = (scene: Scene) => scene.byId.get('Pod/default/redis-0')!.x - scene.byId.get('StatefulSet/default/redis')!.x;
  expect(after.byId.get('StatefulSet/default/redis')).toMatchObject({ x: 1000, y: 500 });
  expect(offset(after)).toBe(offset(before));
});

test('no two things of one level overlap', () => {
  const scene = see(cluster(...redis, ...herd('web-1a-a web-1a-b web-1a-c'), 'svc web', 'pvc lonely Pending'));
  const tops = scene.nodes.filter((node) => node.inside === undefined);
  for (const a of tops) {
    for (const b of tops) {
      if (a === b) continue;
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart, `${a.id} and ${b.id}`).toBe(true);
    }
  }
  expect(new Set(ids(scene)).size).toBe(scene.nodes.length);
});

test('a Job that has failed is bad, and not on its way', () => {
  const mirror = cluster('job once', 'pod once-x Failed n1 @Job/once');
  const job = mirror.kinds.get('Job')?.values().next().value;
  const failed = { ...job, status: { conditions: [{ type: 'Failed', status: 'True' }] } } as unknown as KubeObject;
  const toneOf = (one: KubeObject | undefined) =>
    see({ kinds: new Map(mirror.kinds).set('Job', new Map([['default/once' as ObjectKey, one!]])) }).byId.get('Job/default/once')?.tone;
  expect([toneOf(job), toneOf(failed)]).toEqual(['moving', 'bad']);
});
