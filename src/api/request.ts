/**
 * What can be asked of the API server and what it answers: HTTP's meaning without HTTP's bytes.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go, apimachinery/pkg/apis/meta/v1/types.go (Status)
 */
import type { Json } from './immutable.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'connect';

/** How a patch body is to be read; the names are those of the media types' subtypes. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  /** `['All']` or absent; anything else is refused. */
  readonly dryRun?: readonly string[];
  readonly fieldManager?: string;
  readonly fieldValidation?: string;
  /** The answer may leave managedFields out, which is cheaper: for doors that do not show them. */
  readonly omitManagedFields?: boolean;
  /** The answer to a TokenRequest may be a draft (`engine/helpers/jwt.ts`), which is cheaper: for who signs it when it is read. */
  readonly omitSignature?: boolean;
  readonly force?: boolean;
  readonly delete?: DeleteOptions;
  /** The form in which the answer is wanted; absent means the object itself. */
  readonly as?: 'Table' | 'PartialObjectMetadata';
  /** For Table: which objects stand in the rows. */
  readonly includeObject?: 'None' | 'Metadata' | 'Object';
  /** Query parameters of a connect request (exec, log), as given. */
  readonly query?: Readonly<Record<string, readonly string[]>>;
}

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What somebody shows to be known by. Nothing at all makes one anonymous. */
export interface Credentials {
  readonly token?: string;
  /** The subject of a client certificate that the cluster's authority has signed: CN and O. */
  readonly certificate?: { readonly commonName: string; readonly organizations?: readonly string[] };
}

/** Whom the asker wants to be taken for: kubectl's --as, the headers Impersonate-*. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One intention, on its way down. Plain data: it crosses the worker boundary and stands in tapes. */
export interface Request {
  readonly verb: Verb;
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural name in the URL, such as `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The body of create and update, and of create on a subresource (binding, eviction, token). */
  readonly object?: Json;
  readonly patch?: { readonly type: PatchType; readonly body: Json };
  /** Fields that stand twice in the body's text, which its value cannot tell: their paths in JSON, a strict reader's words for YAML and patches. */
  readonly repeated?: { readonly fields?: readonly string[]; readonly yaml?: string; readonly patch?: readonly string[] };
  readonly options?: RequestOptions;
  /** Who asks; the door that lets a request in fills it. Absent means the cluster's administrator. */
  readonly user?: User;
  /** What the asker shows in place of being known already; the server finds out who it is. */
  readonly credentials?: Credentials;
  /** Acts as somebody else, if `user` may. */
  readonly impersonate?: Impersonation;
  /** What the client calls itself; its part before '/' is the default field manager. */
  readonly userAgent?: string;
}

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** An expected refusal (or a bare success), in the API server's words. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly [key: string]: never };
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: Status };

export interface Response {
  /** The HTTP status code. */
  readonly code: number;
  /** The object, list, table or Status. */
  readonly body: Json;
  /** Texts of Warning headers. */
  readonly warnings?: readonly string[];
}
