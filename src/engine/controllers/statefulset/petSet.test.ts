import { describe, expect, it } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { behavesAs } from '#api/petSet.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { statefulset } from './statefulset.ts';

const held = { 'pod.alpha.kubernetes.io/initialized': 'false' };

function pets(replicas: number, annotations: Readonly<Record<string, string>> = {}): TestCluster {
  const cluster = testCluster(statefulset);
  cluster.put({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'default', uid: 'set', generation: 1, annotations: { [behavesAs]: 'PetSet' } },
    spec: {
      replicas,
      serviceName: 'nginx',
      selector: { matchLabels: { app: 'x' } },
      template: { metadata: { labels: { app: 'x' }, annotations }, spec: { containers: [{ name: 'c', image: 'a' }] } },
      volumeClaimTemplates: [{ metadata: { name: 'www' }, spec: { accessModes: ['ReadWriteOnce'] } }],
    },
    status: {},
  });
  cluster.run();
  return cluster;
}

function names(cluster: TestCluster): string {
  return cluster
    .all('Pod')
    .map(({ metadata }) => metadata.name)
    .toSorted()
    .join(' ');
}

function become(cluster: TestCluster, name: string, ready: boolean, phase = 'Running'): void {
  const pod = cluster.get('Pod', name)!;
  const spec = { ...pod.spec, nodeName: 'n1' };
  cluster.put({ ...pod, spec, status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } });
  cluster.run();
}

function release(cluster: TestCluster, name: string): void {
  const pod = cluster.get('Pod', name)!;
  cluster.put({
    ...pod,
    metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...held, [Object.keys(held)[0]!]: 'true' } },
  });
  cluster.run();
}

function scale(cluster: TestCluster, replicas: number): void {
  const set = cluster.get('StatefulSet', 'web')!;
  cluster.put({ ...set, spec: { ...set.spec, replicas } });
  cluster.run();
}

describe('a set of pets', () => {
  it('makes one pet after the other, and all claims at once', () => {
    const cluster = pets(3);
    expect(names(cluster)).toBe('web-0');
    expect(cluster.all('PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual(['www-web-0', 'www-web-1', 'www-web-2']);
    become(cluster, 'web-0', true);
    expect(names(cluster)).toBe('web-0 web-1');
    become(cluster, 'web-1', true);
    expect(names(cluster)).toBe('web-0 web-1 web-2');
    expect(cluster.get('StatefulSet', 'web')!.status).toMatchObject({ replicas: 3, observedGeneration: 1 });
    expect(cluster.events()).toContain('Normal SuccessfulCreate pet: web-0');
    expect(cluster.events()).toContain('Normal SuccessfulCreate pvc: www-web-0');
  });

  it('tells a pet its name by notes, and belongs to nobody', () => {
    const pod = pets(1).get('Pod', 'web-0')!;
    expect(pod.metadata.annotations).toEqual({ 'pod.beta.kubernetes.io/hostname': 'web-0', 'pod.beta.kubernetes.io/subdomain': 'nginx' });
    expect(pod.metadata.labels).toEqual({ app: 'x' });
    expect(pod.metadata.ownerReferences).toBeUndefined();
    expect(pod.spec).toMatchObject({
      hostname: 'web-0',
      subdomain: 'nginx',
      volumes: [{ persistentVolumeClaim: { claimName: 'www-web-0' } }],
    });
  });

  it('waits for a person while a pet is not initialized', () => {
    const cluster = pets(2, held);
    become(cluster, 'web-0', true);
    expect(names(cluster)).toBe('web-0');
    release(cluster, 'web-0');
    expect(names(cluster)).toBe('web-0 web-1');
  });

  it('a note that cannot be read holds nothing back', () => {
    const cluster = pets(2, { 'pod.alpha.kubernetes.io/initialized': 'perhaps' });
    become(cluster, 'web-0', true);
    expect(names(cluster)).toBe('web-0 web-1');
  });

  it('a lost pet is not made again while another is unwell', () => {
    const cluster = pets(2);
    become(cluster, 'web-0', true);
    become(cluster, 'web-1', false);
    cluster.remove('Pod', 'web-0');
    cluster.run(10_000);
    expect(names(cluster)).toBe('web-1');
    cluster.remove('Pod', 'web-1');
    cluster.run();
    expect(names(cluster)).toBe('web-0');
    become(cluster, 'web-0', true);
    expect(names(cluster)).toBe('web-0 web-1');
  });

  it('removes the newest first, one at a time, and never a claim', () => {
    const cluster = pets(3);
    for (const name of ['web-0', 'web-1', 'web-2']) become(cluster, name, true);
    scale(cluster, 1);
    expect(cluster.events().filter((it) => it.includes('SuccessfulDelete'))).toEqual(['Normal SuccessfulDelete pet: web-2']);
    cluster.remove('Pod', 'web-2');
    cluster.run();
    cluster.remove('Pod', 'web-1');
    cluster.run();
    expect(names(cluster)).toBe('web-0');
    expect(cluster.all('PersistentVolumeClaim')).toHaveLength(3);
  });

  it('replaces a pet that failed', () => {
    const cluster = pets(1);
    become(cluster, 'web-0', false, 'Failed');
    expect(cluster.events()).toContain('Normal SuccessfulDelete pet: web-0');
  });

  it('a changed template changes no pet', () => {
    const cluster = pets(1);
    become(cluster, 'web-0', true);
    const set = cluster.get('StatefulSet', 'web')!;
    const template = { ...set.spec.template, spec: { containers: [{ name: 'c', image: 'b' }] } };
    cluster.put({ ...set, spec: { ...set.spec, template } });
    cluster.run(60_000);
    expect(cluster.get('Pod', 'web-0')!.spec.containers[0]!.image).toBe('a');
    expect(cluster.all('ControllerRevision')).toEqual([]);
  });

  it('reads init containers out of their note', () => {
    const init = [{ name: 'i', image: 'busybox' }];
    const spec = (key: string, text: string): Pod['spec'] =>
      pets(1, { [`pod.${key}.kubernetes.io/init-containers`]: text }).get('Pod', 'web-0')!.spec;
    expect(spec('alpha', JSON.stringify(init)).initContainers).toEqual(init);
    expect(spec('beta', JSON.stringify(init)).initContainers).toEqual(init);
    expect(spec('beta', '{').initContainers).toBeUndefined();
  });
});
