/** Refusals that the door itself makes, before the engine is asked. upstream: apimachinery/pkg/api/errors, apiserver/pkg/endpoints/handlers/negotiation/errors.go */
import type { Status } from '../request.ts';
import { failureStatus } from '../status.ts';

export function failure(code: number, reason: string, message: string, details?: Status['details']): Status {
  return failureStatus(code, { reason, message, details });
}

export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function notAcceptable(accepted: readonly string[]): Status {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

export function unsupportedMediaType(accepted: readonly string[]): Status {
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

export function tooLarge(limit: number): Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

/** A server in the cluster that a request was to be passed on to cannot be reached. */
export function unreachable(why: string): Status {
  return failure(503, 'ServiceUnavailable', `error trying to reach service: ${why}`);
}
