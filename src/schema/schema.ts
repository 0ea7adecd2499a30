/**
 * The schema of the API as data: what a field is called, is for and may hold. One definition a Go type, named as OpenAPI names it.
 * upstream: staging/src/k8s.io/kube-openapi/pkg/validation/spec
 */
export interface GroupVersionKind {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  /** `#/definitions/NAME` */
  readonly $ref?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  /** Told in version 3 only. */
  readonly default?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-unions'?: readonly unknown[];
}

export type Definitions = Readonly<Record<string, Schema>>;

const prefix = '#/definitions/';

/** The name that a reference leads to. */
export function refName(schema: Schema): string | undefined {
  return schema.$ref?.startsWith(prefix) === true ? schema.$ref.slice(prefix.length) : undefined;
}

/** The schema itself or the one it refers to. */
export function resolveRef(definitions: Definitions, schema: Schema): Schema {
  const name = refName(schema);
  return name === undefined ? schema : (definitions[name] ?? {});
}
