/**
 * Where a claim's data come from: an old field and a new one, which are kept in step.
 * upstream: pkg/api/persistentvolumeclaim/util.go, pkg/registry/core/persistentvolumeclaim/strategy.go
 */
import type { PersistentVolumeClaim } from '#api/kinds.ts';
import type { AnyObject } from './object.ts';

type ClaimSpec = PersistentVolumeClaim['spec'];
type Source = NonNullable<ClaimSpec['dataSource']>;

/** A source in another namespace is behind a gate that is off; who had a source before keeps it. */
export function withoutForeign(spec: ClaimSpec, old: ClaimSpec | undefined): ClaimSpec {
  if ((spec.dataSourceRef?.namespace ?? '') === '' || old?.dataSourceRef !== undefined) return spec;
  const { dataSourceRef: _dropped, ...rest } = spec;
  return rest;
}

/** The old field takes only claims and snapshots; anything else is dropped, unless the claim had a source before. */
export function withoutUnknown(spec: ClaimSpec, old: ClaimSpec | undefined): ClaimSpec {
  if (spec.dataSource === undefined || old?.dataSource !== undefined || isClassic(spec.dataSource)) return spec;
  const { dataSource: _dropped, ...rest } = spec;
  return rest;
}

function isClassic({ apiGroup, kind }: Source): boolean {
  return (
    ((apiGroup ?? '') === '' && kind === 'PersistentVolumeClaim') || (apiGroup === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot')
  );
}

/** Each of the two fields from the other, where it is not there. */
export function withBothSources(spec: ClaimSpec): ClaimSpec {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined && dataSourceRef === undefined) return { ...spec, dataSourceRef: dataSource };
  if (dataSource !== undefined || dataSourceRef === undefined || (dataSourceRef.namespace ?? '') !== '') return spec;
  const { namespace: _none, ...source } = dataSourceRef;
  return { ...spec, dataSource: source };
}

/** A claim as it is stored, in the place of another or of none. */
export function settleSources(object: AnyObject, before?: AnyObject): AnyObject {
  const given = object.spec as unknown as ClaimSpec | undefined;
  if (given?.dataSource === undefined && given?.dataSourceRef === undefined) return object;
  const old = before?.spec as unknown as ClaimSpec | undefined;
  const spec = withBothSources(withoutUnknown(withoutForeign(given, old), old));
  return spec === given ? object : { ...object, spec: spec as unknown as NonNullable<AnyObject['spec']> };
}
