/**
 * What expressions of a policy can name, as values of CEL. Variables are worked out when one is first asked for.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel (filter.go, composition.go)
 */
import type { ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { get } from '#engine/etcd/store.ts';
import { decide } from '../../authorization/authorization.ts';
import { CelError } from '../../cel/ast.ts';
import { celValue } from '../../cel/celValue.ts';
import { compiled } from '../../cel/compile.ts';
import { evaluateCall, type Scope } from '../../cel/evaluate.ts';
import type { AuthorizerAsked, AuthorizerValue, CelValue } from '../../cel/values.ts';
import type { Versioned } from '../../conversion/conversion.ts';
import type { AnyObject } from '../../object.ts';
import type { Call } from '../../state.ts';
import { atVersion, type Attributes } from './attributes.ts';

type Variables = NonNullable<ValidatingAdmissionPolicy['spec']['variables']>;

/** The composed variables of a policy. */
class LazyVariables extends Map<CelValue, CelValue> {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #scope: Scope;
  constructor(variables: Variables, scope: Scope) {
    super();
    this.#sources = new Map(variables.map(({ name, expression }) => [name, expression]));
    this.#scope = scope;
  }
  override has(key: CelValue): boolean {
    return typeof key === 'string' && this.#sources.has(key);
  }
  override get(key: CelValue): CelValue | undefined {
    const source = typeof key === 'string' ? this.#sources.get(key) : undefined;
    if (source === undefined) return undefined;
    let value = super.get(key);
    if (value === undefined) super.set(key, (value = this.#workOut(String(key), source)));
    return value;
  }
  #workOut(name: string, source: string): CelValue {
    const program = compiled(source);
    const result = 'error' in program ? program : evaluateCall(program.expression, this.#scope);
    if ('error' in result) throw new CelError(`composited variable ${JSON.stringify(name)} fails to evaluate: ${result.error}`);
    return result.value;
  }
}

interface Seen {
  readonly attributes: Attributes;
  readonly version: Versioned;
  readonly param: AnyObject | null;
  readonly variables: Variables;
  readonly budget: Scope['budget'];
}

export function scopeOf({ attributes, version, param, variables, budget }: Seen): Scope {
  const { call, object, old, namespace } = attributes;
  const named = new Map<string, CelValue>([
    ['object', celValue(atVersion(version, object))],
    ['oldObject', celValue(atVersion(version, old))],
    ['request', celValue(requestOf(attributes, version))],
    ['params', celValue(param)],
    ['namespaceObject', celValue(namespace === '' ? null : get(call.server.store, 'namespaces', undefined, namespace))],
    ['authorizer', authorizerOf(call)],
    ['authorizer.requestResource', resourceOfRequest(attributes)],
  ]);
  const scope: Scope = { variables: named, budget };
  named.set('variables', new LazyVariables(variables, scope));
  return scope;
}

/** upstream: plugin/cel/filter.go (CreateAdmissionRequest) */
function requestOf({ call, operation, name, namespace, subresource }: Attributes, { row }: Versioned): object {
  const { user, served, request, dryRun } = call;
  const asked = served.row;
  return {
    kind: { group: row.group, version: row.version, kind: row.kind },
    resource: { group: row.group, version: row.version, resource: row.plural },
    subResource: subresource,
    requestKind: { group: asked.group, version: asked.version, kind: asked.kind },
    requestResource: { group: asked.group, version: asked.version, resource: asked.plural },
    requestSubResource: subresource,
    name,
    namespace,
    operation,
    userInfo: { username: user.name, uid: user.uid ?? '', groups: user.groups, extra: user.extra ?? {} },
    dryRun,
    options: optionsOf(operation, request.options?.fieldManager),
  };
}

function optionsOf(operation: Attributes['operation'], fieldManager: string | undefined): object {
  const kinds = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' };
  const manager = fieldManager === undefined || operation === 'DELETE' ? {} : { fieldManager };
  return { kind: kinds[operation], apiVersion: 'meta.k8s.io/v1', ...manager };
}

function authorizerOf({ server, user }: Call): AuthorizerValue {
  return {
    kind: 'authorizer',
    step: 'authorizer',
    value: 'authorizer',
    asked: {},
    decide: (asked) => {
      const { serviceAccount } = asked;
      const asker = serviceAccount === undefined ? user : userOf(serviceAccount);
      const isResource = asked.resource !== undefined;
      const { decision, reason } = decide(server, {
        user: asker,
        verb: asked.verb ?? '',
        apiGroup: asked.group ?? '',
        apiVersion: '*',
        resource: asked.resource ?? '',
        subresource: asked.subresource ?? '',
        namespace: asked.namespace ?? '',
        name: asked.name ?? '',
        isResource,
        path: asked.path ?? '',
      });
      return { allowed: decision === 'Allow', reason };
    },
  };
}

function userOf({ namespace, name }: NonNullable<AuthorizerAsked['serviceAccount']>): Call['user'] {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

function resourceOfRequest({ call, subresource, namespace, name }: Attributes): AuthorizerValue {
  const { row } = call.served;
  const asked = { group: row.group, resource: row.plural, subresource, namespace, name };
  return { ...authorizerOf(call), step: 'resource', value: 'authorizer.requestResource', asked };
}
