/**
 * The binder left to itself with claims and volumes that come and go: what a Go function does to them is known by the row's number.
 * upstream: pkg/controller/volume/persistentvolume (pv_controller_test.go, framework_test.go: runMultisyncTests)
 */
import type { PersistentVolumeClaim } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import type { TestCluster } from '#engine/controllers/common/testing.ts';
import { persistentVolume } from '#engine/controllers/persistentvolume/persistentvolume.ts';
import { inputOf, readingNames, type Adapter, type Adapters, type Fields } from '../row.ts';
import { bare } from './bare.ts';
import { kinded, told } from './volumePlugin.ts';
import { clusterWith, typed } from './worlds.ts';

type Act = (cluster: TestCluster, input: Fields) => void;

const claimGoes: Act = (cluster) => cluster.remove('PersistentVolumeClaim', cluster.all('PersistentVolumeClaim')[0]!.metadata.name);
const volumeGoes: Act = (cluster) => cluster.remove('PersistentVolume', cluster.all('PersistentVolume')[0]!.metadata.name);

/** The claim that the row expects, as it was before anybody had looked at it. */
const claimComes: Act = (cluster, { expectedClaims }) => {
  const [wanted] = kinded('PersistentVolumeClaim', expectedClaims) as unknown as readonly PersistentVolumeClaim[];
  const { annotations: _annotations, ...metadata } = wanted!.metadata;
  const { volumeName: _volume, ...spec } = wanted!.spec;
  cluster.put({ ...wanted!, metadata, spec, status: { phase: 'Pending' } });
};

const acts: Readonly<Record<string, readonly Act[]>> = {
  '5-2': [claimComes],
  '5-2-2': [],
  '5-2-3': [],
  '5-3': [claimGoes],
  '5-4': [volumeGoes],
  '5-7': [volumeGoes, claimGoes],
  '5-8': [claimGoes],
  '10-1': [],
  '10-2': [],
};

const reasons: Readonly<Record<string, string>> = {
  '5-5': 'the row is about metrics of operations',
  '5-6': 'the row is about metrics of operations',
  '5-9': 'the row switches a gate that cannot be switched here (HonorPVReclaimPolicy)',
  '9-1': 'the fake fails once: a folder of a node can be deleted or cannot',
};

const external = typed(
  { metadata: { name: 'external' }, provisioner: 'gcr.io/vendor-csi', volumeBindingMode: 'Immediate' },
  'StorageClass',
);

const played: Adapter = readingNames((row) => {
  const input = inputOf(row);
  if ('provisioner' in input) return { leftOut: 'the row is a class that the rows after it use' };
  const number = String(input['name']).split(' ')[0]!;
  const steps = acts[number];
  if (steps === undefined) return { leftOut: reasons[number] ?? 'what a Go function does in the row is not told' };
  const given = [...kinded('PersistentVolumeClaim', input['initialClaims']), ...kinded('PersistentVolume', input['initialVolumes'])];
  const cluster = clusterWith([persistentVolume], [external, ...given]);
  cluster.run(20_000);
  for (const act of steps) {
    act(cluster, input);
    cluster.run(20_000);
  }
  const shown = (list: readonly KubeObject[]) => list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((it) => bare(withoutMade(it)));
  const events = told(input);
  const heard = cluster.events().map((line) => line.split(' ').slice(0, 2).join(' '));
  return {
    expected: [
      shown(kinded('PersistentVolumeClaim', input['expectedClaims'])),
      shown(kinded('PersistentVolume', input['expectedVolumes'])),
      events,
    ],
    got: [shown(cluster.all('PersistentVolumeClaim')), shown(cluster.all('PersistentVolume')), events.filter((it) => heard.includes(it))],
  };
});

/** What a server gives to objects, the test's have not. */
function withoutMade(object: KubeObject): object {
  const { creationTimestamp: _made, ...metadata } = object.metadata;
  if (object.kind === 'PersistentVolume') return { ...object, metadata: { ...metadata, uid: '' } };
  return { ...object, metadata };
}

export const volumePlays: Adapters = { TestControllerSync: played, runMultisyncTests: played };
