/**
 * What a definition calls numbers of replicas and a selector has to be that in every object.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/validator.go (ValidateScaleSpec, ValidateScaleStatus)
 */
import type { Json } from '#api/immutable.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { digitsOf } from '#api/machinery/exactInteger.ts';
import { goTypeName } from '#api/machinery/fieldpath/goValues.ts';
import { invalidValue, type FieldError } from '../fieldError.ts';
import { isRecord, type AnyObject } from '../object.ts';

type Scale = NonNullable<NonNullable<CustomResourceDefinition['spec']['versions'][number]['subresources']>['scale']>;

const INT32_MAX = 2 ** 31 - 1;

export function scaleSpecErrors(object: AnyObject, { specReplicasPath }: Scale): readonly FieldError[] {
  return replicasErrors(object, specReplicasPath);
}

export function scaleStatusErrors(object: AnyObject, { statusReplicasPath, labelSelectorPath = '' }: Scale): readonly FieldError[] {
  const selector = labelSelectorPath === '' ? undefined : valueIn(object, labelSelectorPath, 'string');
  const fault = selector?.fault;
  return [...replicasErrors(object, statusReplicasPath), ...(fault === undefined ? [] : [invalidValue(labelSelectorPath, '', fault)])];
}

function replicasErrors(object: AnyObject, path: string): readonly FieldError[] {
  const { value = 0, fault } = valueIn(object, path, 'int64');
  if (fault !== undefined) return [invalidValue(path, 0, fault)];
  const replicas = Number(typeof value === 'string' ? digitsOf(value) : value);
  if (replicas < 0) return [invalidValue(path, value, 'should be a non-negative integer')];
  return replicas > INT32_MAX ? [invalidValue(path, value, `should be less than or equal to ${INT32_MAX}`)] : [];
}

/** What stands at a path, or why it cannot be had. upstream: unstructured/helpers.go (NestedInt64, NestedString) */
function valueIn(object: AnyObject, path: string, type: 'int64' | 'string'): { readonly value?: Json; readonly fault?: string } {
  const steps = path.replace(/^\./, '').split('.');
  let value: unknown = object;
  for (const [i, step] of steps.entries()) {
    if (value === null || value === undefined) return {};
    if (!isRecord(value)) return { fault: accessorFault(steps.slice(0, i + 1), value as Json, 'map[string]interface{}') };
    if (!Object.hasOwn(value, step)) return {};
    value = value[step];
  }
  return goTypeName(value as Json) === type ? { value: value as Json } : { fault: accessorFault(steps, value as Json, type) };
}

function accessorFault(steps: readonly string[], value: Json, wanted: string): string {
  return `.${steps.join('.')} accessor error: ${plain(value)} is of the type ${goTypeName(value)}, expected ${wanted}`;
}

/** `%v` */
function plain(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(plain).join(' ')}]`;
  if (!isRecord(value)) return digitsOf(String(value));
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${pairs.map(([key, item]) => `${key}:${plain(item as Json)}`).join(' ')}]`;
}
