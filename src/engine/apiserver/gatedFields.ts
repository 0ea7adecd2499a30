/**
 * Fields of Jobs and StatefulSets behind feature gates: dropped while the gate is off, filled in while it is on.
 * upstream: pkg/registry/batch/job/strategy.go, pkg/registry/apps/statefulset/strategy.go, pkg/apis/batch/v1/defaults.go
 */
import type { ServedBy } from '#api/featureGates.ts';
import type { Job, StatefulSet } from '#api/kinds.ts';
import type { AnyObject, Fields } from './object.ts';

type Features = ReadonlySet<ServedBy>;
type JobSpec = Job['spec'];

export function gatedJob(object: AnyObject, features: Features): AnyObject {
  if (object.spec === undefined) return object;
  const given = object.spec as unknown as JobSpec;
  const byIndex = features.has('JobBackoffLimitPerIndex') ? given : withoutIndexes(given);
  const spec = features.has('JobPodReplacementPolicy') ? replacing(byIndex) : without(byIndex, 'podReplacementPolicy');
  return spec === given ? object : { ...object, spec: spec as unknown as Fields };
}

/** Rules that fail an index go with the fields, as nothing else would fail one. */
function withoutIndexes(given: JobSpec): JobSpec {
  const spec = without(without(given, 'backoffLimitPerIndex'), 'maxFailedIndexes');
  const { podFailurePolicy } = spec;
  if (podFailurePolicy?.rules?.some(({ action }) => action === 'FailIndex') !== true) return spec;
  return {
    ...spec,
    podFailurePolicy: { ...podFailurePolicy, rules: podFailurePolicy.rules.filter(({ action }) => action !== 'FailIndex') },
  };
}

function replacing(spec: JobSpec): JobSpec {
  if (spec.podReplacementPolicy !== undefined) return spec;
  return { ...spec, podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed' };
}

export function gatedStatefulSet(object: AnyObject, features: Features): AnyObject {
  const given = (object.spec as unknown as StatefulSet['spec'] | undefined)?.updateStrategy;
  const known = given?.rollingUpdate;
  if (known === undefined) return object;
  const rollingUpdate = features.has('MaxUnavailableStatefulSet')
    ? { ...known, maxUnavailable: known.maxUnavailable ?? 1 }
    : without(known, 'maxUnavailable');
  return rollingUpdate === known ? object : { ...object, spec: { ...object.spec, updateStrategy: { ...given, rollingUpdate } } };
}

function without<T extends object>(value: T, field: keyof T): T {
  if (value[field] === undefined) return value;
  const { [field]: _dropped, ...rest } = value;
  return rest as T;
}
