/**
 * The names that expressions of admission policies may use, and what is known of their types.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/compile.go (BuildRequestType, BuildNamespaceType), composition.go
 */
import { checkExpression, type Names } from './check.ts';
import { authorizerType, resourceCheckType } from './declarations.ts';
import * as t from './types.ts';
import { dyn, listOf, mapOf, objectOf, text, type CelType } from './types.ts';

const texts = listOf(text);

function gvk(name: string, last: string): CelType {
  return objectOf(`kubernetes.${name}`, { group: text, version: text, [last]: text });
}

const requestType = objectOf('kubernetes.AdmissionRequest', {
  kind: gvk('GroupVersionKind', 'kind'),
  resource: gvk('GroupVersionResource', 'resource'),
  subResource: text,
  requestKind: gvk('GroupVersionKind', 'kind'),
  requestResource: gvk('GroupVersionResource', 'resource'),
  requestSubResource: text,
  name: text,
  namespace: text,
  operation: text,
  userInfo: objectOf('kubernetes.UserInfo', { username: text, uid: text, groups: texts, extra: mapOf(text, texts) }),
  dryRun: t.bool,
  options: dyn,
});

const conditionType = objectOf('kubernetes.NamespaceCondition', {
  status: text,
  type: text,
  lastTransitionTime: t.timestamp,
  message: text,
  reason: text,
});

const namespaceType = objectOf('kubernetes.Namespace', {
  metadata: objectOf('kubernetes.NamespaceMetadata', {
    name: text,
    generateName: text,
    namespace: text,
    labels: mapOf(text, text),
    annotations: mapOf(text, text),
    UID: text,
    creationTimestamp: t.timestamp,
    deletionGracePeriodSeconds: t.int,
    deletionTimestamp: t.timestamp,
    generation: t.int,
    resourceVersion: text,
    finalizers: texts,
  }),
  spec: objectOf('kubernetes.NamespaceSpec', { finalizers: texts }),
  status: objectOf('kubernetes.NamespaceStatus', { conditions: listOf(conditionType), phase: text }),
});

export interface PolicyNames {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** Absent where variables cannot be used. */
  readonly variables?: ReadonlyMap<string, CelType>;
}

/** Names whose types are known only where a policy's types are checked. */
export interface ObjectTypes {
  readonly object: CelType;
  readonly params: CelType | undefined;
  readonly variables: ReadonlyMap<string, CelType>;
}

function variablesType(variables: ReadonlyMap<string, CelType>): CelType {
  return { kind: 'object', name: 'kubernetes.variables', fields: variables };
}

function namesOf({ params, authorizer, variables }: PolicyNames): Names {
  const names = new Map<string, CelType>([
    ['object', dyn],
    ['oldObject', dyn],
    ['request', requestType],
    ['namespaceObject', namespaceType],
  ]);
  if (params) names.set('params', dyn);
  if (authorizer) names.set('authorizer', authorizerType).set('authorizer.requestResource', resourceCheckType);
  if (variables !== undefined) names.set('variables', variablesType(variables));
  return names;
}

/** The names that types are checked with; the check of the request's own resource is not among them upstream. */
export function typedNames({ object, params, variables }: ObjectTypes): Names {
  const names = new Map<string, CelType>([
    ['object', object],
    ['oldObject', object],
    ['request', requestType],
    ['namespaceObject', namespaceType],
    ['authorizer', authorizerType],
    ['variables', variablesType(variables)],
  ]);
  return params === undefined ? names : names.set('params', params);
}

/** The type of a variable's values, or what is wrong with its expression. */
export function variableType(source: string, names: PolicyNames): { readonly type: CelType } | { readonly error: string } {
  const checked = checkExpression(source, namesOf(names));
  return 'errors' in checked ? { error: `compilation failed: ${checked.errors}` } : checked;
}

const kinds: Readonly<Record<string, string>> = { null: 'null_type' };

/** What is wrong with an expression that has to give one of these types; undefined for a good one. */
export function policyError(source: string, names: PolicyNames, wanted: readonly ('bool' | 'string' | 'null_type')[]): string | undefined {
  const checked = variableType(source, names);
  if ('error' in checked) return checked.error;
  const { kind } = checked.type;
  if (wanted.some((it) => it === (kinds[kind] ?? kind))) return undefined;
  return wanted.length === 1 ? `must evaluate to ${wanted[0]}` : `must evaluate to one of [${wanted.join(' ')}]`;
}
