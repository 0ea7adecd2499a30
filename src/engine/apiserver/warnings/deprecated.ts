/**
 * Versions that will go, which every answer of theirs says.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/deprecation, apiextensions-apiserver/pkg/apiserver/customresource_handler.go
 */
import { compareVersions } from '#api/http/discovery.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { SchemeRow } from '#api/scheme.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];

/** What a definition says of a version of its kind, or what the server says for it: which version to use in its place. */
export function deprecationOf({ spec }: CustomResourceDefinition, version: Version): string | undefined {
  if (version.deprecated !== true) return undefined;
  if (version.deprecationWarning !== undefined && version.deprecationWarning !== null) return version.deprecationWarning;
  const named = (name: string): string => `${spec.group}/${name} ${spec.names.kind}`;
  const [best] = spec.versions
    .filter((it) => it.served && it.deprecated !== true && compareVersions(version.name, it.name) > 0)
    .map(({ name }) => name)
    .toSorted(compareVersions);
  return `${named(version.name)} is deprecated${best === undefined ? '' : `; use ${named(best)}`}`;
}

/** The one version among the built-in ones. */
export function builtInDeprecation({ group, version, kind }: SchemeRow): string | undefined {
  if (version !== 'v1beta2' || group !== 'flowcontrol.apiserver.k8s.io') return undefined;
  return `${group}/v1beta2 ${kind} is deprecated in v1.26+, unavailable in v1.29+; use ${group}/v1beta3 ${kind}`;
}
