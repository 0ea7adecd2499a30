/** upstream: pkg/apis/core/v1/helper, pkg/api/v1/persistentvolume, pkg/util/taints, pkg/apis/core/pods, pkg/registry/core/service: small rules */
import type { Node, StorageClass } from '#api/kinds.ts';
import { volumeSecrets } from '#engine/apiserver/authorization/nodeGraph.ts';
import { withToleration, type Toleration } from '#engine/apiserver/admission/optional/tolerations.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { dropTypeDependent } from '#engine/apiserver/service/serviceRules.ts';
import { isNodeReady } from '#engine/controllers/endpointslice/zoneRatios.ts';
import { classOfClaim } from '#engine/helpers/volumeMatch.ts';
import { suitsTopology } from '#engine/scheduler/plugins/nodeVolumes.ts';
import { parseTaints, reorganizeTaints, withoutTaint, type Taint } from '#kubectl/taints.ts';
import { functionName, inputOf, isFields, listOf, readingNames, type Adapter, type Adapters, type Fields } from '../row.ts';
import { bare } from './bare.ts';
import { objectAs } from './objects.ts';
import { typed } from './worlds.ts';

export const topologyTerms: Adapters = {
  TestMatchTopologySelectorTerms(row) {
    const { args, want } = inputOf(row);
    const { topologySelectorTerms, labels } = args as Fields;
    const terms = objectAs<NonNullable<StorageClass['allowedTopologies']>>(topologySelectorTerms ?? []);
    return { expected: want, got: suitsTopology(terms, (labels ?? {}) as Readonly<Record<string, string>>) };
  },
};

/** Every text of the row that the test names by its own place and that is the name of a Secret. */
function secretNames(value: unknown): readonly string[] {
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, it]) =>
    typeof it === 'string' ? (/^Spec\..*(Secret|Ref)/.test(it) && /^(name|secretName)$/.test(key) ? [it] : []) : secretNames(it),
  );
}

export const volumeSecretRows: Adapters = {
  TestPVSecrets(row) {
    const { spec } = inputOf(row);
    const got = volumeSecrets({ spec: objectAs(spec) }).flatMap((it) => (it?.name === undefined || it.name === '' ? [] : [it.name]));
    return { expected: secretNames(spec).toSorted(), got: got.toSorted() };
  },
};

/** Go's own struct of the internal version has its fields in capitals. */
function lowered(value: unknown): Fields {
  const named = Object.entries(value as Fields).map(([key, it]) => [key[0]!.toLowerCase() + key.slice(1), it] as const);
  return Object.fromEntries(named.filter(([, it]) => it !== null && it !== ''));
}

const matchedTaint: Adapter = (row) => {
  const { taint, taintToMatch, expectMatch } = inputOf(row);
  const [one, other] = [lowered(taint), lowered(taintToMatch)] as unknown as readonly [Taint, Taint];
  return { expected: expectMatch, got: withoutTaint([other], one).length === 0 };
};

export const matchedTaints: Adapters = { TestMatchTaint: matchedTaint };

export const matchedTolerations: Adapters = {
  TestMatchTaint: matchedTaint,
  TestMatchToleration(row) {
    const { toleration, tolerationToMatch, expectMatch } = inputOf(row);
    const [one, other] = [lowered(toleration), lowered(tolerationToMatch)] as unknown as readonly [Toleration, Toleration];
    return { expected: expectMatch, got: withToleration([other], one).length === 1 };
  },
};

function taintsOf(node: unknown): readonly Taint[] {
  return (objectAs<Node>(node).spec.taints ?? []) as readonly Taint[];
}

export const taintRows: Adapters = {
  TestAddOrUpdateTaint(row) {
    const { node, taint, expectedTaints } = inputOf(row);
    const { taints } = reorganizeTaints(taintsOf(node), { add: [objectAs<Taint>(taint)], remove: [] }, true);
    const texts = (list: unknown) =>
      listOf(list)
        .map(({ key, value = '', effect }) => `${key}=${value}:${effect}`)
        .toSorted();
    return { expected: texts(expectedTaints), got: texts(taints) };
  },
  TestRemoveTaint(row) {
    const { node, taintToRemove, expectedTaints } = inputOf(row);
    return { expected: bare(expectedTaints), got: bare(withoutTaint(taintsOf(node), objectAs<Taint>(taintToRemove))) };
  },
  TestValidateTaint(row) {
    const { taintsToCheck, expectedErr } = inputOf(row);
    const { key = '', value = '', effect = '' } = taintsToCheck as Fields;
    if (effect === '') return { leftOut: 'a taint that is typed to be set always has an effect' };
    return { expected: expectedErr, got: !parseTaints([`${String(key)}=${String(value)}:${String(effect)}`]).ok };
  },
};

/** What the test's functions do with a Service that is updated, by their place in it. */
const changes: Readonly<Record<string, string>> = { func1: 'ExternalName', func2: 'NodePort', func3: 'ClusterIP' };

export const serviceFields: Adapters = {
  TestDropTypeDependentFields: readingNames((row) => {
    const { svc, patch, expect } = inputOf(row);
    const type = changes[functionName(patch)?.split('.').at(-1) ?? ''];
    if (patch !== null && type === undefined) return { leftOut: 'closure input: what the function of the row changes is not told' };
    const old = typed(svc, 'Service') as unknown as AnyObject;
    const fresh = type === undefined ? old : ({ ...old, spec: { ...old.spec, type } } as AnyObject);
    return { expected: bare((expect as Fields)['spec']), got: bare(dropTypeDependent(fresh, old).spec) };
  }),
};

export const claimClasses: Adapters = {
  TestGetPersistentVolumeClaimClass(row) {
    const { claim, expectResult } = inputOf(row);
    return { expected: expectResult, got: classOfClaim(objectAs(claim)) };
  },
};

export const readyNodes: Adapters = {
  TestIsNodeReady(row) {
    const { Node: node, expect } = inputOf(row);
    return { expected: expect, got: isNodeReady(objectAs<Node>(node)) };
  },
};
