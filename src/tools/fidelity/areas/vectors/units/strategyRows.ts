/** upstream: pkg/registry/.../strategy.go: what the server makes of an object before it looks whether it is valid */
import type { ServedBy } from '#api/featureGates.ts';
import type { Json } from '#api/immutable.ts';
import { qosClass } from '#api/machinery/qos.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Kind, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { withBothSources, withoutForeign, withoutUnknown } from '#engine/apiserver/claimSources.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { selects, parseSelection } from '#engine/apiserver/selection.ts';
import { isStatus } from '#engine/apiserver/status.ts';
import { strategyOf } from '#engine/apiserver/strategies.ts';
import { ask, create, testServer } from '#engine/apiserver/testServer.ts';
import { validateEphemeralUpdate } from '#engine/apiserver/validation/ephemeralContainers.ts';
import { validateWholePod } from '#engine/apiserver/validation/pod.ts';
import { warningsOf } from '#engine/apiserver/warnings/warnings.ts';
import {
  errorText,
  inputOf,
  isFields,
  outputOf,
  plain,
  strings,
  withoutInput,
  type Adapter,
  type Adapters,
  type Fields,
  type Row,
} from '../row.ts';
import { own, textsOf } from './apiValidation.ts';
import { objectAs } from './objects.ts';

/** The gates that a row turns on: `enableX` of X. */
function gatesOf(row: Row): ReadonlySet<ServedBy> {
  const on = Object.entries(inputOf(row)).filter(([name, value]) => name.startsWith('enable') && value === true);
  return new Set(on.map(([name]) => name.replace('enable', '').replace(/^MaxUnavailable$/, 'MaxUnavailableStatefulSet') as ServedBy));
}

/** Gates that are beta, and on: a row that has their fields and turns them off is about another version. */
const betas: Readonly<Record<string, string>> = {
  enableJobPodFailurePolicy: 'podFailurePolicy',
  enableStatefulSetStartOrdinal: 'ordinals',
  enableUnhealthyPodEvictionPolicy: 'unhealthyPodEvictionPolicy',
};

function betaOff(row: Row): string | undefined {
  const input = inputOf(row);
  const text = JSON.stringify(input);
  const off = Object.keys(betas).find((name) => input[name] === false && text.includes(`"${String(betas[name])}"`));
  return off === undefined ? undefined : `${off.replace('enable', '')} is beta in 1.28 and on`;
}

interface Names {
  readonly now: string;
  readonly old?: string;
  readonly want: string;
}

/** The spec that the gates leave of an object, new or in the place of an old one. */
function spec(kind: Kind, { now, old = '', want }: Names): Adapter {
  return (row) => {
    const input = inputOf(row);
    const off = betaOff(row);
    if (off !== undefined) return { leftOut: off };
    if (!isFields(input[now]) || !isFields(input[want])) return withoutInput;
    const left = (value: unknown) => strategyOf(kind).gated?.(objectAs<AnyObject>(value), gatesOf(row)).spec;
    if (isFields(input[old]) && !equalJson(left(input[old]), objectAs<AnyObject>(input[old]).spec))
      return { leftOut: 'the old object has fields of a gate that is off, which no object of a cluster here has' };
    return { expected: objectAs<AnyObject>(input[want]).spec, got: left(input[now]) };
  };
}

type ClaimSpec = PersistentVolumeClaim['spec'];

/** A claim's sources after some step; the row says which it wants. */
function sources(run: (spec: ClaimSpec, old: ClaimSpec | undefined) => ClaimSpec): Adapter {
  return (row) => {
    const { anyEnabled, xnsEnabled, spec: given, oldSpec, dataSource, dataSourceRef, want, wantRef } = inputOf(row);
    if (anyEnabled === false) return { leftOut: 'AnyVolumeDataSource is beta in 1.28 and on' };
    const now = plain(isFields(given) ? given : { dataSource, dataSourceRef }) as ClaimSpec;
    if (xnsEnabled === true && now.dataSourceRef?.namespace !== undefined)
      return { leftOut: 'CrossNamespaceVolumeDataSource is alpha in 1.28 and off' };
    const got = run(now, isFields(oldSpec) ? (plain(oldSpec) as ClaimSpec) : undefined);
    const wanted = wantRef === undefined ? [want] : [want, wantRef];
    return { expected: plain(wanted), got: [got.dataSource, got.dataSourceRef].map((it) => it ?? null).slice(0, wanted.length) };
  };
}

const claimCreate = sources((given) => {
  const claim = { metadata: { name: 'c' }, spec: given } as unknown as AnyObject;
  return strategyOf('PersistentVolumeClaim').prepareForCreate?.(claim).spec as unknown as ClaimSpec;
});

export const claimStrategy: Adapters = { TestPrepareForCreate: claimCreate };
export const claimFields: Adapters = {
  TestDataSourceFilter: sources(withoutForeign),
  TestDataSourceRef: sources(withBothSources),
  TestPVCDataSourceSpecFilter: sources(withoutUnknown),
};

/** The labels and the selector that a Job is given by its uid. */
const generated: Adapter = (row) => {
  const { job, wantJob } = inputOf(row);
  if (Array.isArray(outputOf(row)['errs'])) return { leftOut: 'the errors are those of validation, which has rows of its own' };
  const got = strategyOf('Job').prepareForCreate?.(objectAs<AnyObject>(job));
  return { expected: objectAs<AnyObject>(wantJob).spec, got: got?.spec };
};

export const jobStrategy: Adapters = {
  TestJobStrategy_PrepareForCreate: spec('Job', { now: 'job', want: 'wantJob' }),
  TestJobStrategy_PrepareForUpdate: spec('Job', { now: 'updatedJob', old: 'job', want: 'wantJob' }),
  TestJobStrategy_Validate: generated,
  TestJobStrategy_WarningsOnCreate: (row) => ({
    expected: strings(outputOf(row)['gotWarnings']),
    got: warningsOf('Job', objectAs<AnyObject>(inputOf(row)['job']), undefined),
  }),
};

export const statefulSetStrategy: Adapters = {
  TestDropStatefulSetDisabledFields: spec('StatefulSet', { now: 'ss', old: 'oldSS', want: 'expectedSS' }),
};

/** Whether a field selector picks a pod. */
const matchPod: Adapter = (row) => {
  const { in: pod, fieldSelector, expectMatch } = inputOf(row);
  const strategy = strategyOf('Pod');
  const selection = parseSelection({ fieldSelector: String(fieldSelector) }, strategy, '');
  if (isStatus(selection)) return { expected: expectMatch, got: selection.message };
  return { expected: expectMatch, got: selects(selection, objectAs<AnyObject>({ ...(pod as Fields), metadata: { name: 'p' } }), strategy) };
};

/** A change of the containers that are put into a running pod. */
const ephemeral: Adapter = (row) => {
  const { newPod, oldPod } = inputOf(row);
  const { errs } = outputOf(row);
  const found = validateEphemeralUpdate(objectAs<Pod>(newPod), objectAs<Pod>(oldPod), validateWholePod);
  return { expected: own((Array.isArray(errs) ? errs : []).map(errorText)), got: own(textsOf(found)) };
};

export const podStrategy: Adapters = {
  TestEphemeralContainerStrategyValidateUpdate: ephemeral,
  TestGetPodQOS: (row) => {
    const { pod, expected } = inputOf(row);
    return { expected, got: qosClass(objectAs<{ readonly spec: Parameters<typeof qosClass>[0] }>(pod).spec) };
  },
  TestMatchPod: matchPod,
};

/** Which finalizers a deletion leaves a namespace with. */
const namespaceDeletion: Adapter = (row) => {
  const { deleteOptions, existingFinalizers, remainingFinalizers } = inputOf(row);
  const it = testServer();
  create(it, 'Namespace', 'foo', { metadata: { finalizers: strings(existingFinalizers) }, spec: { finalizers: [] } } as unknown as {
    readonly [key: string]: Json;
  });
  ask(it, 'Namespace', {
    verb: 'update',
    name: 'foo',
    subresource: 'finalize',
    object: { metadata: { name: 'foo' }, spec: { finalizers: [] } },
  });
  ask(it, 'Namespace', { verb: 'delete', name: 'foo', options: { delete: (plain(deleteOptions) ?? {}) as object } });
  const left = ask(it, 'Namespace', { name: 'foo' }).body as { readonly metadata?: { readonly finalizers?: readonly string[] } };
  return {
    expected: Object.keys((remainingFinalizers ?? {}) as object).filter((key) => key !== '$type'),
    got: left.metadata?.finalizers ?? [],
  };
};

export const namespaceStorage: Adapters = { TestDeleteWithGCFinalizers: namespaceDeletion };
