/** Requests for streams: logs, exec, attach, forwarded ports and proxies. upstream: pkg/registry/core/pod/rest */
import type { Request, Status } from '../request.ts';
import type { Query } from './query.ts';
import { failure } from './refusals.ts';
import { targetOf, type ResourceInfo } from './requestInfo.ts';

/** Its query goes to the kubelet as it is. */
export function connectRequest(info: ResourceInfo, query: Query): Request {
  const values: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>;
  for (const key of query.keys()) values[key] = query.getAll(key);
  return { ...targetOf(info), verb: 'connect', options: { query: values } };
}

/** How many bytes of a log are wanted at most. */
export function logLimit(query: Query, name: string): number | Status {
  const value = query.get('limitBytes');
  const limit = Number(value ?? Number.POSITIVE_INFINITY);
  if (limit >= 1) return limit;
  const message = `Invalid value: ${value}: must be greater than 0`;
  return failure(422, 'Invalid', `PodLogOptions "${name}" is invalid: limitBytes: ${message}`, {
    name,
    kind: 'PodLogOptions',
    causes: [{ reason: 'FieldValueInvalid', message, field: 'limitBytes' }],
  });
}
