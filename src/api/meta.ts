/**
 * What every stored object has, and the brands for strings that would otherwise be mixed up.
 * upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go
 */

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** The identity of one life of an object; a re-created object has another. */
export type Uid = Brand<string, 'Uid'>;
/** The store's revision at which an object last changed: a decimal string, only ever compared for equality. */
export type ResourceVersion = Brand<string, 'ResourceVersion'>;
/** Milliseconds of virtual time since the start of the tape. */
export type VirtualMs = Brand<number, 'VirtualMs'>;
/** `namespace/name`, or just `name` for a cluster-scoped object. */
export type ObjectKey = Brand<string, 'ObjectKey'>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: Uid;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType: string;
  readonly fieldsV1: unknown;
  readonly subresource?: string;
}

/** Metadata as the API server stores it: whatever the server fills in is there. */
export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly uid: Uid;
  readonly resourceVersion: ResourceVersion;
  /** Counts changes of the desired state; kinds without a spec have none. */
  readonly generation?: number;
  /** RFC 3339, whole seconds, as all times in objects (except MicroTime fields). */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** An object of any kind: what generic machinery may rely on. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The key of an object in caches and work queues. */
export function keyOf(object: { readonly metadata: { readonly name: string; readonly namespace?: string } }): ObjectKey {
  const { namespace, name } = object.metadata;
  return objectKey(namespace, name);
}

export function objectKey(namespace: string | undefined, name: string): ObjectKey {
  return (namespace === undefined || namespace === '' ? name : `${namespace}/${name}`) as ObjectKey;
}

/** The two halves of a key; the namespace is undefined for cluster-scoped objects. */
export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: undefined, name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner that manages the object, if any. upstream: metav1.GetControllerOf */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}
