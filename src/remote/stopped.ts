/** What everyone is answered once the engine has met a state that cannot be. */
import type { Json } from '#api/immutable.ts';
import type { Response } from '#api/request.ts';
import { failureStatus } from '#api/status.ts';

export const stoppedResponse: Response = {
  code: 500,
  body: failureStatus(500, {
    reason: 'InternalError',
    message: 'the engine has stopped; wind back or load another tape',
  }) as unknown as Json,
};
