/** The connections to the API server that are open, and the watches that are told on them; plain data. */
import type { PassedOn } from '#api/http/proxied.ts';
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
  /** The stream whose output goes out on it. */
  stream: string | undefined;
}

interface Carried {
  readonly flow: string;
  /** How a refusal is laid out. */
  readonly pretty: boolean;
}

/** A log on its way out. */
export interface CarriedLog extends Carried {
  /** How many bytes may still go out. */
  left: number;
  begun: boolean;
}

/** An answer of a server in the cluster, which goes out when it is whole. */
export interface CarriedAnswer extends Carried {
  readonly passed: PassedOn;
  text: string;
}

export interface ServingState {
  /** Streams that were opened so far. */
  count: number;
  readonly streams: Map<string, CarriedLog | CarriedAnswer>;
  /** By flow. */
  readonly connections: Map<string, Connection>;
  /** By watch: on which flow it is told, how, and to whom. */
  readonly watches: Map<string, { readonly flow: string; readonly watching: Watching; readonly who: Caller }>;
}
