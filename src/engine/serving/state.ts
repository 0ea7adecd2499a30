/** The connections to the API server that are open, and the watches that are told on them; plain data. */

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
  /** Watch -> flow. */
  readonly watches: Map<string, string>;
}
