/**
 * JSON patches (RFC 6902), with the words of the library that the API server uses.
 * upstream: github.com/evanphx/json-patch v4, staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import type { Json } from '../../immutable.ts';
import { goQuote } from '../goText.ts';
import { equalJson } from '../stableJson.ts';
import type { JsonMap, PatchOutcome } from './refusal.ts';
import { isList, isMap, outcomeOf, refuse } from './refusal.ts';

const MAX_OPERATIONS = 10_000;
const MISSING = 'missing value';
const BAD_INDEX = 'invalid index referenced';

type Container = JsonMap | readonly Json[];

function invalid(message: string): never {
  return refuse(message, 422);
}

function isContainer(value: Json | undefined): value is Container {
  return isMap(value) || isList(value);
}

function decodeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function tokens(path: string): readonly string[] {
  return path.split('/').slice(1).map(decodeToken);
}

/** Where an index of an element that exists leads; negative ones count from the end. */
function existingIndex(list: readonly Json[], token: string): number {
  if (!/^-?\d+$/.test(token)) return invalid(`strconv.Atoi: parsing ${goQuote(token)}: invalid syntax`);
  const index = Number(token);
  if (index >= list.length || index < -list.length) return invalid(`Unable to access invalid index: ${index}: ${BAD_INDEX}`);
  return index < 0 ? index + list.length : index;
}

function child(container: Container, token: string): Json | undefined {
  if (isList(container)) return /^\d+$/.test(token) ? container[Number(token)] : undefined;
  return container[token];
}

function addTo(container: Container, token: string, value: Json): Container {
  if (!isList(container)) return { ...container, [token]: value };
  if (token === '-') return [...container, value];
  if (!/^-?\d+$/.test(token))
    return invalid(`value was not a proper array index: ${goQuote(token)}: strconv.Atoi: parsing ${goQuote(token)}: invalid syntax`);
  const index = Number(token);
  if (index > container.length || index < -container.length - 1) return invalid(`Unable to access invalid index: ${index}: ${BAD_INDEX}`);
  return container.toSpliced(index < 0 ? index + container.length + 1 : index, 0, value);
}

function setIn(container: Container, token: string, value: Json): Container {
  return isList(container) ? container.with(existingIndex(container, token), value) : { ...container, [token]: value };
}

function removeFrom(container: Container, token: string): Container {
  if (isList(container)) return container.toSpliced(existingIndex(container, token), 1);
  if (container[token] === undefined) return invalid(`Unable to remove nonexistent key: ${token}: ${MISSING}`);
  return Object.fromEntries(Object.entries(container).filter(([key]) => key !== token));
}

/** Rebuilds the document with one container changed; undefined when the way to it is missing. */
function edit(document: Json, path: readonly string[], change: (container: Container, token: string) => Container): Json | undefined {
  const [token, ...rest] = path;
  if (token === undefined || !isContainer(document)) return undefined;
  if (rest.length === 0) return change(document, token);
  const next = child(document, token);
  const changed = next === undefined ? undefined : edit(next, rest, change);
  return changed === undefined ? undefined : setIn(document, token, changed);
}

function lookUp(document: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = document;
  for (const token of path) value = isContainer(value) ? child(value, token) : undefined;
  return value;
}

/** Whether the container that a path ends in is there. */
function hasParent(document: Json, path: readonly string[]): boolean {
  return isContainer(lookUp(document, path.slice(0, -1)));
}

function inOperation(name: string, path: string, run: () => Json | undefined): Json {
  const outcome = outcomeOf(run);
  if (!outcome.ok) return invalid(`error in ${name} for path: '${path}': ${outcome.message}`);
  return outcome.value ?? invalid(`${name} operation does not apply: doc is missing path: ${goQuote(path)}: ${MISSING}`);
}

function add(document: Json, path: string, value: Json): Json {
  if (path === '') return value;
  return inOperation('add', path, () => edit(document, tokens(path), (container, token) => addTo(container, token, value)));
}

function remove(document: Json, path: string): Json {
  return inOperation('remove', path, () => edit(document, tokens(path), removeFrom));
}

function replace(document: Json, path: string, value: Json): Json {
  if (path === '') return value;
  const way = tokens(path);
  if (!hasParent(document, way)) return invalid(`replace operation does not apply: doc is missing path: ${path}: ${MISSING}`);
  if (lookUp(document, way) === undefined) return invalid(`replace operation does not apply: doc is missing key: ${path}: ${MISSING}`);
  return inOperation('remove', path, () => edit(document, way, (container, token) => setIn(container, token, value)));
}

function taken(document: Json, name: string, from: string): Json {
  const value = lookUp(document, tokens(from));
  return value === undefined ? invalid(`${name} operation does not apply: doc is missing from path: ${from}: ${MISSING}`) : value;
}

function testValue(document: Json, path: string, value: Json): Json {
  const present = path === '' ? document : lookUp(document, tokens(path));
  if (path !== '' && !hasParent(document, tokens(path)) && value !== null)
    return invalid(`test operation does not apply: is missing path: ${path}: ${MISSING}`);
  return equalJson(present ?? null, value) ? document : invalid(`testing value ${path} failed: test failed`);
}

function textOf(operation: JsonMap, field: string): string {
  const value = operation[field];
  return typeof value === 'string' ? value : invalid(`failed to decode '${field}': missing value`);
}

function applyOne(document: Json, operation: JsonMap): Json {
  const path = textOf(operation, 'path');
  const value = operation['value'] ?? null;
  switch (operation['op']) {
    case 'add':
      return add(document, path, value);
    case 'remove':
      return remove(document, path);
    case 'replace':
      return replace(document, path, value);
    case 'test':
      return testValue(document, path, value);
    case 'move': {
      const from = textOf(operation, 'from');
      const moved = taken(document, 'move', from);
      return add(remove(document, from), path, moved);
    }
    case 'copy':
      return add(document, path, taken(document, 'copy', textOf(operation, 'from')));
    default:
      return invalid(`Unexpected kind: ${typeof operation['op'] === 'string' ? operation['op'] : 'unknown'}`);
  }
}

/** The document with all operations applied in order, or the first refusal. */
export function jsonPatch(document: Json, patch: Json): PatchOutcome {
  return outcomeOf(() => {
    if (!isList(patch)) return refuse('json: cannot unmarshal object into Go value of type jsonpatch.Patch', 400);
    if (patch.length > MAX_OPERATIONS)
      return refuse(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`, 413);
    return patch.reduce<Json>(
      (current, operation) =>
        isMap(operation) ? applyOne(current, operation) : refuse('json: cannot unmarshal into Go value of type jsonpatch.Operation', 400),
      document,
    );
  });
}
