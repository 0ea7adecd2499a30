/** A federation of two clusters, end to end: what is said to it comes up in its members, and their state comes back. */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Deployment } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { federationOf, wait, type Engine } from '../testing/federation.test-helper.ts';

const federation = (): Engine => federationOf({ nodes: [{ name: 'w', cpu: '2' }] }, { nodes: [{ name: 'e', cpu: '8' }] });

function ask(engine: Engine, cluster: string, request: Partial<Request> & Pick<Request, 'verb'>): Json {
  const base = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' };
  return engine.say(cluster, { type: 'request', request: { ...base, ...request } })!.body;
}

const preferences = (value: object) => ({ 'federation.kubernetes.io/deployment-preferences': JSON.stringify(value) });

function deploy(engine: Engine, replicas: number, annotations: Readonly<Record<string, string>> = {}, cpu = '10m'): void {
  const { namespace: _none, ...cluster } = { namespace: '', group: '', resource: 'namespaces' };
  engine.say('world', {
    type: 'request',
    request: { verb: 'create', version: 'v1', ...cluster, object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } },
  });
  const containers = [{ name: 'c', image: 'nginx:1.25', resources: { requests: { cpu } } }];
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
  const spec = { replicas, selector: { matchLabels: { app: 'web' } }, template };
  ask(engine, 'world', {
    verb: 'create',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', annotations }, spec },
  });
}

/** `west=2 east=1 ready=3` */
function shares(engine: Engine): string {
  const of = (cluster: string) => ask(engine, cluster, { verb: 'get', name: 'web' }) as unknown as Deployment;
  const there = ['west', 'east'].map((cluster) => `${cluster}=${of(cluster).spec?.replicas ?? '-'}`);
  return `${there.join(' ')} ready=${of('world').status?.readyReplicas ?? 0}`;
}

test('replicas are spread evenly where nothing is said, and what runs is counted', () => {
  const engine = federation();
  deploy(engine, 4);
  wait(engine, 40);
  expect(shares(engine)).toBe('west=2 east=2 ready=4');
});

test('weights, least and most', () => {
  const engine = federation();
  deploy(
    engine,
    9,
    preferences({ rebalance: true, clusters: { west: { weight: 1, minReplicas: 1, maxReplicas: 2 }, east: { weight: 2 } } }),
  );
  wait(engine, 40);
  expect(shares(engine)).toBe('west=2 east=7 ready=9');
});

test('a change in the federation reaches its members; without rebalance what runs stays where it is', () => {
  const engine = federation();
  deploy(engine, 4, preferences({ clusters: { west: { weight: 1 } } }));
  wait(engine, 40);
  expect(shares(engine)).toBe('west=4 east=- ready=4');
  const patch = (body: Json) => ask(engine, 'world', { verb: 'patch', name: 'web', patch: { type: 'merge', body } });
  patch({ metadata: { annotations: preferences({ clusters: { '*': { weight: 1 } } }) }, spec: { replicas: 6 } });
  wait(engine, 40);
  expect(shares(engine)).toBe('west=4 east=2 ready=6');
  patch({ metadata: { annotations: preferences({ rebalance: true, clusters: { '*': { weight: 1 } } }) } });
  wait(engine, 40);
  expect(shares(engine)).toBe('west=3 east=3 ready=6');
});

test('what one cluster has no room for runs in another', () => {
  const engine = federation();
  deploy(engine, 6, preferences({ rebalance: true, clusters: { west: { weight: 5 }, east: { weight: 1 } } }), '900m');
  wait(engine, 180);
  const { status } = ask(engine, 'world', { verb: 'get', name: 'web' }) as unknown as Deployment;
  expect(status.readyReplicas).toBe(6);
});

test('what is deleted in the federation goes from its members, and what they have of their own stays', () => {
  const engine = federation();
  deploy(engine, 2);
  wait(engine, 30);
  ask(engine, 'world', { verb: 'delete', name: 'web' });
  wait(engine, 30);
  expect(ask(engine, 'west', { verb: 'list' })).toMatchObject({ items: [] });
  expect(ask(engine, 'west', { verb: 'list', group: '', resource: 'pods' })).toMatchObject({ items: [] });
  expect(ask(engine, 'west', { verb: 'get', group: '', resource: 'configmaps', name: 'kube-root-ca.crt' })).toMatchObject({
    kind: 'ConfigMap',
  });
});

test('the same tape gives the same run, also from a checkpoint', () => {
  const engine = federation();
  deploy(engine, 4);
  wait(engine, 40);
  const before = JSON.stringify(ask(engine, 'east', { verb: 'list', group: '', resource: 'pods' }));
  engine.seek(6_000);
  engine.seek(45_000);
  expect(JSON.stringify(ask(engine, 'east', { verb: 'list', group: '', resource: 'pods' }))).toBe(before);
});
