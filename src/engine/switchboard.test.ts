/** Faults as objects: what each does to a running cluster, and that its end undoes it. */
import { expect, test } from 'vitest';
import type { FaultSpec } from '#api/fault.ts';
import type { Json } from '#api/immutable.ts';
import type { Node, Pod } from '#api/kinds.ts';
import type { Request, Verb } from '#api/request.ts';
import { freshTape } from '#share/freshTape.ts';
import { createEngine } from './engine.ts';
import { restart } from './world.ts';

const cluster = 'orrery';
type Engine = ReturnType<typeof createEngine>;

function play(engine: Engine, until: number): void {
  while (!engine.advance(until, 100_000)) void 0;
}

function ask(engine: Engine, verb: Verb, resource: string, rest: Partial<Request> = {}): Json {
  const group = resource === 'faults' ? 'orrery.dev' : '';
  const request: Request = { verb, group, version: 'v1', resource, ...rest };
  return engine.say(cluster, { type: 'request', request })!.body;
}

function strike(engine: Engine, spec: FaultSpec): Json {
  return ask(engine, 'create', 'faults', {
    object: { apiVersion: 'orrery.dev/v1', kind: 'Fault', metadata: { name: 'f' }, spec: spec as unknown as Json },
  });
}

function lift(engine: Engine): void {
  ask(engine, 'delete', 'faults', { name: 'f' });
}

function makePod(engine: Engine, name: string, image = 'nginx:1.25'): void {
  ask(engine, 'create', 'pods', {
    namespace: 'default',
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image }] } },
  });
}

function podOf(engine: Engine, name: string): Pod {
  return ask(engine, 'get', 'pods', { namespace: 'default', name }) as unknown as Pod;
}

function readyOf(engine: Engine, name: string): string | undefined {
  const node = ask(engine, 'get', 'nodes', { name }) as unknown as Node;
  return node.status.conditions?.find((one) => one.type === 'Ready')?.status;
}

function fresh(): Engine {
  const engine = createEngine(freshTape());
  play(engine, 5_000);
  return engine;
}

test('without its scheduler a pod waits; with it again it runs', () => {
  const engine = fresh();
  strike(engine, { type: 'ComponentStopped', target: 'kube-scheduler' });
  play(engine, 6_000);
  makePod(engine, 'p');
  play(engine, 20_000);
  expect(podOf(engine, 'p').spec.nodeName).toBeUndefined();
  lift(engine);
  play(engine, 40_000);
  expect(podOf(engine, 'p').status.phase).toBe('Running');
});

test.each(['NodeOff', 'NodePartitioned'] as const)('%s: the node is Unknown after its grace, and comes back', (type) => {
  const engine = fresh();
  strike(engine, { type, target: 'node-2' });
  play(engine, 60_000);
  expect([readyOf(engine, 'node-1'), readyOf(engine, 'node-2')]).toEqual(['True', 'Unknown']);
  lift(engine);
  play(engine, 120_000);
  expect(readyOf(engine, 'node-2')).toBe('True');
  expect(ask(engine, 'list', 'faults')).toMatchObject({ items: [] });
});

test("with the registry out of reach an image cannot be pulled, in containerd's words; later it can", () => {
  const engine = fresh();
  strike(engine, { type: 'RegistryDown' });
  play(engine, 6_000);
  makePod(engine, 'p');
  play(engine, 10_000);
  const { waiting } = podOf(engine, 'p').status.containerStatuses![0]!.state!;
  expect(waiting?.message ?? '').toMatch(/i\/o timeout|Back-off pulling/);
  lift(engine);
  play(engine, 60_000);
  expect(podOf(engine, 'p').status.phase).toBe('Running');
});

test('a killed container starts again, and the fault says that it is done', () => {
  const engine = fresh();
  makePod(engine, 'p');
  play(engine, 15_000);
  strike(engine, { type: 'ContainerKilled', target: 'default/p' });
  play(engine, 40_000);
  expect(podOf(engine, 'p').status.containerStatuses![0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } });
  expect(ask(engine, 'get', 'faults', { name: 'f' })).toMatchObject({ status: { phase: 'Done' } });
});

test('a slow disk makes a start late by what it says', () => {
  const startsAt = (spec: FaultSpec | undefined): number => {
    const engine = fresh();
    for (const node of ['node-1', 'node-2', 'node-3'])
      if (spec !== undefined)
        ask(engine, 'create', 'faults', {
          object: {
            apiVersion: 'orrery.dev/v1',
            kind: 'Fault',
            metadata: { name: node },
            spec: { ...spec, target: node } as unknown as Json,
          },
        });
    play(engine, 6_000);
    makePod(engine, 'p');
    while (podOf(engine, 'p').status.phase !== 'Running' && engine.now() < 100_000) play(engine, engine.now() + 500);
    return engine.now();
  };
  const slow = startsAt({ type: 'DiskSlow', milliseconds: 5_000 });
  expect(slow - startsAt(undefined)).toBeGreaterThanOrEqual(9_000);
});

test.each([
  [{ type: 'Earthquake' }, 'Unsupported value: "Earthquake"'],
  [{ type: 'NodeOff' }, 'spec.target: Required value: the node that is struck'],
  [{ type: 'DiskSlow', target: 'node-1' }, 'spec.milliseconds: Required value'],
  [{ type: 'ContainerKilled', target: 'p' }, 'must be namespace/pod'],
  [{ type: 'CallsRefused', verb: 'watch' }, 'spec.verb: Unsupported value: "watch"'],
  [{ type: 'CallsRefused', code: 200 }, 'spec.code: Unsupported value: 200'],
  [{ type: 'CallsRefused', times: 0 }, 'spec.times: Invalid value: 0: must be greater than 0'],
  [{ type: 'ComponentStopped', target: 'fault-injector/faults' }, 'nobody else could end the fault'],
  [{ type: 'ComponentStopped', target: 'fault-injector' }, 'nobody else could end the fault'],
])('%j is refused', (spec, message) => {
  const answer = strike(fresh(), spec as FaultSpec) as unknown as { message: string };
  expect(answer.message).toContain(message);
});

const manager = 'kube-controller-manager';

function makeSet(engine: Engine, name: string): void {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template },
  };
  engine.say(cluster, {
    type: 'request',
    request: { verb: 'create', group: 'apps', version: 'v1', resource: 'replicasets', namespace: 'default', object },
  });
}

function podsOf(engine: Engine): readonly Pod[] {
  return (ask(engine, 'list', 'pods', { namespace: 'default' }) as unknown as { items: readonly Pod[] }).items;
}

test('one controller can stand still while the others of its process work; it makes up for it', () => {
  const engine = fresh();
  strike(engine, { type: 'ComponentStopped', target: `${manager}/replicaset` });
  play(engine, 6_000);
  makeSet(engine, 's');
  ask(engine, 'create', 'namespaces', { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } });
  play(engine, 20_000);
  expect(podsOf(engine)).toEqual([]);
  expect(ask(engine, 'get', 'serviceaccounts', { namespace: 'shop', name: 'default' })).toMatchObject({ kind: 'ServiceAccount' });
  lift(engine);
  play(engine, 25_000);
  expect(podsOf(engine)).toHaveLength(1);
});

test('one controller can be slow', () => {
  const engine = fresh();
  strike(engine, { type: 'ComponentSlow', target: `${manager}/replicaset`, milliseconds: 2_000 });
  play(engine, 6_000);
  makeSet(engine, 's');
  play(engine, 7_900);
  expect(podsOf(engine)).toEqual([]);
  play(engine, 8_100);
  expect(podsOf(engine)).toHaveLength(1);
});

test.each(['ComponentRestarted', 'WatchesLost'] as const)('%s happens once, and says so', (type) => {
  const engine = fresh();
  makeSet(engine, 's');
  strike(engine, { type, target: `${manager}/replicaset` });
  play(engine, 10_000);
  expect(ask(engine, 'get', 'faults', { name: 'f' })).toMatchObject({ status: { phase: 'Done' } });
  expect(podsOf(engine)).toHaveLength(1);
  ask(engine, 'delete', 'pods', { namespace: 'default', name: podsOf(engine)[0]!.metadata.name });
  play(engine, 60_000);
  expect(podsOf(engine).map(({ status }) => status.phase)).toEqual(['Running']);
});

test('calls of one controller are refused so often, and nobody else notices', () => {
  const engine = fresh();
  strike(engine, { type: 'CallsRefused', target: `${manager}/replicaset`, verb: 'create', resource: 'pods', code: 503, times: 2 });
  play(engine, 6_000);
  makePod(engine, 'p');
  makeSet(engine, 's');
  play(engine, 20_000);
  expect(podsOf(engine)).toHaveLength(2);
  const { items } = ask(engine, 'list', 'events', { namespace: 'default' }) as unknown as {
    items: readonly { reason: string; count: number }[];
  };
  expect(items.filter(({ reason }) => reason === 'FailedCreate').reduce((sum, { count }) => sum + count, 0)).toBe(2);
});

test('calls are refused for as long as the fault is there', () => {
  const engine = fresh();
  strike(engine, { type: 'CallsRefused', verb: 'create', resource: 'pods' });
  play(engine, 6_000);
  makeSet(engine, 's');
  play(engine, 30_000);
  expect(podsOf(engine)).toEqual([]);
  lift(engine);
  play(engine, 60_000);
  expect(podsOf(engine)).toHaveLength(1);
});

test('a kubelet that starts while it is cut off asks again once a second, not ever more often', () => {
  const engine = fresh();
  strike(engine, { type: 'NodePartitioned', target: 'node-2' });
  const object = {
    apiVersion: 'orrery.dev/v1',
    kind: 'Fault',
    metadata: { name: 'again' },
    spec: { type: 'ComponentRestarted', target: 'kubelet/node-2' },
  };
  ask(engine, 'create', 'faults', { object });
  const before = engine.session.world.kernel.told;
  play(engine, 15_000);
  const inTen = engine.session.world.kernel.told - before;
  play(engine, 25_000);
  expect(engine.session.world.kernel.told - before).toBeLessThan(3 * inTen);
});

test('a run with faults gives the same history again, also from a checkpoint', () => {
  const engine = fresh();
  makePod(engine, 'p');
  strike(engine, { type: 'NodeOff', target: 'node-1' });
  play(engine, 70_000);
  const before = JSON.stringify(ask(engine, 'list', 'pods'));
  engine.seek(10_000);
  engine.seek(70_000);
  expect(JSON.stringify(ask(engine, 'list', 'pods'))).toBe(before);
});

test.each([200, 700, 1_200, 1_700, 2_200])(
  'a kubelet restarted %i ms after its slow runtime was asked for a sandbox keeps it',
  (afterMs) => {
    const engine = fresh();
    const nodes = ['node-1', 'node-2', 'node-3'];
    for (const node of nodes) {
      const spec: FaultSpec = { type: 'ComponentSlow', target: `containerd/${node}`, milliseconds: 1_500 };
      ask(engine, 'create', 'faults', {
        object: { apiVersion: 'orrery.dev/v1', kind: 'Fault', metadata: { name: node }, spec: spec as unknown as Json },
      });
    }
    makePod(engine, 'p');
    play(engine, 5_000 + afterMs);
    for (const node of nodes) restart(engine.session.world, cluster, `kubelet/${node}`);
    play(engine, 10_000);
    for (const name of nodes) ask(engine, 'delete', 'faults', { name });
    play(engine, 60_000);
    expect(podOf(engine, 'p').status.containerStatuses![0]).toMatchObject({ ready: true, restartCount: 0 });
  },
);
