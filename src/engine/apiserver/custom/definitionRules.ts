/**
 * CustomResourceDefinition: defaults, what the server fills in, and what an update may change.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go, registry/customresourcedefinition/strategy.go
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { withMeta, type AnyObject } from '../object.ts';

type Definition = CustomResourceDefinition;

const nobody = Object.freeze({ plural: '', kind: '' });

export function defaultDefinition(definition: Definition): Definition {
  const { spec } = definition;
  const names = spec.names ?? {};
  const kind = names.kind ?? '';
  const singular = (names.singular ?? '') === '' && kind !== '' ? { singular: kind.toLowerCase() } : {};
  const listKind = (names.listKind ?? '') === '' && kind !== '' ? { listKind: `${kind}List` } : {};
  const conversion = spec.conversion ?? { strategy: 'None' };
  const service = conversion.webhook?.clientConfig?.service;
  const withPort =
    service === undefined || service.port !== undefined
      ? conversion
      : {
          ...conversion,
          webhook: { ...conversion.webhook, clientConfig: { ...conversion.webhook?.clientConfig, service: { ...service, port: 443 } } },
        };
  const filled = { ...spec, names: { ...names, ...singular, ...listKind }, conversion: withPort } as Definition['spec'];
  return equalJson(filled, spec) ? definition : { ...definition, spec: filled };
}

/** The stored versions with the one that is stored now. */
function storedVersions(versions: Definition['spec']['versions'] | null, before: readonly string[]): readonly string[] | null {
  const storage = versions?.find((version) => version.storage)?.name;
  const all = storage === undefined || before.includes(storage) ? before : [...before, storage];
  return all.length === 0 ? null : all;
}

export function prepareDefinition(object: AnyObject): AnyObject {
  const { spec } = object as unknown as Definition;
  return { ...object, status: { conditions: null, acceptedNames: nobody, storedVersions: storedVersions(spec.versions, []) } };
}

export function prepareDefinitionUpdate(object: AnyObject, old: AnyObject): AnyObject {
  const { spec } = object as unknown as Definition;
  const before = (old as unknown as Definition).status;
  const stored = storedVersions(spec.versions, before.storedVersions ?? []);
  if (equalJson(stored, before.storedVersions ?? null)) return object;
  return { ...object, status: { ...before, storedVersions: stored } as unknown as Readonly<Record<string, unknown>> };
}

/** A status update takes over the names and conditions, and no metadata but what belongs to deletion. */
export function prepareDefinitionStatus(object: AnyObject, old: AnyObject): AnyObject {
  const { labels, annotations, ownerReferences } = old.metadata;
  return withMeta(object, { labels, annotations, ownerReferences });
}
