/**
 * A request as an authorizer sees it.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go, filters/authorization.go
 */
import { parseFieldSelector } from '#api/machinery/fields.ts';
import type { Request, User, Verb } from '#api/request.ts';
import type { Attributes } from '#engine/helpers/contracts/authorizer.ts';

export function attributesOf(request: Request, user: User): Attributes {
  const { group, version, resource, subresource = '' } = request;
  return {
    user,
    verb: request.verb === 'connect' ? verbOfConnect(subresource) : request.verb,
    apiGroup: group,
    apiVersion: version,
    resource,
    subresource,
    namespace: namespaceOf(request),
    name: nameOf(request),
    isResource: true,
    path: '',
  };
}

/** A log is read; everything else that streams is asked for with POST. */
function verbOfConnect(subresource: string): Verb {
  return subresource === 'log' ? 'get' : 'create';
}

/** The path of a namespace is a path inside it. */
function namespaceOf({ group, resource, namespace = '', name = '' }: Request): string {
  return group === '' && resource === 'namespaces' ? name : namespace;
}

/** Who lists with a selector for one name asks about this object only. */
function nameOf({ verb, name = '', options }: Request): string {
  const selector = options?.fieldSelector ?? '';
  if (name !== '' || selector === '' || (verb !== 'list' && verb !== 'watch')) return name;
  const parsed = parseFieldSelector(selector);
  if (!parsed.ok) return name;
  return parsed.value.find(({ field, operator }) => field === 'metadata.name' && operator === '=')?.value ?? name;
}
