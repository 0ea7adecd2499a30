/** upstream: pkg/apis/core/validation: sources of volumes, claims, limits and events, each looked at in the least object that holds it */
import type { Kind, Volume } from '#api/kinds.ts';
import type { FieldError } from '#engine/apiserver/fieldError.ts';
import { validateEvent } from '#engine/apiserver/validation/core.ts';
import { validEnv } from '#engine/apiserver/validation/env.ts';
import { validClaimSpec } from '#engine/apiserver/validation/storage.ts';
import { validations } from '#engine/apiserver/validation/validation.ts';
import { validVolumes } from '#engine/apiserver/validation/volumes.ts';
import { errorText, inputOf, isFields, outputOf, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';
import { own, textsOf } from './apiValidation.ts';
import { rowAs } from './objects.ts';

type Find = (input: Fields, errors: FieldError[]) => void;

/** The errors of one part, told under the path that the test gives it. */
function part(path: readonly [ours: string, theirs: string], find: Find): Adapter {
  return (row) => {
    const { errs } = outputOf(row);
    if (errs === undefined) return withoutInput;
    const errors: FieldError[] = [];
    find(rowAs<Fields>(row), errors);
    const [ours, theirs] = path;
    const inside = errors
      .filter(({ field }) => field.startsWith(ours))
      .map((error) => ({ ...error, field: theirs + error.field.slice(ours.length) }));
    return { expected: own((Array.isArray(errs) ? errs : []).map(errorText)), got: own(textsOf(inside)) };
  };
}

/** A source of a pod's volume. */
function source(name: keyof Volume, field: string, theirs: string): Adapter {
  return part(
    [`field[0].${name}${theirs === '' ? '.' : ''}`, theirs],
    (input, errors) => void validVolumes([{ name: 'v', [name]: input[field] ?? {} } as unknown as Volume], 'field', errors),
  );
}

/** A source of a persistent volume. */
function volumeSource(name: string, field: string): Adapter {
  return part([`spec.${name}`, 'field'], (input, errors) =>
    errors.push(...(validations.PersistentVolume?.validate?.({ spec: { [name]: input[field] ?? {} } } as never) ?? [])),
  );
}

const claimIn: Adapter = (row) => {
  const spec = inputOf(row)['claimSpec'] === undefined ? rowAs<Fields>(row) : (rowAs<Fields>(row)['claimSpec'] as Fields);
  if (JSON.stringify(spec).includes('"namespace"'))
    return { leftOut: 'data from another namespace is alpha in 1.28 and off: the field is dropped' };
  const errors: FieldError[] = [];
  validClaimSpec(spec as never, 'spec', errors);
  const { errs } = outputOf(row);
  return { expected: (Array.isArray(errs) ? errs : []).length > 0, got: errors.length > 0 };
};

const whole = (kind: Kind): Adapter =>
  part(['', ''], (input, errors) => {
    const object = Object.values(input).find((value) => isFields(value) && 'spec' in value) ?? input;
    errors.push(...(validations[kind]?.validate?.({ metadata: {}, spec: (object as Fields)['spec'] } as never) ?? []));
  });

const event: Adapter = (row) => {
  const { Event: it, valid } = rowAs<Fields>(row);
  return { expected: valid, got: validateEvent(it as never).length === 0 };
};

export const coreParts: Adapters = {
  TestAlphaVolumePVCDataSource: claimIn,
  TestAlphaVolumeSnapshotDataSource: claimIn,
  TestCrossNamespaceSource: claimIn,
  TestValidateCSIPersistentVolumeSource: volumeSource('csi', 'csi'),
  TestValidateCSIVolumeSource: source('csi', 'csi', 'field'),
  TestValidateDownwardAPIHostIPs: (row) => {
    const { fieldSel, featureEnabled, expectError } = rowAs<Fields>(row);
    if (featureEnabled === true) return { leftOut: 'PodHostIPs is alpha in 1.28 and off' };
    const errors: FieldError[] = [];
    validEnv(
      [{ name: 'a', valueFrom: { fieldRef: { apiVersion: 'v1', ...(fieldSel as { readonly fieldPath: string }) } } }],
      'field',
      errors,
    );
    return { expected: expectError, got: errors.length > 0 };
  },
  TestValidateEventForCoreV1Events: event,
  TestValidateEventForNewV1beta1Events: event,
  TestValidateFlexVolumeSource: source('flexVolume', 'source', ''),
  TestValidateGlusterfs: source('glusterfs', 'gfs', 'field'),
  TestValidateGlusterfsPersistentVolumeSource: volumeSource('glusterfs', 'gfs'),
  TestValidateLimitRange: whole('LimitRange'),
  TestValidateLimitRangeForLocalStorage: whole('LimitRange'),
  TestValidateNFSVolumeSource: source('nfs', 'nfs', 'field'),
  testAnyDataSource: claimIn,
};
