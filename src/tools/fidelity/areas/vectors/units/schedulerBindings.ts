/** upstream: pkg/scheduler/framework/plugins/volumebinding (binder.go): what is written, and what is awaited */
import type { Kind, Node, PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { keyOf as nameOf, type KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { tableOf } from '#engine/controllers/common/testingApi.ts';
import { assume, withAssumed, type Assumed } from '#engine/scheduler/assumed.ts';
import { bindClaims, checkBindings, type Awaited } from '#engine/scheduler/bindVolumes.ts';
import { inputOf, isFields, listOf, readingNames, type Adapter, type Adapters, type Fields } from '../row.ts';
import { bareWithout } from './bare.ts';
import { standIn } from './oneLook.ts';
import { typed, typedList } from './worlds.ts';

interface Planned {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  readonly provisioned: readonly PersistentVolumeClaim[];
}

const goNil = 'the row has nil where Go could have an empty list';

function planOf(input: Fields): Planned {
  const list = Array.isArray(input['bindings']) ? (input['bindings'] as Fields[]) : isFields(input['binding']) ? [input['binding']] : [];
  const one = isFields(input['claimToProvision']) ? [input['claimToProvision']] : [];
  return {
    bindings: list.map(({ pv, pvc }) => ({
      volume: typed(pv, 'PersistentVolume') as unknown as PersistentVolume,
      claim: typed(pvc, 'PersistentVolumeClaim') as unknown as PersistentVolumeClaim,
    })),
    provisioned: typedList(input['provisionedPVCs'] ?? one, 'PersistentVolumeClaim') as unknown as readonly PersistentVolumeClaim[],
  };
}

function volumes(value: unknown): readonly KubeObject[] {
  return typedList(value, 'PersistentVolume');
}

function claims(value: unknown): readonly KubeObject[] {
  return typedList(value, 'PersistentVolumeClaim');
}

const keyOf = (object: KubeObject) => `${object.kind} ${nameOf(object)}`;

/** Later objects take the place of earlier ones of their name. */
function newest(...lists: readonly (readonly KubeObject[])[]): readonly KubeObject[] {
  return [...new Map(lists.flat().map((object) => [keyOf(object), object])).values()];
}

/** What the pod waits for, as if it had been written just now. */
function awaitedOf({ bindings, provisioned }: Planned): readonly Awaited[] {
  const revision = ({ metadata }: { readonly metadata: { readonly resourceVersion?: string } }) => Number(metadata.resourceVersion ?? 0);
  const key = ({ metadata }: PersistentVolumeClaim) => `${metadata.namespace}/${metadata.name}`;
  return [
    ...bindings.map(({ volume, claim }) => ({ claim: key(claim), volume: volume.metadata.name, revision: revision(volume) })),
    ...provisioned.map((claim) => ({ claim: key(claim), revision: revision(claim) })),
  ];
}

const node1 = { metadata: { name: 'node1', labels: { nodeKey: 'node1' } } } as unknown as Node;

function isNil({ bindings, provisionedPVCs, shouldFail }: Fields): boolean {
  return (bindings === null || provisionedPVCs === null) && shouldFail === true;
}

const checked: Adapter = (row) => {
  const input = inputOf(row);
  if (isNil(input)) return { leftOut: goNil };
  const { initPVs, initPVCs, apiPVs, apiPVCs, deletePVs, deletePVCs, expectedBound, shouldFail } = input;
  const objects = [
    ...(deletePVs === true ? [] : newest(volumes(initPVs), volumes(apiPVs))),
    ...(deletePVCs === true ? [] : newest(claims(initPVCs), claims(apiPVCs))),
  ];
  const { r } = standIn({ objects, wallMs: 0 });
  const got = checkBindings(awaitedOf(planOf(input)), node1, r.see);
  return { expected: [shouldFail === true, expectedBound === true], got: [typeof got === 'object', got === true] };
};

/** What stands in the server after the writes. */
const written: Adapter = (row) => {
  const input = inputOf(row);
  if (isNil(input)) return { leftOut: goNil };
  const { cachedPVs, cachedPVCs, apiPVs, apiPVCs, expectedPVs, expectedPVCs, expectedAPIPVs, expectedAPIPVCs, shouldFail } = input;
  const objects = newest(volumes(cachedPVs), claims(cachedPVCs), volumes(apiPVs), claims(apiPVCs));
  const stale = new Set(
    newest(volumes(apiPVs), claims(apiPVCs)).flatMap((it) => {
      const cached = [...volumes(cachedPVs), ...claims(cachedPVCs)].find((other) => keyOf(other) === keyOf(it));
      return cached !== undefined && cached.metadata.resourceVersion !== it.metadata.resourceVersion ? [it.metadata.name] : [];
    }),
  );
  const { r, api } = standIn({
    objects,
    wallMs: 0,
    refuse: ({ verb, name }) =>
      verb === 'update' && stale.has(name ?? '') ? { code: 409, message: 'the object has been modified' } : undefined,
  });
  const got = bindClaims(planOf(input), 'node1', { client: r.client, assumed: new Map() });
  const plain = (list: readonly (KubeObject | undefined)[]) => list.map((it) => bareWithout(it, 'apiVersion', 'kind'));
  const wanted = [...volumes(expectedAPIPVs ?? expectedPVs), ...claims(expectedAPIPVCs ?? expectedPVCs)];
  const stored = wanted.map((it) => tableOf(api, scheme[it.kind as Kind].plural).get(nameOf(it)));
  return { expected: [shouldFail === true, plain(wanted)], got: [!got.ok, plain(stored)] };
};

/** What the Go functions of the table do while the pod waits, by the rows' names: who is there then. */
const meanwhile: Readonly<Record<string, (claims: readonly KubeObject[], volumes: readonly KubeObject[]) => readonly KubeObject[]>> = {
  'binding-static-pv-succeeds-after-time': (held, known) => [...held.map((it) => boundClaim(it, known[0]!.metadata.name)), ...known],
  'binding-dynamic-pv-succeeds-after-time': (held) => [...held.map((it) => boundClaim(it, 'made')), madeVolume('node1')],
  'node-affinity-fails-dynamic-provisioning': (held) => [...held.map((it) => boundClaim(it, 'made')), madeVolume('node2')],
  'check-fails': (_held, known) => known,
};

function boundClaim(claim: KubeObject, volumeName: string): KubeObject {
  const annotations = { 'volume.kubernetes.io/selected-node': 'node1', 'pv.kubernetes.io/bind-completed': 'yes' };
  const { spec } = claim as unknown as PersistentVolumeClaim;
  return { ...claim, metadata: { ...claim.metadata, annotations }, spec: { ...spec, volumeName } } as KubeObject;
}

function madeVolume(node: string): KubeObject {
  const matchExpressions = [{ key: 'nodeKey', operator: 'In', values: [node] }];
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  return typed({ metadata: { name: 'made', resourceVersion: '2' }, spec: { nodeAffinity, claimRef: { uid: 'u' } } }, 'PersistentVolume');
}

/** What is not bound at once, or after what happens meanwhile, fails by its time. */
const bound: Adapter = readingNames((row) => {
  const input = inputOf(row);
  if (input['bindingsNil'] === true) return { leftOut: goNil };
  const { initPVs, initPVCs, nodes, shouldFail, delayFunc } = input;
  const later = meanwhile[String(row.key)];
  if (isFields(delayFunc) && later === undefined) return { leftOut: 'a pod that goes meanwhile is forgotten, and nobody is told' };
  const [node = node1] = typedList(nodes, 'Node') as unknown as readonly Node[];
  const plan = planOf(input);
  const [known, held] = [
    newest(
      volumes(initPVs),
      plan.bindings.map(({ volume }) => volume),
    ),
    newest(claims(initPVCs)),
  ];
  const { r } = standIn({ objects: [...newest(volumes(initPVs)), ...held], wallMs: 0 });
  const got = bindClaims(plan, 'node1', { client: r.client, assumed: new Map() });
  const see = later === undefined ? r.see : standIn({ objects: later(held, known), wallMs: 0 }).r.see;
  const state = got.ok ? checkBindings(awaitedOf(plan), node, see) : false;
  return { expected: shouldFail === true, got: state !== true };
});

/** A volume or claim as the next pod finds it, that was written and is not shown yet. */
function assumedOne(kind: 'PersistentVolume' | 'PersistentVolumeClaim', old: string, fresh: string): Adapter {
  return (row) => {
    const input = inputOf(row);
    const [known, written] = [typed(input[old], kind), typed(input[fresh], kind)];
    if ([known, written].some(({ metadata }) => !/^\d+$/.test(metadata.resourceVersion)))
      return { leftOut: 'the server gives revisions that are numbers' };
    const assumed: Assumed = new Map();
    assume(assumed, kind, written as unknown as PersistentVolume);
    const got = withAssumed(standIn({ objects: [known], wallMs: 0 }).r.see, assumed).get(kind, nameOf(known));
    return { expected: [true, written], got: [input['shouldSucceed'] === true, got] };
  };
}

/** What the next pod finds of all that was written for one. */
const assumedAll: Adapter = (row) => {
  const input = inputOf(row);
  const { podPVCs, pvs, bindings, expectedBindings, expectedProvisionings, expectedAllBound, shouldFail } = input;
  const plan = planOf(input);
  const cached = newest(volumes(pvs), claims(podPVCs), claims(listOf(bindings).map(({ pvc }) => pvc)), plan.provisioned);
  const { r } = standIn({ objects: cached, wallMs: 0 });
  const assumed: Assumed = new Map();
  const done = bindClaims(plan, 'node1', { client: r.client, assumed });
  const wanted = [...volumes(listOf(expectedBindings).map(({ pv }) => pv)), ...claims(expectedProvisionings)];
  const see = withAssumed(r.see, assumed);
  const plain = (it: KubeObject | undefined) => bareWithout(it, 'apiVersion', 'kind');
  const got = done.ok ? wanted.map((it) => plain(see.get(it.kind as 'PersistentVolume', nameOf(it)))) : [];
  return {
    expected: [shouldFail === true, expectedAllBound === true, shouldFail === true ? [] : wanted.map(plain)],
    got: [!done.ok, done.ok && done.value.length === 0, got],
  };
};

export const volumeBinderCalls: Adapters = {
  TestCheckBindings: checked,
  TestBindAPIUpdate: written,
  TestBindPodVolumes: bound,
  TestAssumePV: assumedOne('PersistentVolume', 'oldPV', 'newPV'),
  TestAssumePVC: assumedOne('PersistentVolumeClaim', 'oldPVC', 'newPVC'),
  TestAssumePodVolumes: assumedAll,
};
