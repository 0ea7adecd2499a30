/**
 * Walks JSON by the nodes of a template.
 * upstream: staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go, third_party/forked/golang/template/funcs.go
 */
import { digitsOf, isExactInteger } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import type { Outcome } from '../outcome.ts';
import { failure, success } from '../outcome.ts';
import { goValue } from '../patch/refusal.ts';
import { compareKeys } from '../stableJson.ts';
import type { Node, Part, Path } from './parse.ts';

type Values = readonly Json[];

/** Thrown inside this file only; findResults turns it into a value. */
class Failed extends Error {}

function failed(message: string): never {
  throw new Failed(message);
}

interface Walk {
  readonly allowMissingKeys: boolean;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function goType(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isExactInteger(value)) return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

function evalField(input: Values, name: string, walk: Walk): Values {
  const results = input.flatMap((value) => (isMap(value) && Object.hasOwn(value, name) ? [value[name] ?? null] : []));
  if (results.length === 0 && input.length > 0 && !walk.allowMissingKeys) return failed(`${name} is not found`);
  return results;
}

/** Where a slice of a list of this length begins and ends; undefined when nothing is asked for. */
function range(node: Extract<Node, { type: 'array' }>, length: number): readonly [number, number] | undefined {
  const start = node.start < 0 ? node.start + length : node.start;
  const { value, derived } = node.end ?? { value: length, derived: false };
  const end = value < 0 || (value === 0 && derived) ? value + length : value;
  if (start === end) return undefined;
  const outside = (index: number): never => failed(`array index out of bounds: index ${index}, length ${length}`);
  if (start >= length || start < 0) return outside(start);
  if (end > length || end < 0) return outside(end - 1);
  return start > end ? failed(`starting index ${start} is greater than ending index ${end}`) : [start, end];
}

function evalArray(input: Values, node: Extract<Node, { type: 'array' }>): Values {
  const results: Json[] = [];
  for (const value of input) {
    if (value === null) continue;
    if (!Array.isArray(value)) return failed(`${goType(value)} is not array or slice`);
    const list: Values = value;
    const bounds = range(node, list.length);
    // An empty slice ends the walk over all further lists, as it does upstream.
    if (bounds === undefined) return results;
    if (node.step !== undefined && node.step <= 0) return failed('step must be > 0');
    for (let i = bounds[0]; i < bounds[1]; i += node.step ?? 1) results.push(list[i] ?? null);
  }
  return results;
}

function children(value: Json): Values {
  if (Array.isArray(value)) return value;
  return isMap(value)
    ? Object.keys(value)
        .toSorted(compareKeys)
        .map((key) => value[key] ?? null)
    : [];
}

function evalRecursive(input: Values): Values {
  const results: Json[] = [];
  for (const value of input) {
    const inner = children(value);
    if (inner.length > 0 || (typeof value === 'string' && value !== '')) results.push(value, ...evalRecursive(inner));
  }
  return results;
}

function compare(left: Json, right: Json, operator: string): boolean {
  const scalar = (value: Json): boolean => typeof value !== 'object';
  if (!scalar(left) || !scalar(right)) return failed('invalid type for comparison');
  if (goType(left) !== goType(right)) return failed('incompatible types for comparison');
  if (operator === '==' || operator === '!=') return (left === right) === (operator === '==');
  if (typeof left === 'boolean') return failed('invalid type for comparison');
  const order = typeof left === 'string' && !isExactInteger(left) ? compareKeys(left, String(right)) : compareNumbers(left, right);
  switch (operator) {
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    default:
      return failed(`unrecognized filter operator ${operator}`);
  }
}

function compareNumbers(left: Json, right: Json): number {
  if (!isExactInteger(left) && !isExactInteger(right)) return Number(left) - Number(right);
  const [x, y] = [left, right].map((value) => BigInt(digitsOf(String(value)))) as [bigint, bigint];
  return x < y ? -1 : x > y ? 1 : 0;
}

function single(values: Values): Json | undefined {
  return values.length > 1 ? failed('can only compare one element at a time') : values[0];
}

function passes(item: Json, node: Extract<Node, { type: 'filter' }>, walk: Walk): boolean {
  if (node.operator === 'exists') return evalPath([item], node.left, { ...walk, allowMissingKeys: true }).length > 0;
  const left = single(evalPath([item], node.left, walk));
  if (left === undefined) return false;
  const right = single(evalPath([item], node.right, walk));
  if (right === undefined) return false;
  if (!['<', '>', '==', '!=', '<=', '>='].includes(node.operator)) return failed(`unrecognized filter operator ${node.operator}`);
  return compare(left, right, node.operator);
}

function evalFilter(input: Values, node: Extract<Node, { type: 'filter' }>, walk: Walk): Values {
  return input.flatMap((value) => {
    if (!Array.isArray(value)) return failed(`${goValue(value)} is not array or slice and cannot be filtered`);
    return value.filter((item: Json) => passes(item, node, walk));
  });
}

function evalNode(input: Values, node: Node, walk: Walk): Values {
  switch (node.type) {
    case 'text':
      return [node.text];
    case 'value':
      return input.map(() => node.value);
    case 'field':
      return evalField(input, node.name, walk);
    case 'identifier':
      return node.name === 'range' ? input : failed(`unrecognized identifier ${node.name}`);
    case 'array':
      return evalArray(input, node);
    case 'filter':
      return evalFilter(input, node, walk);
    case 'union':
      return node.paths.flatMap((path) => evalPath(input, path, walk));
    case 'wildcard':
      return input.flatMap(children);
    case 'recursive':
      return evalRecursive(input);
  }
}

function evalPath(input: Values, path: Path, walk: Walk): Values {
  return path.reduce<Values>((values, node) => evalNode(values, node, walk), input);
}

function isIdentifier(part: Part, name: string): boolean {
  return 'path' in part && part.path.some((node) => node.type === 'identifier' && node.name === name);
}

/** The position after the end of the range that begins at `start`. A range that is never ended reaches to the last part. */
function afterRange(parts: readonly Part[], start: number): number {
  let depth = 1;
  for (let i = start; i < parts.length; i += 1) {
    const part = parts[i];
    if (part === undefined) break;
    if (isIdentifier(part, 'range')) depth += 1;
    else if (isIdentifier(part, 'end')) depth -= 1;
    if (depth === 0) return i + 1;
  }
  return parts.length;
}

function evalParts(value: Json, parts: readonly Part[], walk: Walk): readonly Values[] {
  const results: Values[] = [];
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i];
    if (part === undefined) break;
    if ('text' in part) {
      results.push([part.text]);
      continue;
    }
    if (isIdentifier(part, 'end')) return failed('not in range, nothing to end');
    const values = evalPath([value], part.path, walk);
    if (!isIdentifier(part, 'range')) {
      results.push(values);
      continue;
    }
    const next = afterRange(parts, i + 1);
    const closed = isIdentifier(parts[next - 1] ?? { text: '' }, 'end');
    const body = parts.slice(i + 1, closed ? next - 1 : next);
    for (const item of values) results.push(...evalParts(item, body, walk));
    i = next - 1;
  }
  return results;
}

/** What each part of a template finds, in order; refuses with the words kubectl prints. */
export function findResults(parts: readonly Part[], value: Json, allowMissingKeys: boolean): Outcome<readonly Values[]> {
  try {
    return success(evalParts(value, parts, { allowMissingKeys }));
  } catch (error) {
    if (error instanceof Failed) return failure(error.message);
    throw error;
  }
}
