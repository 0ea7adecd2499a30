/**
 * A typed client for components: kinds in, stored objects or a Status out.
 * upstream: staging/src/k8s.io/client-go/kubernetes
 */
import type { Json } from '#api/immutable.ts';
import type { Kind, KindMap } from '#api/kinds.ts';
import type { KubeObject, ObjectMeta, OwnerReference } from '#api/meta.ts';
import type { DeleteOptions, PatchType, Request, RequestOptions, Response, Result, Status } from '#api/request.ts';
import { scheme } from '#api/scheme.ts';

/** Metadata of an object that is not stored yet. */
export type DraftMeta = Partial<Omit<ObjectMeta, 'ownerReferences'>> & { readonly ownerReferences?: readonly OwnerReference[] };

type DraftOf<T> = Omit<T, 'metadata' | 'status' | 'spec'> & {
  readonly metadata: DraftMeta;
  readonly status?: unknown;
} & (T extends { readonly spec: infer S } ? { readonly spec: S } : unknown);

/** An object as a client writes it: what the server fills in may be missing. */
export type Draft<K extends Kind> = DraftOf<KindMap[K]>;

export interface ApiClient {
  get<K extends Kind>(kind: K, namespace: string | undefined, name: string): Result<KindMap[K]>;
  list<K extends Kind>(kind: K, namespace?: string, options?: RequestOptions): Result<readonly KindMap[K][]>;
  /** Namespace and name are read from the object. */
  create<K extends Kind>(kind: K, object: Draft<K>): Result<KindMap[K]>;
  update<K extends Kind>(kind: K, object: KindMap[K]): Result<KindMap[K]>;
  updateStatus<K extends Kind>(kind: K, object: KindMap[K]): Result<KindMap[K]>;
  patch<K extends Kind>(kind: K, target: Target, patch: Patch): Result<KindMap[K]>;
  delete(kind: Kind, target: Target, options?: DeleteOptions): Result<KubeObject | Status>;
  /** POST to a subresource, such as pods/binding or pods/eviction. */
  createSub(kind: Kind, target: Target & { readonly subresource: string }, object: Json, options?: RequestOptions): Result<unknown>;
}

export interface Target {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface Patch {
  readonly type: PatchType;
  readonly body: Json;
  readonly subresource?: string;
  readonly fieldManager?: string;
  /** Of an apply: takes over what others manage. */
  readonly force?: boolean;
}

/** Builds the typed client over any way of asking. */
export function apiClient(ask: (request: Request) => Response): ApiClient {
  function call<T>(kind: Kind, rest: Omit<Request, 'group' | 'version' | 'resource'>): Result<T> {
    const row = scheme[kind];
    const response = ask({ group: row.group, version: row.version, resource: row.plural, ...rest });
    return response.code < 400
      ? { ok: true, value: response.body as unknown as T }
      : { ok: false, status: response.body as unknown as Status };
  }
  return {
    get: (kind, namespace, name) => call(kind, { verb: 'get', ...target({ namespace, name }) }),
    list(kind, namespace, options) {
      const list = call<{ items: never[] }>(kind, {
        verb: 'list',
        ...(namespace === undefined ? {} : { namespace }),
        ...(options === undefined ? {} : { options }),
      });
      return list.ok ? { ok: true, value: list.value.items } : list;
    },
    create(kind, draft) {
      const { namespace } = draft.metadata;
      const object = draft as unknown as Json;
      return call(kind, namespace === undefined ? { verb: 'create', object } : { verb: 'create', namespace, object });
    },
    update: (kind, object) => call(kind, { verb: 'update', ...target(object.metadata), object: object as unknown as Json }),
    updateStatus: (kind, object) =>
      call(kind, { verb: 'update', subresource: 'status', object: object as unknown as Json, ...target(object.metadata) }),
    patch: (kind, to, { type, body, subresource, fieldManager, force }) =>
      call(kind, {
        verb: 'patch',
        ...target(to),
        patch: { type, body },
        ...(subresource === undefined ? {} : { subresource }),
        ...(fieldManager === undefined ? {} : { options: { fieldManager, ...(force === undefined ? {} : { force }) } }),
      }),
    delete: (kind, to, options) =>
      call(kind, { verb: 'delete', ...target(to), ...(options === undefined ? {} : { options: { delete: options } }) }),
    createSub: (kind, to, object, options) =>
      call(kind, { verb: 'create', ...target(to), subresource: to.subresource, object, ...(options === undefined ? {} : { options }) }),
  };
}

function target({ namespace, name }: Target): { namespace?: string; name: string } {
  return namespace === undefined ? { name } : { namespace, name };
}

export function isNotFound(status: Status): boolean {
  return status.reason === 'NotFound';
}
export function isConflict(status: Status): boolean {
  return status.reason === 'Conflict';
}
export function isAlreadyExists(status: Status): boolean {
  return status.reason === 'AlreadyExists';
}
