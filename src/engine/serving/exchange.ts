/** What the parts of the door say to each other about one request. */
import type { Query } from '#api/http/query.ts';
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import type { Credentials, Impersonation } from '#api/request.ts';
import { failureStatus } from '#api/status.ts';
import type { Context, WatchSpec } from '../client/component.ts';
import type { HttpRequest } from '../helpers/http.ts';
import type { ServingState } from './state.ts';

export interface Serving {
  readonly state: ServingState;
  readonly context: Context;
  readonly signingKey: RsaPrivateKey;
}

/** What is said, and by whom. */
export interface Asking {
  readonly request: HttpRequest;
  readonly path: string;
  readonly query: Query;
  readonly credentials: Credentials;
  readonly impersonate?: Impersonation;
}

export interface Reply {
  readonly code: number;
  /** An object, or text as it is. */
  readonly body: unknown;
  readonly type?: string;
  readonly headers?: readonly string[];
  /** What follows the body until the connection ends. */
  readonly watch?: WatchWish;
}

export interface WatchWish {
  readonly spec: WatchSpec;
  readonly seconds: number;
}

export function refusal(code: number, reason: string, message: string): Reply {
  return { code, body: failureStatus(code, { reason, message }) };
}
