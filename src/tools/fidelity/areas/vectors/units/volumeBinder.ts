/** upstream: pkg/controller/volume/persistentvolume (framework_test.go: one sync of one claim or volume) */
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { mismatch } from '#engine/controllers/persistentvolume/match.ts';
import { persistentVolume } from '#engine/controllers/persistentvolume/persistentvolume.ts';
import { pvcProtection, pvProtection } from '#engine/controllers/volumeprotection/volumeprotection.ts';
import type { Answer } from '../../verdicts.ts';
import { functionName, inputOf, isFields, outputOf, readingNames, type Adapters, type Fields, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { rowAs } from './objects.ts';
import { oneLook } from './oneLook.ts';
import { kinded, synchedByPlugin, told, type PluginCase } from './volumePlugin.ts';
import { clusterWith, typed, typedList } from './worlds.ts';

const now = Date.UTC(2026, 10, 21, 21);

/** The classes that the tests of the binder set up, as far as no row brings its own of the name. */
const usualClasses = [
  { metadata: { name: 'wait' }, provisioner: '', volumeBindingMode: 'WaitForFirstConsumer' },
  { metadata: { name: 'gold' }, provisioner: 'kubernetes.io/mock-volume', volumeBindingMode: 'Immediate' },
  { metadata: { name: 'external' }, provisioner: 'vendor.com/my-volume', volumeBindingMode: 'Immediate' },
];

type Case = Omit<PluginCase, 'wallMs'>;

function synced({ input, classes, pods }: Case): Answer {
  const test = functionName(input['test']);
  if (test !== 'testSyncClaim' && test !== 'testSyncVolume') return synchedByPlugin({ input, classes, pods, wallMs: now });
  const claims = kinded('PersistentVolumeClaim', input['initialClaims']);
  const volumes = kinded('PersistentVolume', input['initialVolumes']);
  const target = test === 'testSyncClaim' ? `claim:${keyOf(claims[0]!)}` : `volume:${keyOf(volumes[0]!)}`;
  const events = told(input);
  const looked = oneLook(persistentVolume, target, { objects: [...claims, ...volumes, ...classes, ...pods], wallMs: now });
  const [wantClaims, wantVolumes] = [
    kinded('PersistentVolumeClaim', input['expectedClaims']),
    kinded('PersistentVolume', input['expectedVolumes']),
  ];
  return {
    expected: { claims: wantClaims.map((it) => bare(it)), volumes: wantVolumes.map((it) => bare(it)), events },
    got: {
      claims: claims.flatMap((it) => bare(looked.get('PersistentVolumeClaim', keyOf(it))) ?? []),
      volumes: volumes.flatMap((it) => bare(looked.get('PersistentVolume', keyOf(it))) ?? []),
      // The test reads no more events than it expects.
      events: looked.events.map(({ type, reason }) => `${type} ${reason}`).slice(0, events.length),
    },
  };
}

const users = [
  { metadata: { name: 'runningPod', namespace: 'default' }, phase: 'Running', claim: 'runningClaim' },
  { metadata: { name: 'pendingPod', namespace: 'default' }, phase: 'Pending', claim: 'pendingClaim' },
  { metadata: { name: 'completedPod', namespace: 'default' }, phase: 'Succeeded', claim: 'completedClaim' },
].map(({ metadata, phase, claim }) => ({
  metadata,
  spec: { containers: [], volumes: [{ name: 'vol1', persistentVolumeClaim: { claimName: claim } }] },
  status: { phase },
}));

/** The classes that rows bring, but for those of the runs about default classes, which say themselves what they have. */
function classesAmong(rows: readonly Row[]): readonly KubeObject[] {
  const brought = rows.map(inputOf).filter((it) => 'provisioner' in it && it['provisioner'] !== 'kubernetes.io/no-provisioner');
  const byName = new Map([...usualClasses, ...brought].map((it) => [(it['metadata'] as { name: string }).name, it]));
  return kinded('StorageClass', [...byName.values()], 'storage.k8s.io/v1');
}

function syncOf(rows: readonly Row[]): (row: Row) => Answer {
  const classes = classesAmong(rows);
  return (row) => {
    const input = inputOf(row);
    if ('provisioner' in input) return { leftOut: 'the row is a class that the rows after it use' };
    const retroactive = String(input['name']).startsWith('15-');
    if (retroactive) return { leftOut: 'which classes the row has is told by the same row of TestRetroactiveStorageClassAssignment' };
    return synced({ input, classes, pods: kinded('Pod', users) });
  };
}

const retroactive = readingNames((row) => {
  const { storageClasses, tests } = inputOf(row);
  const classes = kinded('StorageClass', storageClasses, 'storage.k8s.io/v1');
  const answers = (Array.isArray(tests) ? tests : []).map((input) => synced({ input: input as Fields, classes, pods: [] }));
  const refused = answers.find((it) => 'leftOut' in it);
  if (refused !== undefined) return refused;
  return { expected: answers.map((it) => 'expected' in it && it.expected), got: answers.map((it) => 'got' in it && it.got) };
});

/** The message of one mismatch, but for what else might be wrong. */
function modeCheck(row: Row): Answer {
  const { isExpectedMismatch, pvc, vol } = rowAs<{ isExpectedMismatch: boolean; pvc: PersistentVolumeClaim; vol: PersistentVolume }>(row);
  return { expected: isExpectedMismatch, got: mismatch(vol, pvc) === 'incompatible volumeMode' };
}

/** Claims in use and bound volumes are kept: which writes the protection controllers make. */
function protectedBy(kind: 'PersistentVolumeClaim' | 'PersistentVolume'): (row: Row) => Answer {
  const controller = kind === 'PersistentVolume' ? pvProtection : pvcProtection;
  return (row) => {
    const input = inputOf(row);
    const news = input['updatedPVC'] ?? input['updatedPV'];
    const cluster = clusterWith([controller], []);
    for (const object of typedList(input['initialObjects'])) cluster.put(object);
    if (news !== null && news !== undefined) cluster.put(typed(news, kind));
    for (const pod of [input['deletedPod'], input['updatedPod']]) if (pod !== null && pod !== undefined) cluster.put(typed(pod, 'Pod'));
    if (isFields(input['deletedPod']) && (input['updatedPod'] ?? null) === null)
      cluster.remove('Pod', typed(input['deletedPod'], 'Pod').metadata.name);
    cluster.run();
    const wanted = recorded(outputOf(row)['actions'], 'update').map(({ metadata }) => [metadata.name, metadata.finalizers ?? []]);
    const changed = new Set(cluster.log.filter((line) => line.startsWith('~')).map((line) => line.split(' ')[2]));
    const got = cluster
      .all(kind)
      .filter(({ metadata }) => changed.has(metadata.name))
      .map(({ metadata }) => [metadata.name, metadata.finalizers ?? []]);
    return { expected: wanted, got };
  };
}

function recorded(actions: unknown, verb: string): readonly KubeObject[] {
  return (Array.isArray(actions) ? actions : [])
    .filter((it) => isFields(it) && isFields(it['ActionImpl']) && it['ActionImpl']['Verb'] === verb)
    .map((it) => typed((it as Fields)['Object']));
}

/** Marks of a driver that has taken over, on a claim and on a volume. */
function annealed(row: Row): Answer {
  type Marks = Readonly<Record<string, string>>;
  const it = rowAs<Record<'claimAnnotations' | 'volumeAnnotations' | 'expClaimAnnotations' | 'expVolumeAnnotations', Marks>>(row);
  const claim = {
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'c', namespace: 'n', annotations: it.claimAnnotations },
    spec: {},
    status: {},
  };
  const volume = { kind: 'PersistentVolume', metadata: { name: 'v', annotations: it.volumeAnnotations }, spec: {}, status: {} };
  const objects = [
    { apiVersion: 'v1', ...claim },
    { apiVersion: 'v1', ...volume },
  ];
  const marksOf = (looked: KubeObject | undefined) => looked?.metadata.annotations ?? {};
  return {
    expected: [it.expClaimAnnotations, it.expVolumeAnnotations],
    got: [
      marksOf(oneLook(persistentVolume, 'claim:n/c', { objects, wallMs: now }).get('PersistentVolumeClaim', 'n/c')),
      marksOf(oneLook(persistentVolume, 'volume:v', { objects, wallMs: now }).get('PersistentVolume', 'v')),
    ],
  };
}

export function volumeBinder(tests: Fields): Adapters {
  const rows = (Array.isArray(tests['runSyncTests']) ? tests['runSyncTests'] : []) as readonly Row[];
  return {
    runSyncTests: readingNames(syncOf(rows)),
    TestRetroactiveStorageClassAssignment: retroactive,
    TestVolumeModeCheck: modeCheck,
    TestAnnealMigrationAnnotations: annealed,
  };
}

export const volumeProtection: Adapters = {
  TestPVCProtectionController: protectedBy('PersistentVolumeClaim'),
  TestPVProtectionController: protectedBy('PersistentVolume'),
};
