/** What the API server holds and what it is given with each request. All of the state is plain data. */
import type { AdmissionPlugin, AdmissionSpec } from '#api/admissionPlugins.ts';
import type { ServedBy } from '#api/featureGates.ts';
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import type { StreamChunk } from '#api/frame.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Response, User } from '#api/request.ts';
import type { SchemeRow } from '#api/scheme.ts';
import type { AuthorizationMode, UserSpec } from '#api/tape.ts';
import type { Cause } from '#api/watch.ts';
import type { RandomState } from '#sim/random.ts';
import type { Message } from '#engine/client/component.ts';
import type { Store } from '#engine/etcd/store.ts';
import type { ManagedRecord } from './fieldmanager/record.ts';
import type { Resolved } from './resolve.ts';
import type { Strategy } from './strategy.ts';
import type { WatchTable } from './watchTable.ts';

/** Makes matching requests fail, for sweeps and lessons; goes away when nothing remains. */
export interface Fault {
  readonly user?: string;
  readonly verb?: string;
  readonly resource?: string;
  /** Set where an object of the cluster says so: it then concerns components only, this one or one of its controllers. */
  readonly said?: { readonly uid: string; readonly target?: string };
  /** The HTTP code of the refusal, such as 500, 503 or 409. */
  readonly status: number;
  remaining: number;
}

/** Whom the server knows and whom it asks about them; fixed when it starts. */
export interface Access {
  readonly users: readonly UserSpec[];
  readonly modes: readonly AuthorizationMode[];
  readonly policy: string;
  /** Signs tokens of service accounts. */
  readonly signingKey: RsaPrivateKey;
}

export interface ApiServerState {
  readonly access: Access;
  readonly store: Store;
  readonly watches: WatchTable;
  readonly faults: Fault[];
  /** Cluster IPs and node ports in use; rebuilt from Services, so that it can be lost. */
  readonly clusterIps: Set<string>;
  readonly nodePorts: Set<number>;
  /** The admission plugins that are on, and what they are set to. */
  readonly plugins: ReadonlySet<AdmissionPlugin>;
  readonly admission: AdmissionSpec;
  /** EventRateLimit's tokens that are left: which bucket -> how many there were when it was last asked. */
  readonly eventBuckets: Map<string, { readonly tokens: number; readonly atMs: number }>;
  /** The feature gates that are on. */
  readonly features: ReadonlySet<ServedBy>;
  /** Groups that others would have to serve, and that nobody has installed. */
  readonly absent: ReadonlySet<string>;
}

export interface ServerEnv {
  readonly nowMs: number;
  readonly epochMs: number;
  readonly random: RandomState;
  readonly user: User;
  /** Why the requests of this step are made. */
  cause: Cause;
  send(to: string, message: Message, delayMs: number): void;
  /** A watch of this owner has something to read. */
  notify(owner: string, watchId: string): void;
  stream(chunk: StreamChunk): void;
}

/** One request on its way through the server. */
export interface Call {
  readonly server: ApiServerState;
  readonly env: ServerEnv;
  readonly request: Request;
  readonly user: User;
  /** The resource at the version in which it is stored: the one that everything behind the door knows. */
  readonly row: SchemeRow;
  /** The resource as it was asked for. */
  readonly served: Resolved;
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly strategy: Strategy;
  readonly dryRun: boolean;
  readonly warnings: string[];
  /** Who manages the object after this write, where that was worked out already. */
  readonly managed?: ManagedRecord;
}

export function nowOf(env: ServerEnv): number {
  return env.epochMs + env.nowMs;
}

export function virtualNow(env: ServerEnv): VirtualMs {
  return env.nowMs as VirtualMs;
}

export type Handler = (call: Call) => Response;
