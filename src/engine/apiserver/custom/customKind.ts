/**
 * What the server makes of one custom resource definition. All of it follows from the stored definition, so it is kept
 * beside the object, by identity, and needs no place in the server's state.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (crdInfo)
 */
import { definitionIs, servedByDefinition } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { Served } from '#api/scheme.ts';
import { get, type Store } from '#engine/etcd/store.ts';
import type { FieldError } from '../fieldError.ts';
import type { AnyObject, Fields } from '../object.ts';
import type { Strategy } from '../strategy.ts';
import { deprecationOf } from '../warnings/deprecated.ts';
import { customStrategy } from './customStrategy.ts';
import { defaultObject } from './defaulting.ts';
import { pruneObject } from './prune.ts';
import type { Schema } from './schema.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

type Version = CustomResourceDefinition['spec']['versions'][number];

export interface CustomVersion extends Served {
  readonly version: Version;
  readonly schema: Schema;
  readonly strategy: Strategy;
  /** That the version will go, and which to use. */
  readonly deprecation: string | undefined;
}

export interface CustomKind {
  readonly definition: CustomResourceDefinition;
  readonly served: ReadonlyMap<string, CustomVersion>;
}

const known = new WeakMap<CustomResourceDefinition, CustomKind>();

/** The custom kind behind a resource, once its names are accepted. */
export function customKindOf(store: Store, group: string, plural: string): CustomKind | undefined {
  if (group === '') return undefined;
  const stored = get(store, DEFINITIONS, undefined, `${plural}.${group}`);
  if (stored === undefined) return undefined;
  const definition = stored as unknown as CustomResourceDefinition;
  if (!definitionIs(definition, 'NamesAccepted') && !definitionIs(definition, 'Established')) return undefined;
  let kind = known.get(definition);
  if (kind === undefined) known.set(definition, (kind = customKind(definition)));
  return kind;
}

function customKind(definition: CustomResourceDefinition): CustomKind {
  const versions = new Map(definition.spec.versions.map((version) => [version.name, version]));
  const served = servedByDefinition(definition).flatMap((it): [string, CustomVersion][] => {
    const version = versions.get(it.row.version);
    if (version === undefined) return [];
    const schema = (version.schema?.openAPIV3Schema ?? {}) as Schema;
    const strategy = customStrategy(version, schema);
    return [[it.row.version, { ...it, version, schema, strategy, deprecation: deprecationOf(definition, version) }]];
  });
  return { definition, served: new Map(served) };
}

/** A stored object as it is read at a version: what the schema does not know any more is gone, what it fills in is there. */
export function readCustom<T extends object>({ schema }: CustomVersion, object: T): T {
  const pruned = pruneObject(object as unknown as Fields, schema, { unknown: [], errors: [] });
  return defaultObject(pruned, schema) as T;
}

/** The same of an object on its way in. */
export function decodeCustom(
  { schema }: CustomVersion,
  object: AnyObject,
): { readonly object: AnyObject; readonly unknown: readonly string[]; readonly error: FieldError | undefined } {
  const pruning = { unknown: [], errors: [] };
  const pruned = pruneObject(object as unknown as Fields, schema, pruning);
  const [error] = pruning.errors;
  return { object: defaultObject(pruned, schema) as unknown as AnyObject, unknown: pruning.unknown.toSorted(), error };
}
