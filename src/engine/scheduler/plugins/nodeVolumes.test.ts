import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import type { Lister } from '../../client/informer.ts';
import { createCache, createCycle, place, setNode } from '../cache.ts';
import { ebsLimits } from './inTreeVolumeLimits.ts';
import { hostNames, suitsTopology, volumesOn } from './nodeVolumes.ts';
import { nodeVolumeLimits } from './nodeVolumeLimits.ts';
import { volumeZone } from './volumeZone.ts';
import { describe, expect, it } from 'vitest';

const node = (allocatable: object = {}) => ({ metadata: { name: 'n', labels: {} }, spec: {}, status: { allocatable } }) as unknown as Node;

function seeing(objects: Readonly<Record<string, readonly object[]>>): Lister {
  const nameOf = (it: object) => (it as Node).metadata.name;
  return {
    get: (kind: string, key: string) => objects[kind]?.find((it) => nameOf(it) === key.split('/').at(-1)),
    list: (kind: string) => objects[kind] ?? [],
    by: () => [],
  } as unknown as Lister;
}

function claim(name: string, storage: string, more: object = {}): PersistentVolumeClaim {
  const spec = { storageClassName: 'late', resources: { requests: { storage } }, ...more };
  return { metadata: { name, namespace: 'default' }, spec, status: {} } as unknown as PersistentVolumeClaim;
}

function volume(name: string, storage: string): PersistentVolume {
  return {
    metadata: { name },
    spec: { storageClassName: 'late', capacity: { storage } },
    status: { phase: 'Available' },
  } as unknown as PersistentVolume;
}

function pod(name: string, volumes: readonly object[]): Pod {
  return { metadata: { name, namespace: 'default', uid: name }, spec: { containers: [], volumes }, status: {} } as unknown as Pod;
}

function cycleOf(asking: Pod, see: Lister, { there = [], allocatable = {} }: { there?: readonly Pod[]; allocatable?: object } = {}) {
  const cache = createCache();
  setNode(cache, node(allocatable));
  for (const other of there) place(cache, other, 'n');
  return createCycle(cache, asking, see);
}

describe('the volumes of a node', () => {
  it('gives each claim the smallest that suits, and none to two', () => {
    const see = seeing({ PersistentVolume: [volume('large', '10Gi'), volume('small', '1Gi'), volume('middle', '5Gi')] });
    const { nodes } = cycleOf(pod('p', []), see);
    const found = volumesOn({ bound: [], delayed: [claim('b', '2Gi'), claim('a', '1Gi')] }, nodes[0]!, see);
    expect(found.bindings.map((it) => [it.claim.metadata.name, it.volume.metadata.name])).toEqual([
      ['a', 'small'],
      ['b', 'middle'],
    ]);
  });

  it('asks a driver that tells its capacity', () => {
    const capacity = (size: string) => ({ metadata: { name: 'c' }, storageClassName: 'late', capacity: size, nodeTopology: {} });
    const see = (size: string) =>
      seeing({
        StorageClass: [{ metadata: { name: 'late' }, provisioner: 'd', volumeBindingMode: 'WaitForFirstConsumer' }],
        CSIDriver: [{ metadata: { name: 'd' }, spec: { storageCapacity: true } }],
        CSIStorageCapacity: [capacity(size)],
      });
    const reasons = (size: string) =>
      volumesOn({ bound: [], delayed: [claim('a', '2Gi')] }, cycleOf(pod('p', []), see(size)).nodes[0]!, see(size)).reasons;
    expect(reasons('1Gi')).toEqual(['node(s) did not have enough free storage']);
    expect(reasons('4Gi')).toEqual([]);
  });

  it('knows the hosts that a volume names', () => {
    const expression = (...values: readonly string[]) => ({ key: 'kubernetes.io/hostname', operator: 'In', values });
    const terms = [{ matchExpressions: [expression('a', 'b'), expression('b', 'c')] }, { matchExpressions: [expression('d')] }];
    const spec = { nodeAffinity: { required: { nodeSelectorTerms: terms } } };
    expect([...hostNames({ metadata: { name: 'v' }, spec } as unknown as PersistentVolume)]).toEqual(['b', 'd']);
  });
});

describe('limits of volumes', () => {
  const disk = (id: string) => ({ name: id, awsElasticBlockStore: { volumeID: id } });

  it('counts a disk of the tree once, up to what the node says', () => {
    const allocatable = { 'attachable-volumes-aws-ebs': '2' };
    const asked = (...ids: readonly string[]) => {
      const cycle = cycleOf(pod('p', ids.map(disk)), seeing({}), { there: [pod('q', [disk('x'), disk('y')])], allocatable });
      return ebsLimits.filter?.(cycle, cycle.nodes[0]!)?.reasons;
    };
    expect(asked('x')).toBeUndefined();
    expect(asked('z')).toEqual(['node(s) exceed max volume count']);
  });

  it("takes a driver's limit from the node, too", () => {
    const see = seeing({
      PersistentVolumeClaim: [claim('a', '1Gi', { volumeName: 'v' })],
      PersistentVolume: [{ metadata: { name: 'v' }, spec: { csi: { driver: 'd', volumeHandle: 'h' } } }],
    });
    const cycle = cycleOf(pod('p', [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }]), see, {
      allocatable: { 'attachable-volumes-csi-d': '0' },
    });
    expect(nodeVolumeLimits.filter?.(cycle, cycle.nodes[0]!)?.reasons).toEqual(['node(s) exceed max volume count']);
  });
});

it('tells why the zone of a claim is not known', () => {
  const see = seeing({ PersistentVolumeClaim: [claim('a', '1Gi', { storageClassName: 'gone' })] });
  const cycle = cycleOf(pod('p', [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }]), see);
  expect(volumeZone.preFilter?.(cycle)).toEqual({ reasons: ['unable to find storage class: gone'], resolvable: false });
});

const zone = (...values: string[]) => ({ matchLabelExpressions: [{ key: 'zone', values }] });

it.each([
  ['no terms', [], {}, true],
  ['a term without expressions suits nothing', [{}], { zone: 'a' }, false],
  ['one of the terms', [zone('b'), zone('a', 'c')], { zone: 'a' }, true],
  ['none of the terms', [zone('b')], { zone: 'a' }, false],
  ['a label that is missing', [zone('')], {}, false],
])('where a class lets its volumes be made: %s', (_name, terms, labels, suits) => expect(suitsTopology(terms, labels)).toBe(suits));
