/**
 * From what a URL names to the engine's Request, for every door that speaks HTTP.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (get.go, delete.go)
 */
import type { Json } from '../immutable.ts';
import type { DeleteOptions, PatchType, Request, RequestOptions, Status } from '../request.ts';
import { failureStatus } from '../status.ts';
import type { Query } from './query.ts';
import { targetOf, type ResourceInfo } from './requestInfo.ts';

export const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** A media type without its parameters. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The request but for its body. */
export function requestFor(info: ResourceInfo, options: RequestOptions, userAgent: string | undefined): Request {
  const request: Request = { ...targetOf(info), options, ...(userAgent === undefined ? {} : { userAgent }) };
  return info.verb === 'watch' ? watchOf(request) : request;
}

/** A watch of one object is a watch of the collection that selects it. */
function watchOf(request: Request): Request {
  const { name, ...rest } = request;
  if (name === undefined) return request;
  const selector = `metadata.name=${name}`;
  const before = request.options?.fieldSelector;
  return { ...rest, options: { ...request.options, fieldSelector: before === undefined ? selector : `${before},${selector}` } };
}

/** Options in the body count instead of those in the query. */
export function withDeleteOptions(request: Request, body: Json, query: Query): Request | Status {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return badRequest('the body is not a DeleteOptions object');
  const fields = body as { readonly [key: string]: Json };
  const kind = fields['kind'];
  if (kind !== undefined && kind !== 'DeleteOptions') return badRequest(`decoded object cannot be converted to DeleteOptions`);
  const picked: Record<string, Json> = {};
  for (const key of ['gracePeriodSeconds', 'propagationPolicy', 'orphanDependents', 'preconditions']) {
    const value = fields[key];
    if (value !== undefined && value !== null) picked[key] = value;
  }
  const dryRun = fields['dryRun'];
  const options: RequestOptions = {
    ...request.options,
    delete: picked as DeleteOptions,
    ...(Array.isArray(dryRun) && dryRun.length > 0 && !query.has('dryRun') ? { dryRun: dryRun.map(String) } : {}),
  };
  return { ...request, options };
}

function badRequest(message: string): Status {
  return failureStatus(400, { reason: 'BadRequest', message });
}
