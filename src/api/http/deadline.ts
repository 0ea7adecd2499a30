/**
 * How long a client would wait at most, as its URL says. Nothing here takes that long, so only what is no duration matters.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/filters (WithRequestDeadline, BasicLongRunningRequestCheck)
 */
import { goDurationFault, parseGoDuration } from '../machinery/duration.ts';
import type { Status } from '../request.ts';
import { badRequest } from '../status.ts';
import type { Query } from './query.ts';
import type { ResourceInfo } from './requestInfo.ts';

const longSubresources = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** What no client may say, whoever it is; requests that go on for a while have no deadline. */
export function deadlineRefusal(info: ResourceInfo | undefined, query: Query): Status | undefined {
  if (info?.verb === 'watch' || longSubresources.has(info?.subresource ?? '')) return undefined;
  const text = query.get('timeout') ?? '';
  if (text === '' || parseGoDuration(text) !== undefined) return undefined;
  return badRequest(`invalid timeout specified in the request URL - ${goDurationFault(text)}`);
}
