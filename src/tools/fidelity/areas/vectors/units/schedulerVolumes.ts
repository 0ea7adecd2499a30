/** upstream: pkg/scheduler/framework/plugins: nodevolumelimits, volumezone, volumebinding; component-helpers/storage/volume */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { reachesNode } from '#engine/helpers/volumeMatch.ts';
import type { Plugin } from '#engine/scheduler/framework.ts';
import { azureDiskLimits, ebsLimits, gcePdLimits } from '#engine/scheduler/plugins/inTreeVolumeLimits.ts';
import { hostNames, nodesNamed, volumesOn } from '#engine/scheduler/plugins/nodeVolumes.ts';
import { nodeVolumeLimits } from '#engine/scheduler/plugins/nodeVolumeLimits.ts';
import { claimsOf, volumeBinding } from '#engine/scheduler/plugins/volumeBinding.ts';
import { volumeZone } from '#engine/scheduler/plugins/volumeZone.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, isFields, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';
import { codeOf, cycleFor, recordedStatus, statusOn, type Status, type World } from './schedulerRows.ts';
import { typed, typedList } from './worlds.ts';

const fields = (list: readonly object[]) => list as readonly Fields[];

/** An error of a plugin refuses the node here, with the error's words. */
function statusIn(value: unknown): Status | null {
  if (isFields(value) && codeOf(value['code']) === 'Error')
    return { code: 'UnschedulableAndUnresolvable', reasons: [errorText(value['err']) ?? ''] };
  return recordedStatus(value);
}

function filtered(plugin: Plugin, pod: unknown, world: World): Status | null {
  const node = world.nodes?.[0]?.metadata.name ?? '';
  return statusOn(plugin, cycleFor(objectAs<Pod>(pod), world), node);
}

function placedOn(pods: unknown, nodeName: string): readonly Pod[] {
  return (Array.isArray(pods) ? pods : []).map((pod) => {
    const plain = objectAs<Pod>(pod);
    return { ...plain, spec: { ...plain.spec, nodeName } };
  });
}

const diskKeys: Readonly<Record<string, string>> = {
  EBS: 'attachable-volumes-aws-ebs',
  GCE: 'attachable-volumes-gce-pd',
  AzureDisk: 'attachable-volumes-azure-disk',
};

/** The claims and volumes that the tests of disks in the tree all have. */
function inTreeWorld(filter: string, provisioner: string): NonNullable<World['objects']> {
  const claim = (name: string, volumeName: string, storageClassName = filter) => ({
    metadata: { name },
    spec: { volumeName, storageClassName },
  });
  const [mine, other] = [`some${filter}Vol`, `someNon${filter}Vol`];
  return {
    PersistentVolumeClaim: fields([
      claim(mine, mine),
      claim(other, other),
      claim('pvcWithDeletedPV', 'pvcWithDeletedPV'),
      claim('anotherPVCWithDeletedPV', 'anotherPVCWithDeletedPV'),
      claim('unboundPVC', ''),
      claim('anotherUnboundPVC', ''),
      claim('unboundPVCWithDefaultSCPod', '', 'standard-sc'),
      claim('unboundPVCWithInvalidSCPod', '', 'invalid-sc'),
    ]),
    PersistentVolume: fields([
      { metadata: { name: mine }, spec: { awsElasticBlockStore: { volumeID: `${filter.toLowerCase()}Vol` } } },
      { metadata: { name: other }, spec: {} },
    ]),
    StorageClass: fields([
      { metadata: { name: filter }, provisioner },
      { metadata: { name: 'standard-sc' }, provisioner: 'standard-sc' },
    ]),
  };
}

function inTreeLimits(plugin: Plugin, usualFilter: string): Adapter {
  return (row) => {
    const input = inputOf(row);
    const filter = String(input['filterName'] ?? usualFilter);
    const objects = inTreeWorld(filter, String(input['driverName'] ?? 'kubernetes.io/gce-pd'));
    const claims = [
      ...(objects['PersistentVolumeClaim'] ?? []),
      ...typedList(input['extraClaims'], 'PersistentVolumeClaim').map((it) => it as unknown as Fields),
    ];
    const allocatable = { [diskKeys[filter] ?? '']: String(input['maxVols']) };
    const node = { metadata: { name: 'node' }, status: { allocatable } } as unknown as Node;
    const world = { nodes: [node], pods: placedOn(input['existingPods'], 'node'), objects: { ...objects, PersistentVolumeClaim: claims } };
    return { expected: statusIn(input['wantStatus']), got: filtered(plugin, input['newPod'], world) };
  };
}

/** Four claims and volumes of each driver, and some claims that lack something. */
function driverWorld(filter: string, drivers: readonly string[]): NonNullable<World['objects']> {
  const names = drivers.flatMap((driver) => [0, 1, 2, 3].map((i) => ({ driver, name: `${filter}-${driver}-${i}` })));
  const source = (driver: string, name: string) => {
    if (driver === 'kubernetes.io/aws-ebs') return { awsElasticBlockStore: { volumeID: name } };
    return driver === 'kubernetes.io/hostpath' ? { hostPath: { path: '/tmp' } } : { csi: { driver, volumeHandle: name } };
  };
  return {
    PersistentVolumeClaim: fields([
      ...names.map(({ name }) => ({ metadata: { name }, spec: { volumeName: name } })),
      { metadata: { name: `${filter}-4` }, spec: { storageClassName: 'csi-sc' } },
      { metadata: { name: `${filter}-5` }, spec: {} },
      { metadata: { name: `${filter}-6` }, spec: { storageClassName: 'csi-sc', volumeName: 'missing-in-action' } },
    ]),
    PersistentVolume: fields(names.map(({ driver, name }) => ({ metadata: { name }, spec: source(driver, name) }))),
    StorageClass: fields([{ metadata: { name: 'csi-sc' }, provisioner: drivers[0] }]),
  };
}

const driverLimits: Adapter = (row) => {
  const input = inputOf(row);
  const drivers = strings(input['driverNames']);
  const source = String(input['limitSource'] ?? '');
  const count = Number(input['maxVols']);
  const onNode = source === 'node' || source === 'both';
  const onCsiNode = source === 'csinode' || source === 'both';
  const allocatable = Object.fromEntries(onNode ? drivers.map((driver) => [`attachable-volumes-csi-${driver}`, String(count)]) : []);
  const csiNode = {
    metadata: { name: 'node', annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': 'kubernetes.io/aws-ebs' } },
    spec: {
      drivers:
        source === 'no-csi-driver'
          ? []
          : drivers.map((name) => ({ name, nodeID: 'node', ...(onCsiNode ? { allocatable: { count } } : {}) })),
    },
  };
  const objects = driverWorld(String(input['filterName']), drivers);
  const extra = typedList(input['extraClaims'], 'PersistentVolumeClaim').map((it) => it as unknown as Fields);
  const world = {
    nodes: [{ metadata: { name: 'node' }, status: { allocatable } } as unknown as Node],
    pods: placedOn(input['existingPods'], 'node'),
    objects: {
      ...objects,
      PersistentVolumeClaim: [...(objects['PersistentVolumeClaim'] ?? []), ...extra],
      ...(source === 'node' || source === '' ? {} : { CSINode: fields([csiNode]) }),
    },
  };
  return { expected: statusIn(input['wantStatus']), got: filtered(nodeVolumeLimits, input['newPod'], world) };
};

export const volumeLimits: Adapters = {
  TestCSILimits: driverLimits,
  TestEBSLimits: inTreeLimits(ebsLimits, 'EBS'),
  TestGCEPDLimits: inTreeLimits(gcePdLimits, 'GCE'),
  TestAzureDiskLimits: inTreeLimits(azureDiskLimits, 'AzureDisk'),
  TestEphemeralLimits: inTreeLimits(gcePdLimits, 'GCE'),
};

type Labels = Readonly<Record<string, string>>;
const [betaZone, betaRegion] = ['failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'];
const [zone, region] = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** What the three tests about zones have: volumes by their labels, each with a claim of the same ending. */
const zoneVolumes: Readonly<Record<string, Readonly<Record<string, Labels>>>> = {
  TestSingleZone: {
    _1: { [betaZone]: 'us-west1-a' },
    _2: { [betaRegion]: 'us-west1', uselessLabel: 'none' },
    _3: { [betaRegion]: 'us-west1' },
    _Stable_1: { [zone]: 'us-west1-a' },
    _Stable_2: { [region]: 'us-west1', uselessLabel: 'none' },
    _Stable_3: { [zone]: 'us-west1-a', [region]: 'us-west1-a' },
  },
  TestMultiZone: {
    _1: { [betaZone]: 'us-west1-a' },
    _2: { [betaZone]: 'us-west1-b', uselessLabel: 'none' },
    _3: { [betaZone]: 'us-west1-c__us-west1-a' },
    _Stable_1: { [zone]: 'us-west1-a' },
    _Stable_2: { [zone]: 'us-west1-c__us-west1-a' },
  },
  TestWithBinding: { _1: { [betaZone]: 'us-west1-a' } },
};

function zones(test: string): Adapter {
  const volumes = Object.entries(zoneVolumes[test] ?? {});
  const claim = (name: string, spec: object) => ({ metadata: { name: `PVC${name}`, namespace: 'default' }, spec });
  const objects = {
    PersistentVolume: fields(volumes.map(([name, labels]) => ({ metadata: { name: `Vol${name}`, labels }, spec: {} }))),
    PersistentVolumeClaim: fields([
      ...volumes.map(([name]) => claim(name, { volumeName: `Vol${name}` })),
      claim('_4', { volumeName: 'Vol_not_exist' }),
      claim('_NoSC', { storageClassName: 'Class_0' }),
      claim('_EmptySC', {}),
      claim('_WaitSC', { storageClassName: 'Class_Wait' }),
      claim('_ImmediateSC', { storageClassName: 'Class_Immediate' }),
    ]),
    StorageClass: fields([
      { metadata: { name: 'Class_Immediate' } },
      { metadata: { name: 'Class_Wait' }, volumeBindingMode: 'WaitForFirstConsumer' },
    ]),
  };
  return (row) => {
    const input = inputOf(row);
    const world = { nodes: [objectAs<Node>(input['Node'])], objects };
    return {
      expected: statusIn(input['wantFilterStatus']) ?? statusIn(input['wantPreFilterStatus']),
      got: filtered(volumeZone, input['Pod'], world),
    };
  };
}

export const volumeZones: Adapters = Object.fromEntries(Object.keys(zoneVolumes).map((test) => [test, zones(test)]));

/** The whole plugin: every node, or why none. */
const bindingPlugin: Adapter = (row) => {
  const input = inputOf(row);
  const nodes = typedList(input['nodes'], 'Node') as unknown as readonly Node[];
  const objects = {
    PersistentVolumeClaim: typedList(input['pvcs'], 'PersistentVolumeClaim').map((it) => ({ status: {}, ...it }) as unknown as Fields),
    PersistentVolume: typedList(input['pvs'], 'PersistentVolume') as unknown as readonly Fields[],
    StorageClass: fields(bindingClasses),
  };
  const cycle = cycleFor(objectAs<Pod>(input['pod']), { nodes, objects });
  const before = statusIn(input['wantPreFilterStatus']);
  const wanted = Array.isArray(input['wantFilterStatus']) ? input['wantFilterStatus'].map(statusIn) : [];
  const only = volumeBinding.preFilter?.(cycle);
  const named = isFields(input['wantPreFilterResult']) ? input['wantPreFilterResult']['NodeNames'] : undefined;
  return {
    expected: {
      statuses: before === null ? wanted : nodes.map(() => before),
      only: Array.isArray(named) ? strings(named).toSorted() : null,
    },
    got: {
      statuses: nodes.map(({ metadata }) => statusOn(volumeBinding, cycle, metadata.name)),
      only: only !== undefined && 'only' in only ? [...only.only].toSorted() : null,
    },
  };
};

const bindingClasses = [
  { metadata: { name: 'immediate-sc' }, volumeBindingMode: 'Immediate', provisioner: '' },
  { metadata: { name: 'wait-sc' }, volumeBindingMode: 'WaitForFirstConsumer', provisioner: '' },
  { metadata: { name: 'wait-hdd-sc' }, volumeBindingMode: 'WaitForFirstConsumer', provisioner: '' },
];

const topology = (...values: readonly string[]) => [{ matchLabelExpressions: [{ key: 'nodeKey', values }] }];
const wait = { volumeBindingMode: 'WaitForFirstConsumer' };

/** The classes of the tests of the binder. */
const binderClasses = [
  {
    metadata: { name: 'waitClassWithProvisioner' },
    ...wait,
    provisioner: 'test-provisioner',
    allowedTopologies: topology('node1', 'reference-value'),
  },
  { metadata: { name: 'immediateClass' }, volumeBindingMode: 'Immediate', provisioner: '' },
  { metadata: { name: 'waitClass' }, ...wait, provisioner: 'kubernetes.io/no-provisioner' },
  { metadata: { name: 'topoMismatchClass' }, ...wait, provisioner: 'test-provisioner', allowedTopologies: topology('reference-value') },
];

const testNode = { metadata: { name: 'node1', labels: { nodeKey: 'node1' } } } as unknown as Node;

interface BinderWorld {
  readonly pod: Pod;
  readonly claims: readonly PersistentVolumeClaim[];
  readonly volumes: readonly PersistentVolume[];
  readonly objects?: NonNullable<World['objects']>;
}

/** What one node has for a pod: bindings, claims to be provisioned, reasons; or an error of all nodes. */
function found({ pod, claims, volumes, objects = {} }: BinderWorld) {
  const cycle = cycleFor(pod, {
    nodes: [testNode],
    objects: {
      PersistentVolumeClaim: claims.map((it) => ({ ...it, status: it.status ?? {} }) as unknown as Fields),
      PersistentVolume: volumes as unknown as readonly Fields[],
      StorageClass: fields(binderClasses),
      ...objects,
    },
  });
  const sorted = claimsOf(cycle.pod, cycle.see);
  if ('reasons' in sorted) return 'failed';
  const { bindings, provisioned, reasons } = volumesOn(sorted, cycle.nodes[0]!, cycle.see);
  return {
    bindings: bindings.map(({ volume, claim }) => `${volume.metadata.name} ${claim.metadata.name}`).toSorted(),
    provisioned: provisioned.map(({ metadata }) => metadata.name).toSorted(),
    reasons: reasons.toSorted(),
  };
}

function podWith(claims: readonly PersistentVolumeClaim[]): Pod {
  const volumes = claims.map(({ metadata }, i) => ({ name: `vol${i}`, persistentVolumeClaim: { claimName: metadata.name } }));
  return { metadata: { name: 'test-pod', namespace: 'testns' }, spec: { containers: [], volumes } } as unknown as Pod;
}

function binderRow(row: Row): Answer {
  const input = inputOf(row);
  if (input['podPVCs'] === undefined && input['pod'] === undefined)
    return { leftOut: 'a turn of the loop around the rows: what they have is compared in them' };
  const list = (name: string) => typedList(input[name], 'PersistentVolumeClaim') as unknown as readonly PersistentVolumeClaim[];
  const asked = list('podPVCs');
  const cached = input['cachePVCs'] === null || input['cachePVCs'] === undefined ? asked : list('cachePVCs');
  const got = found({
    pod: isFields(input['pod']) ? objectAs<Pod>(input['pod']) : podWith(asked),
    claims: cached,
    volumes: typedList(input['pvs'], 'PersistentVolume') as unknown as readonly PersistentVolume[],
  });
  if (input['shouldFail'] === true) return { expected: 'failed', got };
  const names = (it: unknown) => (isFields(it) && isFields(it['metadata']) ? String(it['metadata']['name']) : '');
  const bindings = Array.isArray(input['expectedBindings']) ? (input['expectedBindings'] as readonly Fields[]) : [];
  const provisions = Array.isArray(input['expectedProvisions']) ? input['expectedProvisions'] : [];
  const reasons = strings(input['reasons']);
  return {
    expected: {
      bindings: bindings.map(({ pv, pvc }) => `${names(pv)} ${names(pvc)}`).toSorted(),
      // Claims that nothing can be made for are no longer named here.
      provisioned: reasons.length > 0 ? [] : provisions.map(names).toSorted(),
      reasons: reasons.toSorted(),
    },
    got,
  };
}

const capacity: Adapter = (row) => {
  const input = inputOf(row);
  if (input['pvcs'] === undefined) return { leftOut: 'a turn of the loop around the rows: what they have is compared in them' };
  const claims = typedList(input['pvcs'], 'PersistentVolumeClaim') as unknown as readonly PersistentVolumeClaim[];
  const capacities = typedList(input['capacities'], 'CSIStorageCapacity').map((it, i) => ({
    ...it,
    metadata: { ...it.metadata, name: `capacity-${i}` },
  }));
  const tracked = [{ metadata: { name: 'test-provisioner' }, spec: { storageCapacity: true } }];
  const got = found({
    pod: podWith(claims),
    claims,
    volumes: [],
    objects: { CSIStorageCapacity: fields(capacities), CSIDriver: fields(tracked) },
  });
  return { expected: strings(input['reasons']), got: typeof got === 'string' ? got : got.reasons };
};

const eligible: Adapter = (row) => {
  const { pvcs, pvs, eligibleNodes } = inputOf(row);
  const claims = typedList(pvcs, 'PersistentVolumeClaim') as unknown as readonly PersistentVolumeClaim[];
  const cycle = cycleFor(podWith(claims), {
    objects: { PersistentVolume: typedList(pvs, 'PersistentVolume') as unknown as readonly Fields[] },
  });
  const got = nodesNamed(claims, cycle.see);
  return {
    expected: Array.isArray(eligibleNodes) ? strings(eligibleNodes).toSorted() : null,
    got: got === undefined ? null : [...got].toSorted(),
  };
};

export const volumeBindings: Adapters = {
  TestVolumeBinding: bindingPlugin,
  TestFindPodVolumesWithoutProvisioning: binderRow,
  TestFindPodVolumesWithProvisioning: binderRow,
  TestCapacity: capacity,
  TestGetEligibleNodes: eligible,
};

const nodeAffinityOfVolume: Adapter = (row) => {
  const { pv, expectSuccess } = inputOf(row);
  const labels = { 'test-key1': 'test-value1', 'test-key2': 'test-value2' };
  return {
    expected: expectSuccess,
    got: reachesNode(typed(pv, 'PersistentVolume') as unknown as PersistentVolume, { metadata: { name: 'n', labels } } as unknown as Node),
  };
};

const namesOfNodes: Adapter = (row) => {
  const { pv, expectedNodeNames } = inputOf(row);
  if (pv === null) return { leftOut: 'nobody asks here without a volume' };
  return {
    expected: strings(expectedNodeNames).toSorted(),
    got: [...hostNames(typed(pv, 'PersistentVolume') as unknown as PersistentVolume)].toSorted(),
  };
};

export const volumeHelpers: Adapters = { TestCheckVolumeNodeAffinity: nodeAffinityOfVolume };
export const volumeUtil: Adapters = { TestGetPersistentVolumeNodeNames: namesOfNodes };
