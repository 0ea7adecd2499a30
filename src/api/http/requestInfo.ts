/**
 * What a URL's path asks for. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */
import type { Request, Verb } from '../request.ts';
import { isOn, type Query } from './query.ts';

/** The part of a request that its path tells. */
export type Target = Pick<Request, 'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'namespace' | 'name'>;

/** A path under /api or /apis that names a resource. */
export interface ResourceInfo extends Target {
  /** What follows the subresource, as in `proxy/healthz`. */
  readonly rest?: string;
}

/** What a method asks for where nothing else says it. */
export const verbOfMethod: Readonly<Record<string, Verb>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
/** Under /namespaces/NAME these are subresources of the namespace, not resources in it. */
const ofNamespace = new Set(['status', 'finalize']);

/** What stands between the slashes, but for those at the ends. */
export function partsOf(path: string): readonly string[] {
  return path.replace(/^\/+|\/+$/g, '').split('/');
}

/** Undefined for a path that names no resource, or a method that no resource has: discovery, health and whatever else. */
export function requestInfo(method: string, path: string, query: Query): ResourceInfo | undefined {
  const parts = partsOf(path);
  const core = parts[0] === 'api';
  const [group = '', version = ''] = core ? ['', parts[1]] : [parts[1], parts[2]];
  if (!/^\/apis?\//.test(path) || (!core && group === '')) return undefined;
  const after = parts.slice(core ? 2 : 3);
  const isOldWatch = after[0] === 'watch';
  const place = placeOf(isOldWatch ? after.slice(1) : after, path.endsWith('/'));
  if (place === undefined) return undefined;
  const passedOn = place.subresource === 'proxy' && (method === 'OPTIONS' || method === 'HEAD');
  const verb = isOldWatch ? 'watch' : passedOn ? 'get' : verbOf(method, place.name, query);
  return verb === undefined ? undefined : { verb, group, version, ...place };
}

export function targetOf({ rest: _rest, ...target }: ResourceInfo): Target {
  return target;
}

type Place = Pick<ResourceInfo, 'resource' | 'subresource' | 'namespace' | 'name' | 'rest'>;

function placeOf(parts: readonly string[], isFolder: boolean): Place | undefined {
  const inNamespace = parts[0] === 'namespaces' && parts.length > 2 && !ofNamespace.has(parts[2] ?? '');
  const namespace = inNamespace ? parts[1] : undefined;
  const [resource, name, subresource, ...rest] = inNamespace ? parts.slice(2) : parts;
  if (resource === undefined) return undefined;
  const passesOn = subresource === 'proxy';
  return {
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource: passesOn ? subresource : [subresource, ...rest].join('/') }),
    ...(passesOn && rest.length > 0 ? { rest: `${rest.join('/')}${isFolder ? '/' : ''}` } : {}),
  };
}

function verbOf(method: string, name: string | undefined, query: Query): Verb | undefined {
  const verb = method === 'HEAD' ? undefined : verbOfMethod[method];
  if (name !== undefined && name !== '') return verb;
  if (verb === 'get') return isOn(query, 'watch') ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}
