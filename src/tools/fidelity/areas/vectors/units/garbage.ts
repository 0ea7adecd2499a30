/**
 * The garbage collector's tables of owners that cannot be what their dependents say of them. The steps are Go functions; by the
 * rows' names it is known which objects there are, in which order they are seen, and what becomes of them.
 * upstream: pkg/controller/garbagecollector (garbagecollector_test.go)
 */
import type { KubeObject } from '#api/meta.ts';
import { garbageCollector } from '#engine/controllers/garbagecollector/garbagecollector.ts';
import { inputOf, readingNames, type Adapter, type Adapters } from '../row.ts';
import { clusterWith, typed } from './worlds.ts';

interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
}

/** `apiVersion kind namespace/name uid`; without a namespace for what stands in none. */
function identity(text: string): Identity {
  const [apiVersion = '', kind = '', place = '', uid = ''] = text.split(' ');
  const [namespace = '', name = ''] = place.split('/');
  return { apiVersion, kind, name, uid, ...(namespace === '' ? {} : { namespace }) };
}

const pod1 = identity('v1 Pod ns1/podname1 poduid1');
const pod2 = identity('v1 Pod ns1/podname2 poduid2');
const pod2ns2 = identity('v1 Pod ns2/podname2 poduid2');
const node = identity('v1 Node /nodename nodeuid1');
/** Two versions of one kind, the second of which is served and not the one that is kept. */
const scaler = identity('autoscaling/v2 HorizontalPodAutoscaler ns1/scaler1 scaleruid1');
const scalerOfOld = { ...scaler, apiVersion: 'autoscaling/v1' };
const deployment = identity('apps/v1 Deployment ns1/deployment1 deploymentuid1');
const unserved = { ...deployment, apiVersion: 'extensions/v1beta1' };
const wrongKind = identity('v1 Secret ns1/secretname deploymentuid1');
const badChild = identity('v1 Pod ns1/badpod badpoduid');
const goodChild = identity('v1 Pod ns1/goodpod goodpoduid');

function made({ apiVersion, kind, namespace, name, uid }: Identity, owner?: Identity): KubeObject {
  const reference = owner && { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name, uid: owner.uid };
  const metadata = { name, uid, ...(namespace === undefined ? {} : { namespace }) };
  const spec = kind === 'Pod' ? { spec: { containers: [] } } : {};
  return typed({ apiVersion, kind, metadata: { ...metadata, ...(reference && { ownerReferences: [reference] }) }, ...spec });
}

interface Scenario {
  readonly seen: readonly KubeObject[];
  readonly left: readonly Identity[];
  readonly told?: string;
  /** An owner that goes afterwards, and who is left then. */
  readonly goes?: Identity;
  readonly leftThen?: readonly Identity[];
}

const elsewhere = (namespace: string, { name, uid }: Identity) =>
  `Warning OwnerRefInvalidNamespace ownerRef [v1/Pod, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`;

const crossing: Scenario = { seen: [made(pod1, pod2), made(pod2ns2)], left: [pod2ns2], told: elsewhere('ns1', pod2) };
const upward: Scenario = { seen: [made(node, pod1), made(pod1)], left: [node, pod1], told: elsewhere('', pod1) };
const outdated: Scenario = { seen: [made(pod1, unserved), made(deployment)], left: [pod1, deployment], goes: deployment, leftThen: [pod1] };
const missing: Scenario = { seen: [made(pod1, unserved), made(pod2, deployment)], left: [pod1] };
const mistaken: Scenario = {
  seen: [made(badChild, wrongKind), made(goodChild, deployment), made(deployment)],
  left: [goodChild, deployment],
};
const alone: Scenario = { seen: [made(node, pod1), made(pod2, pod1)], left: [node] };

const reversed = (scenario: Scenario): Scenario => ({ ...scenario, seen: scenario.seen.toReversed() });

const wrongVersion = 'bad child -> existing owner with incorrect API version';

const scenarios: Readonly<Record<string, Scenario>> = {
  'good child in ns1 -> cluster-scoped owner': { seen: [made(pod1, node), made(node)], left: [pod1, node] },
  'bad child in ns1 -> owner in ns2 (child first)': crossing,
  'bad child in ns1 -> owner in ns2 (owner first)': reversed(crossing),
  'bad cluster-scoped child -> owner in ns1 (child first)': upward,
  'bad cluster-scoped child -> owner in ns1 (owner first)': reversed(upward),
  'good child -> existing owner with non-preferred accessible API version': {
    seen: [made(pod1, scalerOfOld), made(scaler)],
    left: [pod1, scaler],
    goes: scaler,
    leftThen: [],
  },
  'child -> existing owner with inaccessible API version (child first)': outdated,
  'child -> existing owner with inaccessible API version (owner first)': reversed(outdated),
  'child -> non-existent owner with inaccessible API version (inaccessible parent apiVersion first)': missing,
  'child -> non-existent owner with inaccessible API version (accessible parent apiVersion first)': reversed(missing),
  [`${wrongVersion} (bad child, good child, bad parent delete, good parent)`]: mistaken,
  [`${wrongVersion} (bad child, good child, good parent, bad parent delete)`]: mistaken,
  [`${wrongVersion} (good child, bad child, good parent)`]: mistaken,
  [`${wrongVersion} (good child, good parent, bad child)`]: reversed(mistaken),
  'cluster-scoped bad child, namespaced good child, missing parent': alone,
  'namespaced good child, cluster-scoped bad child, missing parent': reversed(alone),
  'cluster-scoped bad child, namespaced good child, late observed parent': {
    seen: [made(node, pod1), made(pod2, pod1), made(pod1)],
    left: [node, pod1, pod2],
    told: elsewhere('', pod1),
  },
};

const conflicting: Adapter = (row) => {
  const scenario = scenarios[String(inputOf(row)['name'])];
  if (scenario === undefined) return { leftOut: 'what the steps of the row do is told by Go functions alone' };
  const { seen, left, told, goes, leftThen = left } = scenario;
  const cluster = clusterWith([garbageCollector], seen);
  const there = () =>
    seen.filter(({ kind, metadata }) => cluster.get(kind as 'Pod', metadata.name) !== undefined).map((it) => it.metadata.uid);
  cluster.run();
  const first = there().toSorted();
  if (goes !== undefined) cluster.remove(goes.kind as 'Pod', goes.name);
  cluster.run(60_000);
  const uids = (list: readonly Identity[]) => list.map(({ uid }) => uid).toSorted();
  return { expected: [uids(left), uids(leftThen), told === undefined ? [] : [told]], got: [first, there().toSorted(), cluster.events()] };
};

export const garbageRows: Adapters = { TestConflictingData: readingNames(conflicting) };
