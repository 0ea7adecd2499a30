/**
 * The strategy of a custom kind at one version.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource (strategy.go, status_strategy.go, validator.go)
 */
import { digitsOf, jsonOf } from '#api/machinery/exactInteger.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { notSupported, invalidValue, required, tooMany, type FieldError } from '../fieldError.ts';
import type { AnyObject, Fields } from '../object.ts';
import type { Strategy } from '../strategy.ts';
import { isRuled, validateRules } from '../cel/rules.ts';
import { validateEmbedded } from './embedded.ts';
import { goValue } from './goValue.ts';
import { validateListTypes } from './listTypes.ts';
import { scaleSpecErrors, scaleStatusErrors } from './scaleRules.ts';
import type { Schema } from './schema.ts';
import { validateValue, type Failure } from './validateValue.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];

export function hasStatus(version: Version): boolean {
  return version.subresources?.status !== undefined && version.subresources.status !== null;
}

export function customStrategy(version: Version, schema: Schema): Strategy {
  const ownStatus = hasStatus(version);
  const { scale } = version.subresources ?? {};
  const specErrors = (object: AnyObject): readonly FieldError[] => (scale ? scaleSpecErrors(object, scale) : []);
  const statusErrors = (object: AnyObject): readonly FieldError[] => (scale ? scaleStatusErrors(object, scale) : []);
  const embeddedErrors = (object: AnyObject): readonly FieldError[] => {
    const errors: FieldError[] = [];
    validateEmbedded(object, schema, '', errors);
    return errors;
  };
  const whole = (object: AnyObject): readonly FieldError[] => [...specErrors(object), ...statusErrors(object), ...embeddedErrors(object)];
  return {
    generation: true,
    needsResourceVersion: true,
    bareFinalizers: true,
    changesDesiredState: (object, old) => !equalJson(desired(object, ownStatus), desired(old, ownStatus)),
    ...(ownStatus ? { prepareForCreate: withoutStatus, prepareForStatusUpdate: onlyStatus } : {}),
    validate: (object) => validateCustom({ object, schema, others: whole(object) }),
    validateUpdate: (object, old) => validateCustom({ object, old, schema, others: whole(object) }),
    validateStatusUpdate: (object, old) => validateCustom({ object, old, schema, others: statusErrors(object) }),
  };
}

function withoutStatus(object: AnyObject): AnyObject {
  if (object.status === undefined) return object;
  const { status: _status, ...rest } = object;
  return rest;
}

/** Everything but metadata, and but the status where that is updated on its own. */
function desired(object: AnyObject, ownStatus: boolean): Fields {
  const { metadata: _metadata, apiVersion: _apiVersion, ...rest } = ownStatus ? withoutStatus(object) : object;
  return rest as unknown as Fields;
}

function onlyStatus(object: AnyObject, old: AnyObject): AnyObject {
  const { resourceVersion, managedFields } = object.metadata;
  const metadata = { ...old.metadata, resourceVersion, ...(managedFields === undefined ? {} : { managedFields }) };
  const rest = withoutStatus(old);
  return object.status === undefined ? { ...rest, metadata } : { ...rest, metadata, status: object.status };
}

/** What keeps rules from being asked: they may rely on the structure. */
const blocking = new Set(['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid']);
const notAsked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

interface Validated {
  readonly object: AnyObject;
  readonly old?: AnyObject;
  readonly schema: Schema;
  /** What is told after the schema's own errors. */
  readonly others: readonly FieldError[];
}

function validateCustom({ object, old, schema, others }: Validated): readonly FieldError[] {
  const errors = [...validateValue(object, schema).map(fieldErrorOf), ...others, ...listErrors(object, old, schema)];
  if (!isRuled(schema)) return errors;
  if (errors.some(({ type }) => blocking.has(type))) return [...errors, invalidValue('<nil>', null, notAsked)];
  return [...errors, ...validateRules({ value: object, old }, schema)];
}

/** Repeated items may stay where there were such already. */
function listErrors(object: AnyObject, old: AnyObject | undefined, schema: Schema): readonly FieldError[] {
  const errors: FieldError[] = [];
  validateListTypes(object, schema, '', errors);
  if (errors.length === 0 || old === undefined) return errors;
  const before: FieldError[] = [];
  validateListTypes(old, schema, '', before);
  return before.length === 0 ? errors : [];
}

/** upstream: apiserver/validation/validation.go (kubeOpenAPIResultToFieldErrors) */
export function fieldErrorOf(failure: Failure): FieldError {
  const { type, value, message, limit = 0 } = failure;
  const path = failure.path.replace(/^\./, '');
  const field = path === '' ? '<nil>' : path;
  switch (type) {
    case 'required':
      return required(field);
    case 'enum':
      return notSupported(
        field,
        goValue(value),
        (failure.values ?? []).map((it) => (typeof it === 'string' ? digitsOf(it) : jsonOf(it))),
      );
    case 'tooLong':
      return { type: 'TooLong', field, detail: `may not be longer than ${limit}` };
    case 'tooMany':
      return tooMany(field, value as number, limit);
    case 'type':
      return { ...invalidValue(field, value, message), type: 'TypeInvalid' };
    case 'composite':
      return invalidValue('<nil>', '', message);
    default:
      return invalidValue(field, goValue(value), message);
  }
}
