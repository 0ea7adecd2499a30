/**
 * What a definition's schema may use of JSON schema, and how the extensions of Kubernetes go together.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
 */
import { forbiddenField, invalidValue, notSupported, required, type FieldError } from '../fieldError.ts';
import { innerPlace, ruleExpressions, ruleForms, type RulePlace } from './celRules.ts';
import { additionalOf, itemsOf, type Schema } from './schema.ts';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** What is wrong with a schema, and with its rules. */
export interface SchemaErrors {
  readonly schema: FieldError[];
  readonly rules: FieldError[];
}

/** Without a place the rules are not looked at: what is no structure has no types, and alternatives have no rules. */
export function validateOpenApi(schema: Schema, at: string, found: SchemaErrors, place: RulePlace | undefined): void {
  const errors = found.schema;
  const before = errors.length;
  standard(schema, at, errors);
  if (schema.uniqueItems === true)
    errors.push(forbiddenField(`${at}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  const { additionalProperties, properties = {} } = schema;
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(properties).length > 0)
    errors.push(forbiddenField(`${at}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  for (const [path, inner, isPart] of innerSchemas(schema, at))
    validateOpenApi(inner, path, found, isPart && place !== undefined ? innerPlace(place, schema, at) : undefined);
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalidValue(`${at}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  mapType(schema, at, errors);
  listType(schema, at, errors);
  ruleForms(schema, at, errors);
  if (errors.length === before && place !== undefined) ruleExpressions(schema, at, place, found.rules);
}

/** `isPart`: a value inside of the value, and not another view of it. */
type Place = readonly [path: string, schema: Schema, isPart: boolean];

function innerSchemas(schema: Schema, at: string): readonly Place[] {
  const additional = additionalOf(schema);
  const items = itemsOf(schema);
  const lists = (['allOf', 'oneOf', 'anyOf'] as const).flatMap((key) =>
    (schema[key] ?? []).map((it, i): Place => [`${at}.${key}[${i}]`, it, false]),
  );
  return [
    ...(additional === undefined ? [] : [[`${at}.additionalProperties`, additional, true] as Place]),
    ...Object.entries(schema.properties ?? {}).map(([name, it]): Place => [`${at}.properties[${name}]`, it, true]),
    ...(schema.not === undefined ? [] : [[`${at}.not`, schema.not, false] as Place]),
    ...lists,
    ...(items === undefined ? [] : [[`${at}.items`, items, true] as Place]),
  ];
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function standard(schema: Schema, at: string, errors: FieldError[]): void {
  const { type = '' } = schema;
  const unsupported = (key: string): number => errors.push(forbiddenField(`${at}.${key}`, `${key} is not supported`));
  if ((schema.id ?? '') !== '') unsupported('id');
  if (schema.additionalItems !== undefined) unsupported('additionalItems');
  if (isFilled(schema.patternProperties)) unsupported('patternProperties');
  if (isFilled(schema.definitions)) unsupported('definitions');
  if (isFilled(schema.dependencies)) unsupported('dependencies');
  if (schema.$ref !== undefined) unsupported('$ref');
  if (type === 'null') errors.push(forbiddenField(`${at}.type`, 'type cannot be set to null, use nullable as an alternative'));
  if (Array.isArray(schema.items)) errors.push(forbiddenField(`${at}.items`, 'items must be a schema object and not an array'));
  if (type !== '' && !types.includes(type)) errors.push(notSupported(`${at}.type`, type, types));
}

function needsType(schema: Schema, type: string, at: string, why: string): FieldError | undefined {
  if (schema.type === type) return undefined;
  const message = `must be ${type} if ${why}`;
  return (schema.type ?? '') === '' ? required(`${at}.type`, message) : invalidValue(`${at}.type`, schema.type, message);
}

function mapType(schema: Schema, at: string, errors: FieldError[]): void {
  const type = schema['x-kubernetes-map-type'];
  if (type === undefined) return;
  const wrong = needsType(schema, 'object', at, 'x-kubernetes-map-type is specified');
  if (wrong !== undefined) errors.push(wrong);
  if (type !== 'atomic' && type !== 'granular') errors.push(notSupported(`${at}.x-kubernetes-map-type`, type, ['atomic', 'granular']));
}

function listType(schema: Schema, at: string, errors: FieldError[]): void {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (type !== undefined) {
    const wrong = needsType(schema, 'array', at, 'x-kubernetes-list-type is specified');
    if (wrong !== undefined) errors.push(wrong);
    else if (type !== 'atomic' && type !== 'set' && type !== 'map')
      errors.push(notSupported(`${at}.x-kubernetes-list-type`, type, ['atomic', 'map', 'set']));
  }
  if (keys.length > 0 && type !== 'map') {
    const message = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const field = `${at}.x-kubernetes-list-type`;
    errors.push(type === undefined ? required(field, message) : invalidValue(field, type, message));
  }
  if (type === 'map') listMap(schema, keys, at, errors);
  if (type === 'set') setItems(itemsOf(schema), `${at}.items`, errors);
}

function listMap(schema: Schema, keys: readonly string[], at: string, errors: FieldError[]): void {
  const items = itemsOf(schema);
  const keysAt = `${at}.x-kubernetes-list-map-keys`;
  if (keys.length === 0) errors.push(required(keysAt, 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items === undefined) errors.push(required(`${at}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  if (items === undefined) return;
  if (items.type !== 'object')
    errors.push(invalidValue(`${at}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map"));
  const seen = new Set<string>();
  for (const [i, key] of keys.entries()) {
    const own = items.properties?.[key];
    if (own === undefined) errors.push(invalidValue(`${keysAt}[${i}]`, key, 'entries must all be names of item properties'));
    else if (own.type === 'array' || own.type === 'object')
      errors.push(
        invalidValue(
          `${at}.items.properties[${key}].type`,
          own.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      );
    else if (!(items.required ?? []).includes(key) && own.default === undefined)
      errors.push(
        required(
          `${at}.items.properties[${key}].default`,
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
        ),
      );
    if (seen.has(key)) errors.push(invalidValue(keysAt, keys, 'must not contain duplicate entries'));
    seen.add(key);
  }
}

/** Items of a set are compared whole, so nobody may own a part of one. */
function setItems(items: Schema | undefined, at: string, errors: FieldError[]): void {
  if (items === undefined) return;
  if (items.nullable === true) errors.push(forbiddenField(`${at}.nullable`, 'cannot be nullable when x-kubernetes-list-type is set'));
  const list = items['x-kubernetes-list-type'];
  const map = items['x-kubernetes-map-type'];
  if (items.type === 'array' && list !== undefined && list !== 'atomic')
    errors.push(invalidValue(`${at}.x-kubernetes-list-type`, list, 'must be atomic as item of a list with x-kubernetes-list-type=set'));
  if (items.type === 'object' && map !== 'atomic') {
    const message = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    errors.push(
      map === undefined ? required(`${at}.x-kubernetes-map-type`, message) : invalidValue(`${at}.x-kubernetes-map-type`, map, message),
    );
  }
}
