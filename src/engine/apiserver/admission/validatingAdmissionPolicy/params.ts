/**
 * The objects that a binding hands to its policy as parameters.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/validatingadmissionpolicy/controller.go (collectParams)
 */
import type { CustomResourceDefinition, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { groupResource, servedAt, servedRows, type SchemeRow } from '#api/scheme.ts';
import { get, list, type Store } from '#engine/etcd/store.ts';
import { fromHub, type Versioned } from '../../conversion/conversion.ts';
import { customKindOf, DEFINITIONS } from '../../custom/customKind.ts';
import type { AnyObject } from '../../object.ts';

export type ParamKind = NonNullable<ValidatingAdmissionPolicy['spec']['paramKind']>;
type ParamRef = NonNullable<ValidatingAdmissionPolicyBinding['spec']['paramRef']>;

/** What is wrong with how a binding is set up. */
export interface ConfigurationError {
  readonly error: string;
}

/** Each object to ask the policy's expressions with; one `null` where there are no parameters. */
export function paramsOf(
  store: Store,
  { paramKind, paramRef }: { readonly paramKind: ParamKind | undefined; readonly paramRef: ParamRef | undefined },
  namespace: string,
): readonly (AnyObject | null)[] | ConfigurationError {
  if (paramKind === undefined || paramRef === undefined) return [null];
  const kind = paramKindOf(store, paramKind);
  if (kind === undefined) return { error: `paramKind kind \`${paramKind.apiVersion ?? ''}, Kind=${paramKind.kind ?? ''}\` not known` };
  const where = placeOf(kind.row, paramRef, namespace);
  if (typeof where !== 'string') return where;
  const found = chosen(store, { kind, paramRef, namespace: where === '' ? undefined : where });
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny')
    return { error: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
  return found.map((object) => fromHub(kind, object));
}

/** Parameters of a namespaced kind are looked for beside the object that is written. */
function placeOf({ namespaced }: SchemeRow, paramRef: ParamRef, namespace: string): string | ConfigurationError {
  const given = paramRef.namespace ?? '';
  if (!namespaced) return given === '' ? '' : { error: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  if (given !== '') return given;
  return namespace === '' ? { error: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' } : namespace;
}

interface Chosen {
  readonly kind: Versioned;
  readonly paramRef: ParamRef;
  readonly namespace: string | undefined;
}

function chosen(store: Store, { kind, paramRef, namespace }: Chosen): readonly AnyObject[] {
  const resource = groupResource(kind.hub);
  const name = paramRef.name ?? '';
  if (name !== '') {
    const found = get(store, resource, namespace, name) as AnyObject | undefined;
    return found === undefined ? [] : [found];
  }
  const selector = selectorOf(paramRef.selector ?? {});
  return (list(store, resource, namespace) as readonly AnyObject[]).filter(({ metadata }) => matchesLabels(selector, metadata.labels));
}

export function paramKindOf(store: Store, { apiVersion = '', kind = '' }: ParamKind): Versioned | undefined {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const row = servedRows().find((it) => it.kind === kind && it.group === group && it.version === version);
  if (row !== undefined) return servedAt(group, version, row.plural);
  const definitions = list(store, DEFINITIONS) as readonly unknown[] as readonly CustomResourceDefinition[];
  const definition = definitions.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  const custom = definition === undefined ? undefined : customKindOf(store, group, definition.spec.names.plural)?.served.get(version);
  return custom === undefined ? undefined : { row: custom.row, hub: custom.hub, custom };
}
