/**
 * Whether a value fits a type; what does not is told in the words of upstream's library.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/typed (validate.go, helpers.go)
 */
import { asDouble, isExactInteger } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import { goValue, isList, isMap } from '../patch/refusal.ts';
import { goSyntaxValue, goTypeName } from './goValues.ts';
import { atomOf, type Atom, type FieldType, type ListFieldType, type MapFieldType } from './fieldType.ts';
import { itemElement } from './listItems.ts';
import { elementText, fieldElement } from './pathElement.ts';
import { compareKeys } from '../stableJson.ts';

/** Undefined when the value fits. */
export function validateTyped(value: Json, type: FieldType): string | undefined {
  const errors: string[] = [];
  visit(value, type, '', errors);
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`;
}

function say(errors: string[], path: string, message: string): void {
  errors.push(path === '' ? message : `${path}: ${message}`);
}

function visit(value: Json, type: FieldType, path: string, errors: string[]): void {
  if (value === null) return;
  const atom = atomOf(type, value);
  if (atom.kind === 'map') visitMap(value, atom, path, errors);
  else if (atom.kind === 'list') visitList(value, atom, path, errors);
  else visitScalar(value, atom, path, errors);
}

function visitScalar(value: Json, atom: Atom & { readonly kind: 'scalar' }, path: string, errors: string[]): void {
  if (atom.scalar === 'numeric' && typeof asDouble(value) !== 'number')
    say(errors, path, `expected numeric (int or float), got ${goTypeName(value)}`);
  if (atom.scalar === 'string' && (typeof value !== 'string' || isExactInteger(value)))
    say(errors, path, `expected string, got &value.valueUnstructured{Value:${goSyntaxValue(value)}}`);
  if (atom.scalar === 'boolean' && typeof value !== 'boolean') say(errors, path, `expected boolean, got &{${goValue(value)}}`);
}

function visitMap(value: Json, type: MapFieldType, path: string, errors: string[]): void {
  if (!isMap(value)) return say(errors, path, `expected map, got &{${goValue(value)}}`);
  for (const key of Object.keys(value).toSorted(compareKeys)) {
    const item = value[key];
    if (item === undefined) continue;
    const at = `${path}${elementText(fieldElement(key))}`;
    const of = type.field(key) ?? type.element;
    if (of === undefined) return say(errors, at, 'field not declared in schema');
    visit(item, of, at, errors);
  }
}

function visitList(value: Json, type: ListFieldType, path: string, errors: string[]): void {
  if (!isList(value)) return say(errors, path, `expected list, got &{${goValue(value)}}`);
  const seen = new Set<string>();
  for (const [i, item] of value.entries()) {
    const found = type.atomic ? { element: `i:${i}` } : itemElement(type, item);
    if ('error' in found) return say(errors, path, `element ${i}: ${found.error}`);
    const text = elementText(found.element);
    if (seen.has(found.element)) say(errors, path, `duplicate entries for key ${text}`);
    seen.add(found.element);
    visit(item, type.of(), `${path}${text}`, errors);
  }
}
