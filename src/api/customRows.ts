/**
 * Kinds that come with custom resource definitions, as rows like those of the scheme.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver (customresource_handler.go, customresource_discovery_controller.go)
 */
import type { CustomResourceDefinition } from './kinds.ts';
import type { KubeObject } from './meta.ts';
import { apiServiceName, gatedRows, servedRows, type SchemeRow, type Served } from './scheme.ts';

export function definitionIs(definition: CustomResourceDefinition, condition: string): boolean {
  return definition.status.conditions?.some((it) => it.type === condition && it.status === 'True') ?? false;
}

/** Every served version of a definition's resource, the version that is stored first among equals: it is the hub of all. */
export function servedByDefinition(definition: CustomResourceDefinition): readonly Served[] {
  const { versions } = definition.spec;
  const storage = versions.find((version) => version.storage) ?? versions[0];
  if (storage === undefined) return [];
  const hub = rowOfVersion(definition, storage);
  return versions
    .filter((version) => version.served)
    .map((version) => ({ row: version === storage ? hub : rowOfVersion(definition, version), hub }));
}

type Version = CustomResourceDefinition['spec']['versions'][number];

function rowOfVersion({ spec, status }: CustomResourceDefinition, version: Version): SchemeRow {
  const accepted = status.acceptedNames;
  const names = accepted === undefined || (accepted.plural ?? '') === '' ? spec.names : accepted;
  const { status: hasStatus, scale } = version.subresources ?? {};
  return Object.freeze({
    kind: names.kind,
    group: spec.group,
    version: version.name,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    namespaced: spec.scope === 'Namespaced',
    subresources: [...(hasStatus === undefined || hasStatus === null ? [] : ['status']), ...(scale === undefined ? [] : ['scale'])],
    categories: names.categories ?? [],
    columns: version.additionalPrinterColumns ?? [],
  });
}

/** What a cluster's lists of definitions and APIServices say that it serves by now, beside what every cluster does. */
export interface Listings {
  readonly definitions: readonly CustomResourceDefinition[];
  readonly apiServices: readonly Pick<KubeObject, 'metadata'>[];
}

/** Everything that a cluster serves: what is built in, what a feature gate has added, and its established custom kinds. */
export function rowsServedBy({ definitions, apiServices }: Listings): readonly SchemeRow[] {
  const names = new Set(apiServices.map(({ metadata }) => metadata.name));
  const custom = definitions.filter((it) => definitionIs(it, 'Established')).flatMap((it) => servedByDefinition(it).map(({ row }) => row));
  return [...servedRows(), ...gatedRows().filter((row) => names.has(apiServiceName(row))), ...custom];
}
