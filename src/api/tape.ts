/** A whole run as one small value: links, undo, time travel, bug replay, grading and tests are all this. */
import type { AdmissionSpec } from './admissionPlugins.ts';
import type { FeatureGates } from './featureGates.ts';
import type { VirtualMs } from './meta.ts';
import type { Request } from './request.ts';
import type { SchedulerSpec } from './scheduling.ts';

export interface NodeSpec {
  readonly name: string;
  /** Quantities, as in node.status.capacity. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** Somebody outside the cluster that its API server knows: people are cluster-wide, and no objects. */
export interface UserSpec {
  readonly name: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  /** What it shows; absent: a client certificate with the name as CN and the groups as O. */
  readonly token?: string;
}

export type AuthorizationMode = 'Node' | 'RBAC' | 'ABAC' | 'AlwaysAllow' | 'AlwaysDeny';

export interface ClusterSpec {
  readonly name: string;
  readonly nodes: readonly NodeSpec[];
  /** Absent: one profile, with the default plugins. */
  readonly scheduler?: SchedulerSpec;
  /** Besides kubernetes-admin, who may do anything. */
  readonly users?: readonly UserSpec[];
  /** Who is asked whether a request may be made, in this order; absent: Node, then RBAC. */
  readonly authorization?: readonly AuthorizationMode[];
  /** For ABAC: one policy a line, in JSON. */
  readonly policy?: string;
  /**
   * What tokens of service accounts are signed with: an RSA key in PEM. Absent: one that everybody may know, so that a link gives the
   * same tokens everywhere; whoever lets a network in must make one.
   */
  readonly signingKey?: string;
  /** What the cluster's authority signs certificates with, in the same form and for the same reasons. */
  readonly authorityKey?: string;
  /** Absent: as 1.28.4 has them by default. */
  readonly featureGates?: FeatureGates;
  /** Absent: the plugins that are on by default, and NodeRestriction. */
  readonly admission?: AdmissionSpec;
  /** False: nobody has installed a metrics server, so nothing is served at metrics.k8s.io. */
  readonly metrics?: boolean;
  /** Absent: there is no cloud around the cluster. */
  readonly cloud?: CloudSpec;
  /** This one has no pods of its own: its objects are spread over other clusters of the tape. */
  readonly federation?: FederationSpec;
}

/** A federation is named after its cluster. */
export interface FederationSpec {
  readonly members: readonly string[];
  /** Under which its Services have their names outside; absent: example.com. */
  readonly domain?: string;
}

/** What a cloud gives its clusters. */
export interface CloudSpec {
  /** Addresses for Services of type LoadBalancer, such as 203.0.113.0/24. */
  readonly loadBalancers: string;
}

/** What a person did: a request to the API server, or a word to a running stream (standard input of an exec). */
export type Input =
  | { readonly type: 'request'; readonly request: Request }
  | { readonly type: 'connect'; readonly stream: string; readonly request: Request }
  /** Without data: the end of the input. */
  | { readonly type: 'stdin'; readonly stream: string; readonly data?: string }
  | { readonly type: 'resize'; readonly stream: string; readonly columns: number; readonly rows: number }
  | { readonly type: 'hangup'; readonly stream: string };

export interface TapeInput {
  /** When it was said. An input is applied after every event up to and including this moment. */
  readonly at: VirtualMs;
  /** Name of the cluster it was said to. */
  readonly cluster: string;
  readonly input: Input;
}

export interface Tape {
  readonly version: 1;
  readonly seed: number;
  /** Wall-clock time of virtual time 0, RFC 3339. */
  readonly epoch: string;
  readonly clusters: readonly ClusterSpec[];
  readonly inputs: readonly TapeInput[];
}
