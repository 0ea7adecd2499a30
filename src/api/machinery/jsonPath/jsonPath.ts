/**
 * kubectl's JSONPath: templates with `{}` around paths, ranges, filters, unions and slices.
 * Owns reading, walking and printing. It does not know the flags it came from, nor how kubectl words the error around a message.
 * upstream: staging/src/k8s.io/client-go/util/jsonpath, kubectl/pkg/cmd/get/customcolumn.go
 */
import { digitsOf, parseJson } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import { goJsonText } from '../goJsonText.ts';
import type { Outcome } from '../outcome.ts';
import { failure, success } from '../outcome.ts';
import { findResults } from './evaluate.ts';
import type { Part } from './parse.ts';
import { parseTemplate } from './parse.ts';

function printValue(value: Json): string {
  if (value === null) return '<nil>';
  return typeof value === 'object' ? goJsonText(value) : digitsOf(String(value));
}

/** JSON with sorted keys and an indentation of four spaces, as `-o jsonpath-as-json` prints it. */
function indented(value: Json, indent: string): string {
  if (typeof value !== 'object' || value === null) return goJsonText(value);
  const inner = `${indent}    `;
  const isList = Array.isArray(value);
  const lines = isList
    ? value.map((item: Json) => indented(item, inner))
    : sortedEntries(value).map(([key, item]) => `${goJsonText(key)}: ${indented(item, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
}

function sortedEntries(value: Json): readonly (readonly [string, Json])[] {
  return Object.entries(parseJson(goJsonText(value)) as { readonly [key: string]: Json });
}

export interface JsonPathOptions {
  /** A field that is missing finds nothing, instead of being an error. kubectl get has it on. */
  readonly allowMissingKeys: boolean;
  /** Print each part's results as one JSON list. */
  readonly asJson?: boolean;
}

/** Prints what a template that was read before finds in a value. */
export function printTemplate(parts: readonly Part[], value: Json, options: JsonPathOptions): Outcome<string> {
  const found = findResults(parts, value, options.allowMissingKeys);
  if (!found.ok) return found;
  if (options.asJson === true) return success(found.value.map((values) => `${indented(values, '')}\n`).join(''));
  return success(found.value.map((values) => values.map(printValue).join(' ')).join(''));
}

/** Reads and prints at once. */
export function jsonPath(template: string, value: Json, options: JsonPathOptions): Outcome<string> {
  const parts = parseTemplate(template);
  return parts.ok ? printTemplate(parts.value, value, options) : parts;
}

/** All values a template finds, in one list: what sorting, waiting and custom columns look at. */
export function jsonPathValues(template: string, value: Json, allowMissingKeys: boolean): Outcome<readonly Json[]> {
  const parts = parseTemplate(template);
  if (!parts.ok) return parts;
  const found = findResults(parts.value, value, allowMissingKeys);
  return found.ok ? success(found.value.flat()) : found;
}

/** `name`, `.name`, `{name}` and `{.name}` alike, as `{.name}`. upstream: RelaxedJSONPathExpression */
export function relaxedJsonPath(text: string): Outcome<string> {
  if (text === '') return success('');
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (match === null)
    return failure("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
  return success(`{.${match[1] ?? match[2] ?? ''}}`);
}
