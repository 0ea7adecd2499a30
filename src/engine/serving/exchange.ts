/** What the parts of the door say to each other about one request. */
import type { Asking, Body } from '#api/http/exchange.ts';
import type { ResourceInfo } from '#api/http/requestInfo.ts';
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import type { Request } from '#api/request.ts';
import type { Context, Gate } from '../client/component.ts';
import type { ServingState } from './state.ts';

export interface Serving {
  readonly state: ServingState;
  readonly context: Context;
  readonly signingKey: RsaPrivateKey;
}

/** A request that was taken off a connection. */
export interface Asked {
  readonly asking: Asking;
  /** Undefined where its path names no resource. */
  readonly info: ResourceInfo | undefined;
  /** The path with its query, as it came. */
  readonly target: string;
  readonly body: Body;
  readonly who: Caller;
}

export type Caller = Pick<Request, 'credentials' | 'impersonate'>;

export function gateOf({ gate }: Context): Gate {
  if (gate === undefined) throw new Error('the door stands before no API server');
  return gate;
}
