/** The cluster behind this door, as one caller sees it. */
import type { PathBackend } from '#api/http/paths.ts';
import { failure } from '#api/http/refusals.ts';
import type { Json } from '#api/immutable.ts';
import { isStatus } from '#api/status.ts';
import type { Caller } from './authenticate.ts';
import { codecs } from './codecs.ts';
import { clusterTime, type Door } from './door.ts';
import { actingAs } from './flowHeaders.ts';
import { rowsOfDoor } from './rows.ts';

const stopped = failure(503, 'ServiceUnavailable', 'the engine has stopped');

export function backendOf(door: Door, caller: Caller): PathBackend {
  return {
    codecs,
    request: (request) =>
      door.pace.say({ type: 'request', request: { ...request, ...caller } }) ?? { code: stopped.code, body: stopped as unknown as Json },
    rows: () => rowsOfDoor(door),
    now: () => clusterTime(door),
    mayVisit(asked) {
      const who = actingAs(door, caller);
      return isStatus(who) ? who : door.engine.authorizePath(door.cluster, who, asked);
    },
    keySet: () => door.engine.keySet(door.cluster),
    address: door.address,
  };
}
