/** The connections to the API server that are open, and the watches that are told on them; plain data. */
import type { Watching } from '#api/http/watching.ts';
import type { Caller } from './exchange.ts';

export interface Connection {
  /** Who has dialled: `namespace/name`, or its address. */
  readonly from: string;
  /** Without TLS nothing is answered but that it is wanted. */
  readonly isSecure: boolean;
  /** What was received and is not yet answered. */
  received: string;
  /** The watch whose events go out on it. */
  watch: string | undefined;
}

export interface ServingState {
  /** By flow. */
  readonly connections: Map<string, Connection>;
  /** By watch: on which flow it is told, how, and to whom. */
  readonly watches: Map<string, { readonly flow: string; readonly watching: Watching; readonly who: Caller }>;
}
