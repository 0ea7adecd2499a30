import { expect, test } from 'vitest';
import { freshTape } from '#share/freshTape.ts';
import { controlPlane, type ControlPlane } from '../../testing/controlPlane.ts';

const cloud = { cloud: { loadBalancers: '203.0.113.0/30' } };
const nodes = freshTape({ nodes: 1 }).clusters[0]!.nodes;
const spec = { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] };

function ips(it: ControlPlane, name: string): readonly (string | undefined)[] {
  return (it.get('Service', name)?.status.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
}

test('a Service of a cluster without a cloud waits for an address', () => {
  const it = controlPlane(nodes);
  it.create('Service', 'web', { spec });
  it.wait(30);
  expect(ips(it, 'web')).toEqual([]);
  expect(it.get('Service', 'web')?.metadata.finalizers).toBeUndefined();
});

test('with a cloud it gets an address, which it gives back when it goes', () => {
  const it = controlPlane(nodes, cloud);
  it.create('Service', 'web', { spec });
  it.wait(5);
  expect(ips(it, 'web')).toEqual(['203.0.113.1']);
  expect(it.get('Service', 'web')?.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
  expect(it.events('web')).toEqual(['EnsuringLoadBalancer: Ensuring load balancer', 'EnsuredLoadBalancer: Ensured load balancer']);
  it.create('Service', 'other', { spec: { ...spec, selector: { app: 'other' } } });
  it.create('Service', 'third', { spec });
  it.wait(5);
  expect(ips(it, 'other')).toEqual(['203.0.113.2']);
  expect(it.events('third').at(-1)).toBe(
    'SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: no address of the range 203.0.113.0/30 is free',
  );
  it.remove('Service', 'web');
  it.wait(60);
  expect(it.get('Service', 'web')).toBeUndefined();
  expect(it.events('web').slice(2)).toEqual(['DeletingLoadBalancer: Deleting load balancer', 'DeletedLoadBalancer: Deleted load balancer']);
  expect(ips(it, 'third')).toEqual(['203.0.113.1']);
});

test('a Service that becomes one of another type loses address and finalizer', () => {
  const it = controlPlane(nodes, cloud);
  it.create('Service', 'web', { spec: { ...spec, loadBalancerIP: '203.0.113.2' } });
  it.wait(5);
  expect(ips(it, 'web')).toEqual(['203.0.113.2']);
  it.patch('Service', 'web', { spec: { type: 'ClusterIP', loadBalancerIP: null } });
  it.wait(5);
  expect(ips(it, 'web')).toEqual([]);
  expect(it.get('Service', 'web')?.metadata.finalizers).toBeUndefined();
});

test('what a load balancer has to follow is told; another class is left to others', () => {
  const it = controlPlane(nodes, cloud);
  it.create('Service', 'web', { spec });
  it.create('Service', 'theirs', { spec: { ...spec, loadBalancerClass: 'example.com/lb' } });
  it.wait(5);
  it.patch('Service', 'web', { spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] } });
  it.wait(5);
  expect(it.events('web').slice(2, 3)).toEqual(['LoadBalancerSourceRanges: [] -> [10.0.0.0/8]']);
  expect(ips(it, 'theirs')).toEqual([]);
});
