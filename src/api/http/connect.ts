/** Requests for streams: logs, exec, attach, forwarded ports and proxies. upstream: pkg/registry/core/pod/rest */
import type { Request } from '../request.ts';
import type { Query } from './query.ts';
import { targetOf, type ResourceInfo } from './requestInfo.ts';

/** Its query goes to the kubelet as it is. */
export function connectRequest(info: ResourceInfo, query: Query): Request {
  const values: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>;
  for (const key of query.keys()) values[key] = query.getAll(key);
  return { ...targetOf(info), verb: 'connect', options: { query: values } };
}

/** How many bytes of a log are wanted at most; what is no such number the server refuses. */
export function logLimit(query: Query): number {
  const limit = Number(query.get('limitBytes') ?? Number.POSITIVE_INFINITY);
  return limit >= 1 ? limit : Number.POSITIVE_INFINITY;
}
