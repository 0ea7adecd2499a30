/** Requests that nobody would send in good faith, and some that somebody would. */
import type { Json } from '#api/immutable.ts';
import type { PatchType, Request, RequestOptions, Verb } from '#api/request.ts';
import { servedRows, type SchemeRow } from '#api/scheme.ts';
import { below, oneIn, pick, times, type Chance } from './chance.ts';
import { hostileKey, hostileText, hostileValue, mutate, mutateText, recordOf } from './hostile.ts';
import { drawObject, names, namespaces } from './objects.ts';

const verbs: readonly Verb[] = [
  'get',
  'list',
  'create',
  'create',
  'create',
  'update',
  'patch',
  'patch',
  'patch',
  'delete',
  'deletecollection',
];
const patchTypes: readonly PatchType[] = ['json', 'merge', 'strategic', 'apply', 'apply'];

/** `known` answers with an object that is stored, to be changed or deleted. */
export function drawRequest(chance: Chance, known: (row: SchemeRow) => Json | undefined): Request {
  const row = pick(chance, servedRows());
  const allowed = oneIn(chance, 30) ? verbs : verbs.filter((one) => row.verbs?.includes(one) !== false);
  const verb = pick(chance, allowed.length === 0 ? verbs : allowed);
  const stored = known(row);
  const named = verb !== 'list' && verb !== 'create' && verb !== 'deletecollection';
  const subresource = oneIn(chance, 6) ? pick(chance, [...row.subresources, oneIn(chance, 8) ? 'constructor' : 'status']) : undefined;
  const patch = verb === 'patch' ? drawPatch(chance, row, stored) : undefined;
  const own = (stored as { readonly metadata?: { readonly namespace?: string } } | undefined)?.metadata?.namespace;
  const namespace = row.namespaced ? (own ?? pick(chance, namespaces)) : undefined;
  return {
    verb,
    group: row.group,
    version: row.version,
    resource: oneIn(chance, 60) ? hostileText(chance) : row.plural,
    ...(named || subresource !== undefined ? { name: nameFor(chance, stored) } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(verb === 'create' || verb === 'update' ? { object: drawBody(chance, row, stored) } : {}),
    ...(patch === undefined ? {} : { patch }),
    options: drawOptions(chance, patch?.type === 'apply'),
    ...(oneIn(chance, 4) ? { userAgent: hostileText(chance) } : {}),
  };
}

function nameFor(chance: Chance, stored: Json | undefined): string {
  const name = (stored as { readonly metadata?: { readonly name?: string } } | undefined)?.metadata?.name;
  return name !== undefined && !oneIn(chance, 4) ? name : pick(chance, names);
}

function drawBody(chance: Chance, row: SchemeRow, stored: Json | undefined): Json {
  if (oneIn(chance, 20)) return hostileValue(chance);
  const body = stored !== undefined && oneIn(chance, 2) ? stored : drawObject(chance, row);
  return oneIn(chance, 3) ? mutate(chance, body) : body;
}

function drawPatch(chance: Chance, row: SchemeRow, stored: Json | undefined): NonNullable<Request['patch']> {
  const type = pick(chance, patchTypes);
  if (oneIn(chance, 20)) return { type, body: hostileValue(chance) };
  if (type === 'json') return { type, body: times(below(chance, 5), () => drawOperation(chance)) };
  const body = drawObject(chance, row);
  return { type, body: type === 'apply' ? body : withDirectives(chance, oneIn(chance, 2) ? mutate(chance, stored ?? body) : body) };
}

function drawOperation(chance: Chance): Json {
  const path = (): string =>
    pick(chance, [
      '/metadata/labels',
      '/metadata/name',
      '/spec',
      '/spec/-',
      '/a~1b',
      '',
      '/',
      '/__proto__/x',
      '/metadata/annotations/constructor',
      '/metadata/managedFields',
      hostileText(chance),
    ]);
  const op = pick(chance, ['add', 'remove', 'replace', 'move', 'copy', 'test', '', '__proto__']);
  const operation = { op, path: path(), from: path(), value: hostileValue(chance, 2) };
  return oneIn(chance, 8) ? mutate(chance, operation) : operation;
}

function withDirectives(chance: Chance, body: Json): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !oneIn(chance, 3)) return body;
  const extra: [string, Json][] = [
    ['$patch', pick(chance, ['replace', 'delete', 'merge', 'bad', 1])],
    ['$retainKeys', pick<Json>(chance, [['spec'], 'x', [1], null])],
    ['$setElementOrder/spec', hostileValue(chance, 1)],
    ['$deleteFromPrimitiveList/finalizers', hostileValue(chance, 1)],
  ];
  return recordOf([...Object.entries(body as { readonly [key: string]: Json }), pick(chance, extra)]);
}

function drawOptions(chance: Chance, applies: boolean): RequestOptions {
  const options: [string, Json][] = [];
  const maybe = (odds: number, name: string, value: () => Json): void => {
    if (oneIn(chance, odds)) options.push([name, value()]);
  };
  maybe(6, 'labelSelector', () => selector(chance));
  maybe(6, 'fieldSelector', () => pick(chance, [selector(chance), 'metadata.name=a', 'spec.nodeName!=x', 'status.phase=Running']));
  maybe(6, 'limit', () => pick(chance, [0, 1, 2, -1, 1e9, 0.5]));
  maybe(8, 'continue', () => pick(chance, [hostileText(chance), token(chance)]));
  maybe(8, 'resourceVersion', () => pick(chance, ['0', '1', '99999999', 'x', '-1', '1e3', hostileText(chance)]));
  maybe(12, 'resourceVersionMatch', () => pick(chance, ['Exact', 'NotOlderThan', 'x']));
  maybe(8, 'dryRun', () => pick<Json>(chance, [['All'], ['All'], oneIn(chance, 8) ? ['x'] : []]));
  if (applies || oneIn(chance, 2))
    options.push(['fieldManager', oneIn(chance, 20) ? hostileText(chance) : pick(chance, ['m1', 'm2', 'kubectl'])]);
  maybe(4, 'fieldValidation', () => pick(chance, oneIn(chance, 20) ? ['x'] : ['Strict', 'Warn', 'Ignore', 'Ignore']));
  if (applies) maybe(3, 'force', () => oneIn(chance, 2));
  maybe(6, 'delete', () => drawDelete(chance));
  return recordOf(options) as unknown as RequestOptions;
}

function drawDelete(chance: Chance): Json {
  return {
    gracePeriodSeconds: pick(chance, [0, 1, 30, -1]),
    propagationPolicy: pick(chance, ['Orphan', 'Background', 'Foreground', 'x']),
    ...(oneIn(chance, 3) ? { preconditions: { uid: hostileText(chance) } } : {}),
  };
}

function selector(chance: Chance): string {
  const text = pick(chance, ['app=x', 'a in (b,c)', '!a', 'a,b!=c', 'a notin (x),b', 'a>1', hostileText(chance), hostileKey(chance)]);
  return oneIn(chance, 2) ? mutateText(chance, text) : text;
}

function token(chance: Chance): string {
  const body = JSON.stringify({ v: 'meta.k8s.io/v1', rv: pick(chance, [1, 50, -1, 1e300]), start: hostileText(chance).slice(0, 50) });
  const text = btoa(unescape(encodeURIComponent(body.replace(/\\ud800/g, ''))));
  return oneIn(chance, 2) ? mutateText(chance, text) : text;
}
