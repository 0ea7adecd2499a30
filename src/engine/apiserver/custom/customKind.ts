/**
 * What the server makes of one custom resource definition. All of it follows from the stored definition, so it is kept
 * beside the object, by identity, and needs no place in the server's state.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (crdInfo)
 */
import { definitionIs, servedByDefinition } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { Served } from '#api/scheme.ts';
import { get, type Store } from '#engine/etcd/store.ts';
import type { Strategy } from '../strategy.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

export interface CustomKind {
  readonly definition: CustomResourceDefinition;
  /** By version. */
  readonly served: ReadonlyMap<string, Served>;
  readonly strategy: Strategy;
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

const strategy: Strategy = Object.freeze({ generation: true });

function customKind(definition: CustomResourceDefinition): CustomKind {
  const served = new Map(servedByDefinition(definition).map((it) => [it.row.version, it]));
  return { definition, served, strategy };
}
