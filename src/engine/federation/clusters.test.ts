/** The members of a federation: they are well, go away and come back, leave and join. Services are known by where they run. */
import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Cluster, ConfigMap, Deployment, Service } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { federationOf, wait, type Engine } from '../testing/federation.test-helper.ts';

const placed = (region: string, zone: string) => ({ 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone });

const federation = (): Engine =>
  federationOf(
    { nodes: [{ name: 'w', labels: placed('us', 'us-1') }], cloud: { loadBalancers: '198.51.100.0/24' } },
    { nodes: [{ name: 'e', labels: placed('asia', 'asia-1') }], cloud: { loadBalancers: '203.0.113.0/24' } },
  );

const paths: Readonly<Record<string, Pick<Request, 'group' | 'version' | 'resource'>>> = {
  Cluster: { group: 'federation', version: 'v1beta1', resource: 'clusters' },
  Fault: { group: 'orrery.dev', version: 'v1', resource: 'faults' },
  Namespace: { group: '', version: 'v1', resource: 'namespaces' },
  Service: { group: '', version: 'v1', resource: 'services' },
  ConfigMap: { group: '', version: 'v1', resource: 'configmaps' },
  Pod: { group: '', version: 'v1', resource: 'pods' },
  Deployment: { group: 'apps', version: 'v1', resource: 'deployments' },
  DaemonSet: { group: 'apps', version: 'v1', resource: 'daemonsets' },
};

function ask(engine: Engine, cluster: string, kind: string, request: Pick<Request, 'verb'> & Partial<Request>): Json {
  return engine.say(cluster, { type: 'request', request: { ...paths[kind]!, ...request } })!.body;
}

function make(engine: Engine, kind: string, namespace: string | undefined, object: object): void {
  const { group, version } = paths[kind]!;
  const full = { apiVersion: group === '' ? version : `${group}/${version}`, kind, ...object } as unknown as Json;
  ask(engine, 'world', kind, { verb: 'create', ...(namespace === undefined ? {} : { namespace }), object: full });
}

/** `east=Ready west=Offline` */
function states(engine: Engine): string {
  const { items } = ask(engine, 'world', 'Cluster', { verb: 'list' }) as unknown as { readonly items: readonly Cluster[] };
  const stateOf = ({ status }: Cluster) => status?.conditions?.map(({ type, status: is }) => (is === 'True' ? type : `Not${type}`)).join();
  return items.map((it) => `${it.metadata.name}=${stateOf(it)}`).join(' ');
}

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } };
const selector = { matchLabels: { app: 'web' } };

function shop(engine: Engine, replicas: number): void {
  make(engine, 'Namespace', undefined, { metadata: { name: 'shop' } });
  make(engine, 'Deployment', 'shop', { metadata: { name: 'web' }, spec: { replicas, selector, template } });
}

function replicas(engine: Engine, cluster: string): number | undefined {
  return (ask(engine, cluster, 'Deployment', { verb: 'get', namespace: 'shop', name: 'web' }) as unknown as Partial<Deployment>).spec
    ?.replicas;
}

function zone(engine: Engine): readonly string[] {
  const map = ask(engine, 'world', 'ConfigMap', { verb: 'get', namespace: 'federation-system', name: 'dns-zone' }) as unknown as ConfigMap;
  return (map.data?.['example.com'] ?? '')
    .trim()
    .split('\n')
    .filter((line) => line !== '');
}

test('the members are joined, well, and where their nodes say', () => {
  const engine = federation();
  expect(states(engine)).toBe('east=Ready west=Ready');
  const east = ask(engine, 'world', 'Cluster', { verb: 'get', name: 'east' }) as unknown as Cluster;
  expect(east.status).toMatchObject({
    region: 'asia',
    zones: ['asia-1'],
    conditions: [{ type: 'Ready', reason: 'ClusterReady', message: '/healthz responded with ok' }],
  });
  expect(ask(engine, 'west', 'Cluster', { verb: 'list' })).toBe('404 page not found\n');
});

test('a member that is away loses its replicas to the others after a minute, and has its share again when it is back', () => {
  const engine = federation();
  shop(engine, 4);
  wait(engine, 40);
  make(engine, 'Fault', undefined, { metadata: { name: 'storm' }, spec: { type: 'ClusterOffline', target: 'west' } });
  wait(engine, 60);
  expect([states(engine), replicas(engine, 'east')]).toEqual(['east=Ready west=Offline', 2]);
  wait(engine, 90);
  expect(replicas(engine, 'east')).toBe(4);
  ask(engine, 'world', 'Fault', { verb: 'delete', name: 'storm' });
  wait(engine, 60);
  expect(states(engine)).toBe('east=Ready west=Ready');
  const total = (replicas(engine, 'east') ?? 0) + (replicas(engine, 'west') ?? 0);
  expect(total).toBe(4);
});

test('what is deleted while a member is away goes from there when it is back', () => {
  const engine = federation();
  shop(engine, 4);
  wait(engine, 40);
  make(engine, 'Fault', undefined, { metadata: { name: 'storm' }, spec: { type: 'ClusterOffline', target: 'west' } });
  wait(engine, 5);
  ask(engine, 'world', 'Deployment', { verb: 'delete', namespace: 'shop', name: 'web' });
  wait(engine, 60);
  expect([replicas(engine, 'west'), replicas(engine, 'east')]).toEqual([2, undefined]);
  ask(engine, 'world', 'Fault', { verb: 'delete', name: 'storm' });
  wait(engine, 120);
  expect(replicas(engine, 'west')).toBeUndefined();
});

test('a cluster that is taken out of the federation gets nothing more, and joins again', () => {
  const engine = federation();
  ask(engine, 'world', 'Cluster', { verb: 'delete', name: 'east' });
  shop(engine, 4);
  wait(engine, 30);
  expect([replicas(engine, 'west'), replicas(engine, 'east')]).toEqual([4, undefined]);
  make(engine, 'Cluster', undefined, { metadata: { name: 'east' }, spec: { serverAddressByClientCIDRs: [] } });
  wait(engine, 60);
  expect(states(engine)).toBe('east=Ready west=Ready');
});

test('a DaemonSet runs on the nodes of every member', () => {
  const engine = federation();
  make(engine, 'Namespace', undefined, { metadata: { name: 'shop' } });
  make(engine, 'DaemonSet', 'shop', { metadata: { name: 'web' }, spec: { selector, template } });
  wait(engine, 40);
  for (const cluster of ['west', 'east'])
    expect(ask(engine, cluster, 'DaemonSet', { verb: 'get', namespace: 'shop', name: 'web' })).toMatchObject({
      status: { numberReady: 1 },
    });
});

test('a Service is known by zone, by region and all over the world, and leads away from where nothing is healthy', () => {
  const engine = federation();
  shop(engine, 2);
  const ports = [{ port: 80, protocol: 'TCP' }];
  make(engine, 'Service', 'shop', { metadata: { name: 'web' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports } });
  wait(engine, 60);
  const service = ask(engine, 'world', 'Service', { verb: 'get', namespace: 'shop', name: 'web' }) as unknown as Service;
  expect(service.status.loadBalancer?.ingress).toHaveLength(2);
  const ip = (cluster: string) => {
    const own = ask(engine, cluster, 'Service', { verb: 'get', namespace: 'shop', name: 'web' }) as unknown as Service;
    return own.status.loadBalancer?.ingress?.[0]?.ip;
  };
  const name = (place: string) => `web.shop.world.svc.${place}example.com. 180 IN`;
  const [west, east] = [ip('west'), ip('east')];
  expect(new Set(zone(engine))).toEqual(
    new Set([
      `${name('')} A ${west}`,
      `${name('')} A ${east}`,
      `${name('us.')} A ${west}`,
      `${name('us-1.us.')} A ${west}`,
      `${name('asia.')} A ${east}`,
      `${name('asia-1.asia.')} A ${east}`,
    ]),
  );
  const preferences = JSON.stringify({ rebalance: true, clusters: { west: { weight: 1 } } });
  const body = { metadata: { annotations: { 'federation.kubernetes.io/deployment-preferences': preferences } } };
  ask(engine, 'world', 'Deployment', { verb: 'patch', namespace: 'shop', name: 'web', patch: { type: 'merge', body } });
  wait(engine, 60);
  expect(zone(engine)).toContain(`${name('asia-1.asia.')} CNAME web.shop.world.svc.asia.example.com.`);
  expect(zone(engine)).toContain(`${name('asia.')} CNAME web.shop.world.svc.example.com.`);
});
